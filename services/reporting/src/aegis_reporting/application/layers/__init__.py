"""ATT&CK Navigator layers."""
