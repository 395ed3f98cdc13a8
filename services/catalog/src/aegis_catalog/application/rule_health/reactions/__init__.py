"""What is kept of tests."""
