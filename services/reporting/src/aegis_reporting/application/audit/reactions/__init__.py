"""What the trail makes of entries."""
