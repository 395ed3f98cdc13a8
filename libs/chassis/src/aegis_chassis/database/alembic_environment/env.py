"""Run by Alembic. The connection comes in through the configuration, so that migrations run inside any process;
`aegis_chassis.database.migrations` makes that configuration."""

from alembic import context

attributes = context.config.attributes

context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),
    version_table_schema=attributes["schema"],
    transaction_per_migration=True,
    include_name=lambda name, type_, _: type_ != "schema" or name in {None, attributes["schema"]},
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
