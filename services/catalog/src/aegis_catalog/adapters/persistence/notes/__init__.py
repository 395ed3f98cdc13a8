"""Our own notes."""
