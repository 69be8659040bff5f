"""What spans a partner's record, its agreements and its due diligence."""
