"""How Alembic runs the migrations: on the connection `data.records.upgrade` hands over, in its transaction.

There is no alembic.ini: nothing here logs, and nothing depends on the folder a command is run from. To change
a table, change it in data/records and add the next numbered file in versions/, spelt out in full (a migration
never imports the tables as they are today). tests/data/migrations/test_versions.py fails while the two differ.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
