"""What changed lately, as a feed: for the stream of the matrix and for the latest twenty."""
