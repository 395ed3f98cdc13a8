"""How scoring is put together."""
