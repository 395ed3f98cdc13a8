"""Scope, review policy and defence tools of the organisation."""
