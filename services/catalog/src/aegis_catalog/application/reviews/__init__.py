"""Reviews of techniques: what waits, and what people say of it."""
