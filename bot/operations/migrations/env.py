"""What Alembic runs: the migrations, on the connection that `bot.operations.database` opened."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None)
context.run_migrations()
