"""The revisions of the schema `testing`."""
