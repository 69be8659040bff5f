"""Slack's Web API: a family of methods a module, and the one call that answers any of them."""
