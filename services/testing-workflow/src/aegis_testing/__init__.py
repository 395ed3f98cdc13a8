"""What was tested: tests with their red and blue sides, and evidence."""
