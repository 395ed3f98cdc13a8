"""Claims, publications and the writing of items."""
