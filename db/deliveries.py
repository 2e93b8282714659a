"""The deliveries behind the port: which packages went and came, with what their manifests say."""

from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, Row, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from auditor.delivery import Delivery, Fate, Way
from auditor.package import Have, Manifest
from db.base import Base, insert_rows, name_type, table_of, text_type

_BIG = BigInteger().with_variant(Integer, "sqlite")


class DeliveryRow(Base):
    """One package that went or came. What a package's writer held then stands in its manifest."""

    __tablename__ = "delivery"
    number: Mapped[int] = mapped_column(_BIG, primary_key=True, autoincrement=True)
    package: Mapped[str] = mapped_column(name_type, index=True)
    way: Mapped[str] = mapped_column(name_type)
    station: Mapped[str] = mapped_column(name_type, index=True)
    made: Mapped[str] = mapped_column(name_type)
    at: Mapped[str] = mapped_column(name_type)
    state: Mapped[str] = mapped_column(name_type)
    reason: Mapped[str] = mapped_column(text_type)
    lines: Mapped[int] = mapped_column(Integer)
    new: Mapped[int] = mapped_column(Integer)
    first: Mapped[int] = mapped_column(_BIG)
    last: Mapped[int] = mapped_column(_BIG)
    size: Mapped[int] = mapped_column(_BIG)
    file: Mapped[str] = mapped_column(text_type)
    manifest: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = ({"sqlite_autoincrement": True},)


DELIVERY = table_of(DeliveryRow)
_LIST = select(*(c for c in DELIVERY.c if c.name != "manifest")).order_by(DELIVERY.c.number.desc())
_NEWEST = _LIST.limit(bindparam("most"))
_OF_PACKAGE = _LIST.where(DELIVERY.c.package == bindparam("package"))
_ONE = _LIST.where(DELIVERY.c.number == bindparam("n"))
_OF_STATION = _LIST.where(DELIVERY.c.station == bindparam("station")).limit(bindparam("most"))
_WAITING = _LIST.where(DELIVERY.c.state == Fate.WAITING.value)
_MANIFEST = select(DELIVERY.c.manifest).where(DELIVERY.c.number == bindparam("n"))
_COUNTING = (Fate.APPLIED, Fate.RELEASED, Fate.NEWER, Fate.UNDONE)  # what such a package says was heard
_SAID = (
    select(DELIVERY.c.number, DELIVERY.c.manifest)
    .where(
        DELIVERY.c.station == bindparam("station"),
        DELIVERY.c.way == Way.IN.value,
        DELIVERY.c.state.in_([f.value for f in _COUNTING]),
        DELIVERY.c.manifest != b"",
    )
    .order_by(DELIVERY.c.number.desc())
    .limit(1)
)
_SAID_BEFORE = _SAID.where(DELIVERY.c.number < bindparam("before"))


class DeliveriesOf:
    """The deliveries of one transaction."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn

    def note(self, made: Delivery) -> Delivery:
        """Keep a note; returned with its number."""
        raw = made.manifest.encode() if made.manifest else b""
        row = (
            *(made.package, made.way.value, made.station, made.made, made.at, made.state.value, made.reason),
            *(made.lines, made.new, made.first, made.last, made.size, made.file, raw),
        )
        insert_rows(self.conn, DELIVERY, [row], leave="number")
        number = self.conn.scalar(select(DELIVERY.c.number).order_by(DELIVERY.c.number.desc()).limit(1))
        noted = next(d for d in self.of_package(made.package) if d.number == number)
        if made.manifest and made.way is Way.IN and made.state in _COUNTING:
            self._shorten_before(noted)
        return noted

    def _shorten_before(self, newer: Delivery) -> None:
        """What a station held earlier is asked for no more, and hundreds of them writing every day would fill disks."""
        said = self.conn.execute(_SAID_BEFORE, {"station": newer.station, "before": newer.number}).one_or_none()
        manifest = Manifest.decode(bytes(said.manifest)) if said else None
        if said and manifest and (manifest.have or manifest.wants):
            self.change(said.number, manifest=replace(manifest, have={}, wants=()).encode())

    def change(self, number: int, **changes: Any) -> None:
        """Change what is noted of one: its state, its arrivals, where its file lies."""
        plain = {key: getattr(value, "value", value) for key, value in changes.items()}
        self.conn.execute(update(DELIVERY).where(DELIVERY.c.number == number).values(**plain))

    def all(self, most: int = 1000) -> list[Delivery]:
        """The newest, newest first, without their manifests."""
        return [_value(row) for row in self.conn.execute(_NEWEST, {"most": most})]

    def of_package(self, package: str) -> list[Delivery]:
        """What is noted of a package, newest first."""
        return [_value(row) for row in self.conn.execute(_OF_PACKAGE, {"package": package})]

    def ending(self, end: str) -> list[Delivery]:
        """What is noted of packages whose id ends so, newest first."""
        question = _LIST.where(DELIVERY.c.package.endswith(end, autoescape=True))
        return [_value(row) for row in self.conn.execute(question)]

    def one(self, number: int) -> Delivery | None:
        """The note of a number."""
        return next((_value(row) for row in self.conn.execute(_ONE, {"n": number})), None)

    def of_station(self, station: str, most: int = 1000) -> list[Delivery]:
        """The newest that went to a station or came from it, newest first."""
        return [_value(row) for row in self.conn.execute(_OF_STATION, {"station": station, "most": most})]

    def waiting(self) -> list[Delivery]:
        """Those that wait for a decider, newest first."""
        return [_value(row) for row in self.conn.execute(_WAITING)]

    def manifest(self, number: int) -> Manifest | None:
        """The manifest of one; of a package that came and was followed by another without what its writer held."""
        raw = self.conn.scalar(_MANIFEST, {"n": number})
        return Manifest.decode(bytes(raw)) if raw else None

    def heard(self, station: str) -> Manifest | None:
        """The manifest of the last package of a station that counts; what waits or was turned away does not."""
        said = self.conn.execute(_SAID, {"station": station}).one_or_none()
        return Manifest.decode(bytes(said.manifest)) if said else None

    def have(self, station: str) -> Have | None:
        """What a station said last that it holds; None before it said anything that counts."""
        heard = self.heard(station)
        return heard.have if heard else None


def _value(row: Row[Any]) -> Delivery:
    parts = row._asdict()
    return Delivery(**{**parts, "way": Way(parts["way"]), "state": Fate(parts["state"])})
