"""What can be asked of playbooks."""
