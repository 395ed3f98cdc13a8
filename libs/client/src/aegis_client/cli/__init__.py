"""The client half of the `aegis` command."""
