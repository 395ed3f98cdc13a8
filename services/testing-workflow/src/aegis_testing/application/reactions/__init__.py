"""What this service does about what it hears, beyond keeping a replica."""
