"""The audit trail: appended to under one lock, read in order, never changed."""
