"""What belongs to this database alone: settings, keys outside the journal, and the forms somebody has not saved."""

from sqlalchemy import Connection, LargeBinary, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.store import Draft
from db.base import Base, insert_rows, name_type, table_of, text_type


class LocalRow(Base):
    """One setting."""

    __tablename__ = "local"
    key: Mapped[str] = mapped_column(name_type, primary_key=True)
    value: Mapped[str] = mapped_column(text_type)


class SecretRow(Base):
    """One key: of the station, of a survey round. `secure_delete` wipes it when it is destroyed."""

    __tablename__ = "secret"
    name: Mapped[str] = mapped_column(name_type, primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class DraftRow(Base):
    """A form's state within a second of the last keystroke."""

    __tablename__ = "draft"
    form: Mapped[str] = mapped_column(text_type, primary_key=True)
    body: Mapped[str] = mapped_column(text_type)
    at: Mapped[str] = mapped_column(name_type)


LOCAL, SECRET, DRAFT = table_of(LocalRow), table_of(SecretRow), table_of(DraftRow)
_GET = select(LOCAL.c.value).where(LOCAL.c.key == bindparam("k"))
_ALL = select(LOCAL)
_UNSET = delete(LOCAL).where(LOCAL.c.key == bindparam("k"))
_SECRET = select(SECRET.c.value).where(SECRET.c.name == bindparam("n"))
_DESTROY = delete(SECRET).where(SECRET.c.name == bindparam("n"))
_DRAFTS = select(DRAFT).order_by(DRAFT.c.at.desc(), DRAFT.c.form)
_UNDRAFT = delete(DRAFT).where(DRAFT.c.form == bindparam("f"))


def setting(conn: Connection, key: str) -> str:
    """A setting; "" if unset."""
    return conn.scalar(_GET, {"k": key}) or ""


def settings(conn: Connection) -> dict[str, str]:
    """All settings."""
    return {row.key: row.value for row in conn.execute(_ALL)}


def set_setting(conn: Connection, key: str, value: str) -> None:
    """Change a setting."""
    conn.execute(_UNSET, {"k": key})
    insert_rows(conn, LOCAL, [(key, value)])


def secret(conn: Connection, name: str) -> bytes | None:
    """A key, if it is held."""
    found = conn.scalar(_SECRET, {"n": name})
    return None if found is None else bytes(found)


def set_secret(conn: Connection, name: str, value: bytes | None) -> None:
    """Keep a key, or destroy it."""
    conn.execute(_DESTROY, {"n": name})
    if value is not None:
        insert_rows(conn, SECRET, [(name, value)])


def drafts(conn: Connection) -> list[Draft]:
    """All drafts, newest first."""
    return [Draft(form=row.form, body=row.body, at=row.at) for row in conn.execute(_DRAFTS)]


def set_draft(conn: Connection, form: str, body: str, at: str) -> None:
    """Keep a form's state; "" clears it."""
    conn.execute(_UNDRAFT, {"f": form})
    if body:
        insert_rows(conn, DRAFT, [(form, body, at)])
