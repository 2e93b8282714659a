"""Receipts (回执): what the other side has said that it holds, against what was written here and handed to it."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

from auditor.delivery import Delivery, Fate, Way
from auditor.identity import is_bureau
from auditor.package import Manifest
from auditor.store import Work
from auditor.whereabouts import Reach

REACHED = "reached_to"  # setting: how far it got, and after which delivery that was found out


class Standing(StrEnum):
    """Where a delivery is now."""

    ON_THE_WAY = "on_the_way"  # 在数据包里，未见回执
    RECEIVED = "received"  # 对方已收到: its own word
    APPLIED = "applied"  # 已并入
    WAITING = "waiting"  # 等着放行
    TURNED_AWAY = "turned_away"  # 没有收
    NEWER = "newer"  # 要先更新程序
    TAKEN_BACK = "taken_back"  # 已撤销
    UNDOING = "undoing"  # 撤销时写回去的


_OF_FATE = {
    Fate.APPLIED: Standing.APPLIED,
    Fate.RELEASED: Standing.APPLIED,
    Fate.WAITING: Standing.WAITING,
    Fate.TURNED_AWAY: Standing.TURNED_AWAY,
    Fate.NEWER: Standing.NEWER,
    Fate.UNDONE: Standing.TAKEN_BACK,
}


def standing_of(delivery: Delivery, received: frozenset[int] = frozenset()) -> Standing:
    """Where a delivery is now; `received` are the numbers of those the other side has said that it holds."""
    if delivery.way is Way.OUT:
        return Standing.RECEIVED if delivery.number in received else Standing.ON_THE_WAY
    if delivery.way is Way.UNDO and delivery.state is not Fate.UNDONE:
        return Standing.UNDOING
    return _OF_FATE[delivery.state]


def asks_for(heard: Manifest, sent: Manifest) -> bool:
    """Whether the other side, when it was last heard, asked for a photograph that a package carries."""
    return not {m.sha256 for m in sent.members}.isdisjoint(heard.wants)


def is_received(sent: Manifest, heard: Manifest | None, *, from_bureau: bool) -> bool:
    """Whether the other side, when it was last heard, held exactly what stood here when a package was packed, of the
    lines that concern it, and asked for none of its photographs. A station's package concerns its own lines
    (`of_others`: those of others), the bureau's those of everybody but the receiver itself."""
    if heard is None or asks_for(heard, sent):
        return False
    own = sent.to if from_bureau else sent.station
    keys = [key for key in sent.have if (key[1] == own) is not (from_bureau or sent.of_others)]
    return all(heard.have.get(key) == sent.have[key] for key in keys)


def received_of(work: Work, deliveries: Sequence[Delivery]) -> frozenset[int]:
    """The numbers of those that went out (newest first) and have arrived, by the word of whoever was to get them. What
    went before a package that arrived arrived with it, for every package holds all lines that were not confirmed; but
    not where the other side still asks for one of its photographs."""
    from_bureau = is_bureau(work)
    heard: dict[str, Manifest | None] = {}
    arrived: set[tuple[str, bool]] = set()
    found: set[int] = set()
    for one in deliveries:
        if one.way is not Way.OUT or not one.station:
            continue
        if one.station not in heard:
            heard[one.station] = work.deliveries.heard(one.station)
        said = heard[one.station]
        if said is None:
            continue
        line = (one.station, bool(one.last))  # those with lines of others are a series of their own
        if line in arrived and not said.wants:
            found.add(one.number)
            continue
        sent = work.deliveries.manifest(one.number)
        if sent is None:
            continue
        if not asks_for(said, sent) if line in arrived else is_received(sent, said, from_bureau=from_bureau):
            arrived.add(line)
            found.add(one.number)
    return frozenset(found)


def reach_of(work: Work) -> Reach:
    """How far what was written here got; by what was noted (`note_reach`) where no delivery came since, else anew."""
    noted = json.loads(work.setting(REACHED) or "{}")
    if noted.get("of") == _moment(work):
        return Reach(noted["packed"], noted["confirmed"])
    return _found(work)


def note_reach(work: Work) -> None:
    """Note how far it got, so that not every question reads the journal's names."""
    reach = _found(work)
    noted = {"of": _moment(work), "packed": reach.packed, "confirmed": dict(reach.confirmed)}
    work.set_setting(REACHED, json.dumps(noted))


def is_noted(work: Work) -> bool:
    """Whether the note is of today's deliveries."""
    return bool(json.loads(work.setting(REACHED) or "{}").get("of") == _moment(work))


def _moment(work: Work) -> list[object]:
    newest = work.deliveries.all(1)
    return [work.bureau, newest[0].number if newest else 0, work.setting("station")]


def _found(work: Work) -> Reach:
    out = (d.last for d in work.deliveries.all() if d.way is Way.OUT and d.last)
    have = work.deliveries.have(work.bureau) if work.bureau else None
    if have is None:
        return Reach(next(out, 0))
    mine = work.journal.holdings([], work.setting("station"))
    found = {street: of.arrival_of(of.agreed(have.get((street, station)))) for (street, station), of in mine}
    return Reach(next(out, 0), {street: n for street, n in found.items() if n})


def behind(counts: Mapping[tuple[str, str], int], heard: Manifest | None, office: str) -> int:
    """How many lines lie here (`counts` by street and station) beyond those a station said that it holds, of what
    concerns its street (code; "" for all)."""
    said = {key: part.count for key, part in heard.have.items()} if heard else {}
    concern = (key for key in counts if not office or key[0] in ("", office))
    return sum(max(0, counts[key] - said.get(key, 0)) for key in concern)
