"""Whether the figures in a record's own words agree with its fields: each fact is typed once."""
