"""The database's history: Alembic migrations, run from code by `admin.migrate`."""
