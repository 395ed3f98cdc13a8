"""What the matrix is asked."""
