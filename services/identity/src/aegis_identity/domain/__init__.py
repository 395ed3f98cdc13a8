"""The rules of accounts: people, passwords, sessions, tokens, keys."""
