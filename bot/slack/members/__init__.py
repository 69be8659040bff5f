"""Who is who in the workspace: members, guests, people who left, and the user groups."""
