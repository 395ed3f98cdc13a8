"""The service's schema: tables, repository, readers, replicas, migrations."""
