"""HTTP: requests in, views out."""
