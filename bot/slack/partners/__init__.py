"""The partner file in Slack: found, shown, edited and added to."""
