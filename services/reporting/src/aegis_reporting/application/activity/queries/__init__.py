"""What the feed is asked."""
