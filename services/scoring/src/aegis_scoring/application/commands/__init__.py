"""What people and the clock ask scoring to do."""
