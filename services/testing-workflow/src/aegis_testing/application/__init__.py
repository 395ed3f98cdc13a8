"""Use cases of testing-workflow: commands, queries, reactions, and the ports that they need."""
