"""Rows go to the driver as tuples in the order of the columns."""

from sqlalchemy import select

from db.base import insert_rows, table_of
from db.local import DRAFT, DraftRow
from db.store import SqlStore, SqlWork


def test_rows_are_inserted_in_the_order_of_the_columns(any_store: SqlStore) -> None:
    assert table_of(DraftRow) is DRAFT
    rows = [("f1", "b", "2026"), ("f2", "'; DROP TABLE draft", "2027")]
    with any_store.writing() as work:
        assert isinstance(work, SqlWork)
        insert_rows(work.conn, DRAFT, [])  # an empty executemany would raise
        insert_rows(work.conn, DRAFT, rows)
        assert sorted(tuple(r) for r in work.conn.execute(select(DRAFT))) == rows
