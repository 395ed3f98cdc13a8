"""What it is worth: lines, coverage status, explainable scores."""
