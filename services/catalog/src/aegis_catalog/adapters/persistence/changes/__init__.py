"""Changes of the infrastructure."""
