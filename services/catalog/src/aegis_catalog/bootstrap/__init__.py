"""How the catalogue is put together."""
