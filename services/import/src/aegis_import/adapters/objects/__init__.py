"""Archives in the object store."""
