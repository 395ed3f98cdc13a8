"""Commands: one use case a file. Each checks the caller's right, applies a rule, saves and commits."""
