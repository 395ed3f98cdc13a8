"""Who may: users, roles, sessions, signing keys."""
