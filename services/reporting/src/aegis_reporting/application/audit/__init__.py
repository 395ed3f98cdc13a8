"""The audit trail: kept as a chain, read, checked, exported and signed."""
