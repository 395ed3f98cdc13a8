"""What can be done with a playbook."""
