"""The suite as separate processes without Docker: real Kafka, PostgreSQL, object store and gateway."""
