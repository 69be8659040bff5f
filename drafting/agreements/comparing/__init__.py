"""What somebody changed in an issued document, and what changed between two versions."""
