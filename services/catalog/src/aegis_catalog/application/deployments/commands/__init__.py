"""What people and tools say."""
