"""What happens when a move is made: one file a move. Each first asks `allowed.ensure`."""
