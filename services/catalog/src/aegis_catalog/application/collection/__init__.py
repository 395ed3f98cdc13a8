"""What is collected of data components."""
