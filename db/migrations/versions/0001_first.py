"""The journal, settings, keys and drafts, as the first program made them."""

import sqlalchemy as sa
from alembic import op

from db.base import name_type, text_type

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the four tables that are not derived."""
    op.create_table(
        "line",
        sa.Column("arrival", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("name", name_type, nullable=False, unique=True),
        sa.Column("record", name_type, nullable=False, index=True),
        sa.Column("street", name_type, nullable=False),
        sa.Column("kind", name_type, nullable=False),
        sa.Column("package", name_type, nullable=False),
        sa.Column("arrived", name_type, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "local",
        sa.Column("key", name_type, primary_key=True),
        sa.Column("value", text_type, nullable=False),
    )
    op.create_table(
        "secret",
        sa.Column("name", name_type, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("form", text_type, primary_key=True),
        sa.Column("body", text_type, nullable=False),
        sa.Column("at", name_type, nullable=False),
    )
