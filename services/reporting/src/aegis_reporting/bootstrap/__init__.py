"""How reporting is put together."""
