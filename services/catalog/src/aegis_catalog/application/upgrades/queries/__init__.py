"""What can be asked of releases and upgrades."""
