"""Where detection rules are deployed."""
