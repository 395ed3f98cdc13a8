"""What stands in the way of each move, found without making it: the one source of refusals and of allowed actions."""
