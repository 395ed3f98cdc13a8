"""ATT&CK campaigns as people ask for them."""
