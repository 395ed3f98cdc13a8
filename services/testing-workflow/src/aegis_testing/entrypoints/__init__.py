"""Ways in: HTTP, jobs."""
