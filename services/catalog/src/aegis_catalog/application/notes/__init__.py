"""Our own notes on techniques."""
