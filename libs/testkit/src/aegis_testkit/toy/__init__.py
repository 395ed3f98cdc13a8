"""A service small enough to be read at once: what the chassis's tests and the kill tests run."""
