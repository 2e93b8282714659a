"""Migrations: from nothing they make what the program makes, children survive, and a copy is made first."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from db import migrate as migrate_module
from db import open_store
from db import store as store_module
from db.engine import make_engine
from db.store import TRUTH, SqlStore, SqlWork
from tests.making import fresh_store, site

FIRST = Path(migrate_module.MIGRATIONS)


def schema(store: SqlStore, conn: Any = None) -> dict[str, Any]:
    """Columns, keys and indexes of the tables that are not derived, as the engine tells them."""
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        look = inspect(work.conn if conn is None else conn)
        return {
            t.name: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(t.name)],
                look.get_pk_constraint(t.name)["constrained_columns"],
                sorted((str(i["name"]), tuple(i["column_names"]), bool(i["unique"])) for i in look.get_indexes(t.name)),
                sorted(tuple(u["column_names"]) for u in look.get_unique_constraints(t.name)),
            )
            for t in TRUTH
        }


def test_migrating_from_nothing_equals_creating_all(any_store: SqlStore) -> None:
    from alembic import command
    from alembic.config import Config

    made = schema(any_store)
    config = Config()
    config.set_main_option("script_location", str(FIRST))
    with any_store.writing() as work:
        assert isinstance(work, SqlWork)
        for table in (*TRUTH, "alembic_version"):
            work.conn.execute(text(f'DROP TABLE "{getattr(table, "name", table)}"'))
        config.attributes["connection"] = work.conn
        command.upgrade(config, "head")
        assert work.conn.scalar(text("SELECT version_num FROM alembic_version")) == store_module.SCHEMA
    assert schema(any_store) == made


NEXT = '''
"""A further step for the test: a parent table is made anew while it has children."""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("parent", recreate="always") as batch:
        batch.add_column(sa.Column("more", sa.Text, nullable=False, server_default=""))
    {harm}
'''


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make the program believe in a newer schema; the step may do harm."""

    def prepare(harm: str = "pass") -> None:
        import shutil

        folder = tmp_path / "migrations"
        shutil.copytree(FIRST, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "0003_next.py").write_text(NEXT.format(harm=harm), encoding="utf-8")
        monkeypatch.setattr(migrate_module, "MIGRATIONS", folder)
        monkeypatch.setattr(store_module, "SCHEMA", "0003")

    return prepare


def with_children(place: str) -> str:
    with fresh_store(place) as store, store.writing() as work:
        assert isinstance(work, SqlWork)
        work.sites.save(site())
        work.conn.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        work.conn.execute(text("CREATE TABLE child (parent INTEGER REFERENCES parent(id) ON DELETE CASCADE)"))
        work.conn.execute(text("INSERT INTO parent VALUES (1)"))
        work.conn.execute(text("INSERT INTO child VALUES (1)"))
        return work.journal.root()


def test_a_table_made_anew_keeps_the_rows_that_refer_to_it(tmp_path: Path, next_step: Any) -> None:
    place = tmp_path / "a.db"
    root = with_children(str(place))
    next_step()
    store = open_store(str(place))
    try:
        with store.reading() as work:
            assert isinstance(work, SqlWork)
            assert work.conn.scalar(text("SELECT count(*) FROM child")) == 1
            assert work.conn.scalar(text("SELECT more FROM parent")) == ""
            assert work.journal.root() == root
            assert work.conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    finally:
        store.close()
    (copy,) = tmp_path.glob("a-0002-*.db")
    old = make_engine(str(copy))
    with old.connect() as conn:
        assert conn.scalar(text("SELECT version_num FROM alembic_version")) == "0002"
        assert conn.scalar(text("SELECT count(*) FROM child")) == 1
    old.dispose()


def test_a_step_that_leaves_children_without_parents_is_rolled_back(tmp_path: Path, next_step: Any) -> None:
    from auditor.errors import Refused

    place = tmp_path / "a.db"
    with_children(str(place))
    next_step('op.execute("DELETE FROM parent")')
    with pytest.raises(Refused) as refusal:
        open_store(str(place))
    assert refusal.value.problems[0].code == "migration_broke_references"
    engine = make_engine(str(place))
    with engine.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM parent")) == 1
        assert conn.scalar(text("SELECT version_num FROM alembic_version")) == "0002"
    engine.dispose()


def test_a_database_of_the_first_program_learns_whose_its_lines_are(tmp_path: Path) -> None:
    place = str(tmp_path / "a.db")
    with fresh_store(place) as store:
        with store.writing() as work:
            work.sites.save(site())
            work.set_setting("station", "7" * 32)
            work.sites.save(site("06-002"))
        with store.writing() as work:
            for step in (
                'DROP INDEX "ix_line_street_station_arrival_name"',
                "ALTER TABLE line DROP COLUMN station",
                "DROP TABLE delivery",
                "UPDATE alembic_version SET version_num = '0001'",
            ):
                work.conn.execute(text(step))
        root = store.check().root
    with closing(open_store(place)) as again:
        assert again.check().root == root
        assert again.check().faults == ()
        with again.reading() as work:
            assert {key: held.part.count for key, held in work.journal.holdings()} == {
                ("120104006000", "5" * 32): 1,
                ("120104006000", "7" * 32): 1,
            }
            assert work.deliveries.all() == []
