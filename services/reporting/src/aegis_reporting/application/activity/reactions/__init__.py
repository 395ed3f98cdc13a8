"""What the feed makes of facts, and what reads wait for."""
