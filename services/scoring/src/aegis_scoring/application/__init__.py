"""Use cases, queries and reactions of scoring, and the ports they need."""
