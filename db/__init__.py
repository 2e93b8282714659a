"""The keeping: journal, index and settings in SQLite or PostgreSQL, one behaviour. `open_store` is the one door."""

from db.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
