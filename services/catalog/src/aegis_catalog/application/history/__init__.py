"""How content came to be as it is."""
