"""Looking at everything a database holds, table by table, for comparing two of them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import select

from auditor.store import Work
from db import SqlStore
from db.store import INDEX, SqlWork


def dump(store: SqlStore) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every index table, sorted."""
    with store.reading() as work:
        return dump_within(work)


def dump_within(work: Work) -> dict[str, list[tuple[Any, ...]]]:
    """The same, in a transaction that is open."""
    assert isinstance(work, SqlWork)
    return {t.name: sorted(tuple(row) for row in work.conn.execute(select(t))) for t in INDEX}


class _BackAsBeforeError(Exception):
    """Raised so that the transaction is rolled back."""


@contextmanager
def tried(store: SqlStore) -> Iterator[SqlWork]:
    """A transaction of which nothing remains."""
    with suppress(_BackAsBeforeError), store.writing() as work:
        yield work
        raise _BackAsBeforeError
