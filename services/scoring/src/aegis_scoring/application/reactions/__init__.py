"""What scoring does about facts of other services."""
