"""Alembic's entry: `admin.migrate` hands over an open connection; there is no alembic.ini."""

from alembic import context

from admin.migrate import compared
from admin.tables import load

connection = context.config.attributes["connection"]

context.configure(
    connection=connection,
    target_metadata=load(),
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot alter a table in place
    compare_type=True,
    include_name=compared,
)
with context.begin_transaction():
    context.run_migrations()
