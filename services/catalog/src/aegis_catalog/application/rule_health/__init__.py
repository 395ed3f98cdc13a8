"""How detection rules fare in validated tests."""
