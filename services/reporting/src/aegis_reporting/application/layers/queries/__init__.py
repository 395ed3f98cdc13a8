"""What layers are asked for."""
