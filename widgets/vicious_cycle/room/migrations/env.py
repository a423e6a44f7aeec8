"""Run by Alembic, on the connection that the store gives."""

from alembic import context

from vicious_cycle.room.tables import metadata

# One transaction, on SQLite as well: a server that is killed on the way leaves the schema as it was.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
