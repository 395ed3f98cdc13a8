"""What changed lately: the feed that streams and `metrics/recent` read, and the causes that reads wait for."""
