"""Recurring things: schedules and the loop that claims what is due."""
