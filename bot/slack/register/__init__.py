"""The register in Slack: entries opened, looked at and added to; sheets and reports."""
