"""Matrix and layers: replicas of what catalog, scoring and testing told, and the one read over them."""
