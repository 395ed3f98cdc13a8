"""Evidence bytes in the object store."""
