"""What pages are given: each window looks at a street of its own."""

from auditor.standard_file import shipped
from db import SqlStore
from ui.context import Context
from ui.settings import Settings
from ui.tasks import Tasks


def test_two_windows_do_not_share_where_they_look(store: SqlStore, tasks: Tasks) -> None:
    first, second = (Context(store, tasks, shipped(), Settings()) for _ in range(2))
    first.where.choose("a")
    assert second.where.street == ""
