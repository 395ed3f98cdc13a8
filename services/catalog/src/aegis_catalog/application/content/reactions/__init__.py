"""What the catalogue does when content arrives."""
