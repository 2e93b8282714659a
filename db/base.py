"""The tables' common ground: metadata with names for every constraint, and inserts that go straight to the driver."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, MetaData, String, Table, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

# code-point order on both engines: PostgreSQL would sort by the server's language
text_type = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# without a length on PostgreSQL: SQLite keeps none either, and a broken record may hold any text
name_type = String(64).with_variant(postgresql.VARCHAR(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Every table of the program."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(row: type[Base]) -> Table:
    """The table of a row class."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


_CREATING: dict[tuple[str, tuple[Table, ...]], list[str]] = {}  # by engine; the same statements for every database


def create_tables(conn: Connection, tables: Sequence[Table]) -> None:
    """Create tables that are not there, with their indexes."""
    key = conn.dialect.name, tuple(tables)
    if key not in _CREATING:
        made: list[ExecutableDDLElement] = []
        for table in tables:
            indexes = sorted(table.indexes, key=lambda i: str(i.name))
            made += [CreateTable(table), *(CreateIndex(index) for index in indexes)]
        _CREATING[key] = [str(one.compile(dialect=conn.dialect)) for one in made]
    for statement in _CREATING[key]:
        conn.exec_driver_sql(statement)


@cache
def _insert_sql(table: Table, driver: str, leave: str) -> str:
    names = [c.name for c in table.columns if c.name != leave]
    mark = "?" if driver == "sqlite" else "%s"
    quoted = ", ".join(f'"{n}"' for n in names)
    return f'INSERT INTO "{table.name}" ({quoted}) VALUES ({", ".join([mark] * len(names))})'


def insert_rows(conn: Connection, table: Table, rows: Sequence[tuple[Any, ...]], *, leave: str = "") -> None:
    """Insert tuples in the order of the table's columns (without `leave`, a column the engine fills)."""
    if rows:  # an executemany with an empty list raises
        conn.exec_driver_sql(_insert_sql(table, conn.dialect.name, leave), list(rows))
