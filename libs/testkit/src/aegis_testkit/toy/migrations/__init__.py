"""The toy's revisions."""
