"""What a checklist learned that the partner's record does not say, offered to the record."""
