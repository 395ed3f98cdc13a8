"""The published language: topics, states, ids, the decay formula and their schemas."""
