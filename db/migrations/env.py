"""Alembic's door: the one connection that the store hands over, in the store's transaction."""

from alembic import context

from db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,  # the transaction is the store's
)
context.run_migrations()
