"""Reviews of techniques."""
