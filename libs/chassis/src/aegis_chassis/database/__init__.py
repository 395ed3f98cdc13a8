"""PostgreSQL: pools, the unit of work, bulk writes, migrations, roles, the embedded server."""
