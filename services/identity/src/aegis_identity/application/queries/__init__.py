"""What is read, in its wire form."""
