"""Data sources and import runs: their rules. Knows the kernel alone."""
