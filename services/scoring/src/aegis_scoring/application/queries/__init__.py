"""What is read: readers and the views they answer."""
