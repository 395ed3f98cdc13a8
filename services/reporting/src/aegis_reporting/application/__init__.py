"""What people ask reporting for, and what it does with what it hears; divided by subject."""
