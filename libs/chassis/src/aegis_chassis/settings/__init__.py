"""Settings: environment first, then a TOML file; typed; every error reported at once."""
