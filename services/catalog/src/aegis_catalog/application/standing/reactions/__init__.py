"""What is kept of others' facts."""
