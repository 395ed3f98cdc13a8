"""How claims on one item become the item, one file a subject."""
