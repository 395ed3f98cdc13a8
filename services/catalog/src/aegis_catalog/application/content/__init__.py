"""Content from upstream: claims become items, items are published."""
