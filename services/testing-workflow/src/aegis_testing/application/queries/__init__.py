"""Queries: frozen views, which are their own wire form, and who reads them."""
