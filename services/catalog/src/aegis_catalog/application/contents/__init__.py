"""Content of any kind as people ask for it: what kinds have in common."""
