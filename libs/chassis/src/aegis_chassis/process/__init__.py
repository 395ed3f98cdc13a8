"""A service as a process: its description, its roles, how it starts and stops."""
