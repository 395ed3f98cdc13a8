"""What the trail is asked."""
