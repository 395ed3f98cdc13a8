"""What can be attacked, tested and defended, and what matters to us."""
