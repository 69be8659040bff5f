"""Block Kit: what people see in Slack is built of these parts, within Slack's limits."""
