"""ATT&CK campaigns."""
