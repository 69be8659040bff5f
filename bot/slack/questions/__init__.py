"""Questions about the policies in Slack: asked, answered, shared and rated."""
