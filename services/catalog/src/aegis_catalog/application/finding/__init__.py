"""How use cases find what people name."""
