"""The rules of the catalogue: how claims become items, how revocations are followed, what waits for a person."""
