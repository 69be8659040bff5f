"""Due diligence in Slack: a checklist begun, answered, summed up and completed."""
