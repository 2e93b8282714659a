"""Whose line it is, as a column of the journal; and the packages that went and came."""

import json

import sqlalchemy as sa
from alembic import op

from db.base import name_type, text_type

revision = "0002"
down_revision = "0001"

BATCH = 5000


def upgrade() -> None:
    """Add the column, fill it from the lines themselves, then the index over it and the table of packages."""
    op.add_column("line", sa.Column("station", name_type, nullable=False, server_default=""))
    conn = op.get_bind()
    select = sa.text("SELECT arrival, raw FROM line WHERE arrival > :after ORDER BY arrival LIMIT :most")
    fill = sa.text("UPDATE line SET station = :station WHERE arrival = :arrival")
    after = 0
    while rows := conn.execute(select, {"after": after, "most": BATCH}).all():
        conn.execute(fill, [{"station": json.loads(bytes(raw))["station"], "arrival": n} for n, raw in rows])
        after = rows[-1][0]
    op.create_index("ix_line_street_station_arrival_name", "line", ["street", "station", "arrival", "name"])
    op.create_table(
        "delivery",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("package", name_type, nullable=False, index=True),
        sa.Column("way", name_type, nullable=False),
        sa.Column("station", name_type, nullable=False, index=True),
        sa.Column("made", name_type, nullable=False),
        sa.Column("at", name_type, nullable=False),
        sa.Column("state", name_type, nullable=False),
        sa.Column("reason", text_type, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("first", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("file", text_type, nullable=False),
        sa.Column("manifest", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
