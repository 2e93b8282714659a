"""Enrolment on the terminal: who this database is, letting a station in, knowing the bureau, revoking a key."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from auditor.delivery_wording import recovered_text
from auditor.division import street_code
from auditor.errors import Problem, Refused
from auditor.people import Role
from auditor.plain_packages import plain_station
from auditor.station import mark_of
from auditor.store import Store
from auditor.use_cases import enrolling, keeping, overseeing, packing, unpacking
from auditor.wording import _, explain, listed, number
from ui.commands import Command, Opener, opened, print_json, tell
from ui.sync_commands import print_packed, tell_unpacked

Add = Callable[[str, Command, str], argparse.ArgumentParser]


def declare(add: Add) -> None:
    """The commands and their options."""
    told = _("登记：写本站的登记包；收工作站的登记包（区里）；认区里（工作站）；都不写则说本站是谁")
    made = add("enrol", enrol, told)
    made.add_argument("file", nargs="?", default="", help=_("对方的数据包"))
    made.add_argument("--out", default="", metavar="FILE.sap", help=_("工作站：登记包；区里：给它的起始包"))
    made.add_argument("--mark", nargs="+", default=[], metavar="XXXX", help=_("电话里核对的八位标记"))
    made.add_argument("--name", default="", help=_("新数据库：本站名称；收登记包：给它的名称"))
    made.add_argument(
        "--street", default="", metavar="CODE", help=_("新数据库：在哪个街道（不写则是区里）；或给它的街道")
    )
    add("stations", stations, _("工作站：登记过的、等登记的、上次收到的、补回过自己记录的")).add_argument(
        "--json", action="store_true"
    )
    ends = add("revoke", revoke, _("停用一个工作站的密钥：收到过的留着，以后到的先等着"))
    ends.add_argument("station", metavar="STATION")
    ends.add_argument("--reason", required=True)


def enrol(options: argparse.Namespace, open_store: Opener) -> int:
    """One command for both sides; which side this is says the database."""
    options.street = street_code(options.street) if options.street else ""
    if not options.file and len("".join(options.mark)) > 8:  # written before the file, the mark takes it for a part
        options.file = options.mark.pop()
    if not options.file:
        _first_start(options, open_store)
    with opened(options, open_store) as store:
        mine = overseeing.identity(store)
        if not options.file:
            return _introduce(store, mine, options)
        if mine.at_bureau:
            return _accept(store, options)
        return _pin(store, options)


def _first_start(options: argparse.Namespace, open_store: Opener) -> None:
    """Set a new database up as a street's station or the bureau; Refused where another one was set up before."""
    store = open_store(options.db)
    try:
        with store.reading() as work:
            ready = keeping.is_set_up(work)
        if not ready:
            role = Role.INSPECTOR if options.street else Role.DECIDER
            person = options.person or _("终端")
            keeping.set_up(store, person=person, role=role, street=options.street, station=options.name)
            print(_("新数据库：{place}").format(place=store.place), file=sys.stderr)
            return
        mine = overseeing.identity(store)
        if (options.street and options.street != mine.street) or (options.name and options.name != mine.name):
            raise Refused(Problem("db", "set_up_already"))
    finally:
        store.close()


def _introduce(store: Store, mine: overseeing.Identity, options: argparse.Namespace) -> int:
    """Say who this is; a street's station writes its package for the bureau."""
    if options.out and mine.at_bureau:
        raise Refused(Problem("file", "enrol_needs_file"))
    where = mine.street or _("区里")
    print(_("本站：{name}  {where}  标记 {mark}").format(name=mine.name or "–", where=where, mark=mine.mark))
    if mine.bureau and not mine.at_bureau:
        print(_("区里的标记 {mark}").format(mark=mine.bureau_mark))
    if options.out:
        print_packed(packing.pack(store, Path(options.out), tell=tell))
        print(_("把这个文件交到区里，打电话让他们核对标记 {mark}。").format(mark=mine.mark))
    return 0


def _accept(store: Store, options: argparse.Namespace) -> int:
    """At the bureau: a station is let in, what waits of it is taken in, and its starter package is written."""
    path = Path(options.file)
    asking = enrolling.read_asking(path)
    station = asking.station.station
    said = "".join(options.mark).lower()
    if options.mark and said != station[:8]:
        raise Refused(Problem("mark", "another_mark", {"value": " ".join(options.mark), "mark": mark_of(station)}))
    accepted = enrolling.accept_station(store, asking, name=options.name, office=options.street)
    print(
        _("登记了 {name}  {street}  标记 {mark}").format(
            name=accepted.name or "–", street=accepted.office or _("全区"), mark=accepted.mark
        )
    )
    ended = 0
    for asked in overseeing.waiting_of(store, station):
        try:
            tell_unpacked(unpacking.release(store, asked.number, tell=tell), json=False)
        except Refused as error:  # it waits for another reason, and for a person who names it
            print(explain(error), file=sys.stderr)
            ended = 1
    ended = max(ended, tell_unpacked(unpacking.unpack(store, path, tell), json=False))
    if options.out:
        print_packed(packing.pack(store, Path(options.out), receiver=station, tell=tell))
        mine = overseeing.identity(store)
        print(_("把起始包交给它，电话告诉对方区里的标记 {mark}。").format(mark=mine.mark))
    return ended


def _pin(store: Store, options: argparse.Namespace) -> int:
    """At a station: the bureau is known from now on by the mark told by telephone, and its package is taken in."""
    if not options.mark:
        raise Refused(Problem("mark", "mark_needed"))
    enrolling.accept_bureau(store, Path(options.file), " ".join(options.mark))
    return tell_unpacked(unpacking.unpack(store, Path(options.file), tell), json=False)


def stations(options: argparse.Namespace, open_store: Opener) -> int:
    """The accepted stations, and those that wait to be let in."""
    with opened(options, open_store) as store:
        known = overseeing.list_stations(store)
        waits = enrolling.waiting_stations(store)
    if options.json:
        print_json(
            {
                "stations": [
                    plain_station(s.station, heard=s.heard, recovered=s.recovered, waiting=s.waiting) for s in known
                ],
                "waiting": [
                    {
                        "station": a.station.station,
                        "mark": a.station.mark,
                        "name": a.station.name,
                        "street": a.station.office or None,
                        "people": sorted(p.name for p in a.people),
                        "packages": [d.number for d in a.waits],
                    }
                    for a in waits
                ],
            }
        )
        return 0
    for one in known:
        made = one.station
        words = [made.mark, made.name or "–", made.office or _("全区"), one.heard[:16] or _("还没有收到过")]
        if made.bureau:
            words.append(_("区里"))
        if made.revoked:
            words.append(_("已停用（{reason}）").format(reason=made.revoked))
        if one.waiting:
            words.append(_("等放行 {n}").format(n=number(one.waiting)))
        print("  ".join(words))
        if told := recovered_text(one.recovered):
            print(f"  {told}")
    for asking in waits:
        people = listed((p.name for p in asking.people), "、")
        print(
            _("等登记：{mark}  {name}  {street}  {people}").format(
                mark=asking.station.mark,
                name=asking.station.name or "–",
                street=asking.station.office or "–",
                people=people or "–",
            )
        )
    return 0


def revoke(options: argparse.Namespace, open_store: Opener) -> int:
    """A station's key counts no more."""
    with opened(options, open_store) as store:
        gone = enrolling.revoke(store, overseeing.station_named(store, options.station), options.reason)
    print(_("{name} 的密钥已停用，以后到的数据包先等着。").format(name=gone.name or gone.mark))
    return 0
