"""The partnership in Slack: its line of time, what is due on Home, reminders and answers of it."""
