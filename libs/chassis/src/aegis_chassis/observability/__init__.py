"""Logs, metrics, traces, and the operation that they all name."""
