"""Object store: a port with a filesystem and an S3 adapter."""
