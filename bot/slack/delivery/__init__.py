"""What arrives from Slack is kept, worked on and answered exactly once."""
