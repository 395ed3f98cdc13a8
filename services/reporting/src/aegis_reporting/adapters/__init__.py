"""Technology behind the application's ports."""
