"""Packages on the terminal: write one, look at what one would do, take it in, take it back, let a waiting one in."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from auditor.arriving import Preview
from auditor.delivery import Fate
from auditor.delivery_wording import fate_word, left_word, own_text, taken_text, waiting_text, way_word
from auditor.exchanged_wording import others_text
from auditor.plain_packages import plain_delivery, plain_packed, plain_preview, plain_taken_back, plain_unpacked
from auditor.standard import Standard, criterion_name
from auditor.use_cases import overseeing, packing, taking_back, unpacking
from auditor.wording import _, ngettext, number
from ui.commands import Command, Opener, opened, print_json, standard_in, tell, verdict_word

Add = Callable[[str, Command, str], argparse.ArgumentParser]
SHOWN = 20  # of a list on the terminal; the whole stands in --json
WAITS = frozenset({Fate.WAITING, Fate.NEWER, Fate.TURNED_AWAY})  # nothing of it was taken in: exit code 1


def declare(add: Add) -> None:
    """The commands and their options."""
    packs = add("pack", pack, _("装包：对方还没有的，写成一个数据包"))
    packs.add_argument("--out", required=True, metavar="FILE.sap")
    packs.add_argument("--for", dest="receiver", default="", metavar="STATION", help=_("区里：给哪个工作站"))
    packs.add_argument("--of-others", action="store_true", help=_("只装区里没有的别人的记录（区里丢了数据时）"))
    packs.add_argument("--sealed", action="store_true", help=_("加密，只有收的一方打得开"))
    packs.add_argument("--most-bytes", type=_count, default=0, metavar="N", help=_("照片至多装多少字节"))
    rehearsed = add("rehearse", rehearse, _("预演：并入一个数据包会怎样，什么都不写"))
    rehearsed.add_argument("file")
    taken = add("unpack", unpack, _("并入一个数据包；没有登记的先留着，等放行"))
    taken.add_argument("file")
    undone = add("undo", undo, _("撤销一个并入过的数据包；再撤销一次就还原"))
    undone.add_argument("package", metavar="PACKAGE")
    listed_ = add("deliveries", deliveries, _("交接：送出、收到、撤销过的数据包"))
    lets = add("release", release, _("放行一个等着的数据包"))
    lets.add_argument("number", type=int, metavar="N")
    lets.add_argument("--name", default="", help=_("照写送来者的名称，说明放的是哪一个"))
    turns = add("turn-away", turn_away, _("不收一个等着的数据包；文件留着"))
    turns.add_argument("number", type=int, metavar="N")
    turns.add_argument("--reason", required=True)
    for told in (packs, rehearsed, taken, undone, listed_, lets):
        told.add_argument("--json", action="store_true")


def _count(text: str) -> int:
    if (value := int(text)) < 0:  # argparse tells a ValueError as a wrong call
        raise ValueError(text)
    return value


def pack(options: argparse.Namespace, open_store: Opener) -> int:
    """Write what the other side lacks."""
    with opened(options, open_store) as store:
        receiver = overseeing.station_named(store, options.receiver) if options.receiver else ""
        made = packing.pack(
            store,
            Path(options.out),
            receiver=receiver,
            of_others=options.of_others,
            sealed=options.sealed,
            most_bytes=options.most_bytes,
            tell=tell,
        )
    if options.json:
        size = made.delivery.size
        print_json(plain_packed(str(made.path), made.manifest, size=size, others=made.others))
    else:
        print_packed(made)
    return 0


def print_packed(made: packing.Packed) -> None:
    """What went into a package, and what did not."""
    manifest = made.manifest
    photos = sum(m.name.startswith("photos/") for m in manifest.members)
    n = manifest.lines
    told = ngettext("装了 {n} 行、照片 {photos}：{path}", "装了 {n} 行、照片 {photos}：{path}", n)
    print(told.format(n=number(n), photos=number(photos), path=made.path))
    if left := manifest.photos_left:
        told = ngettext("还有 {n} 张照片没有装下，下次再装。", "还有 {n} 张照片没有装下，下次再装。", left)
        print(told.format(n=number(left)))
    if others := made.others:
        print(others_text(others), file=sys.stderr)


def rehearse(options: argparse.Namespace, open_store: Opener) -> int:
    """What taking a package in would do; nothing is written."""
    with opened(options, open_store) as store:
        standard = standard_in(store)
        found = unpacking.rehearse(store, Path(options.file), tell)
    if options.json:
        print_json(plain_preview(found))
    else:
        for line in _preview_lines(found, standard):
            print(line)
    return 0


def _preview_lines(found: Preview, standard: Standard) -> list[str]:
    n = found.lines
    lines = ngettext("{n} 行，这里没有的 {new} 行", "{n} 行，这里没有的 {new} 行", n)
    told = [
        lines.format(n=number(n), new=number(found.fresh)),
        _("新记录 {new}，改动的记录 {changed}").format(
            new=number(found.records_new), changed=number(found.records_changed)
        ),
    ]
    told += [f"  {kind} {number(n)}" for kind, n in sorted(found.new.items())]
    told += [f"  {kind}.{field} {number(n)}" for (kind, field), n in sorted(found.changed.items())]
    for label, held in (
        (_("会冲突"), found.conflicting),
        (_("会不完整"), found.incomplete),
        (_("编号会重"), found.doubled),
        (_("说了不算，只有区里能定"), found.unheard),
    ):
        if held:
            told.append(f"{label} {number(len(held))}")
            told += ["  " + "  ".join(p for p in (one.title or one.record, one.told) if p) for one in held[:SHOWN]]
    if n := found.photos_missing:
        told.append(ngettext("还缺 {n} 张照片", "还缺 {n} 张照片", n).format(n=number(n)))
    for flip in found.flips:
        rule = standard.criteria.get(flip.criterion)
        words = (flip.name, criterion_name(rule) if rule else flip.criterion)
        change = f"{verdict_word(flip.before)} → {verdict_word(flip.after)}"
        told.append("  ".join((*words, change)))
    return told + ([own_text(found.own)] if found.own else [])


def unpack(options: argparse.Namespace, open_store: Opener) -> int:
    """Take a package in; 1 with its reason where it waits."""
    with opened(options, open_store) as store:
        found = unpacking.unpack(store, Path(options.file), tell)
    return tell_unpacked(found, json=options.json)


def release(options: argparse.Namespace, open_store: Opener) -> int:
    """Let a waiting package in."""
    with opened(options, open_store) as store:
        found = unpacking.release(store, options.number, options.name, tell)
    return tell_unpacked(found, json=options.json)


def tell_unpacked(found: unpacking.Unpacked, *, json: bool) -> int:
    """Print what became of a package: 0 where it was taken in, 1 where it waits."""
    counts = {
        "new": found.new,
        "own": found.own,
        "photos": found.photos,
        "photos_missing": found.photos_missing,
    }
    if json:
        print_json(plain_unpacked(found.delivery, found.manifest, counts, again=found.again))
    waits = found.delivery.state in WAITS
    if waits:
        made = found.manifest
        told = waiting_text(
            found.delivery.state,
            found.delivery.reason,
            name=made.name,
            station=made.station,
            schema=made.most_schema,
        )
        print(told, file=sys.stderr)
        if found.delivery.state is Fate.WAITING and not json:
            print(_("编号 {n}：enrol、release 或 turn-away。").format(n=found.delivery.number))
    elif not json:
        print(taken_text(found.new, found.photos, again=found.again))
        if n := found.photos_missing:
            print(ngettext("还缺 {n} 张照片", "还缺 {n} 张照片", n).format(n=number(n)))
    if found.own:
        print(own_text(found.own), file=sys.stderr)
    return 1 if waits else 0


def turn_away(options: argparse.Namespace, open_store: Opener) -> int:
    """Say no to a waiting package."""
    with opened(options, open_store) as store:
        gone = unpacking.turn_away(store, options.number, options.reason)
    print(_("没有收；文件留在 {path}").format(path=gone.file))
    return 0


def undo(options: argparse.Namespace, open_store: Opener) -> int:
    """Take a package back."""
    with opened(options, open_store) as store:
        found = taking_back.take_back(store, options.package, tell)
    left = found.left or {}
    if options.json:
        made = plain_taken_back(
            found.delivery, back=found.back, withdrawn=found.withdrawn, since=found.since, left=left
        )
        print_json(made)
        return 0
    print(
        _("还原的记录 {back}，撤回的记录 {withdrawn}。再撤销：undo {package}").format(
            back=number(found.back), withdrawn=number(found.withdrawn), package=found.delivery.package
        )
    )
    if n := len(found.since):
        told = ngettext("其中 {n} 份后来有人又改过", "其中 {n} 份后来有人又改过", n)
        print(told.format(n=number(n)))
    for record, why in sorted(left.items()):
        print(_("没有动 {record}：{why}").format(record=record, why=left_word(why)))
    return 0


def deliveries(options: argparse.Namespace, open_store: Opener) -> int:
    """The packages that went and came, newest first."""
    with opened(options, open_store) as store:
        found = overseeing.list_deliveries(store)
    if options.json:
        print_json({"deliveries": [plain_delivery(one.delivery, one.name) for one in found]})
        return 0
    for one in found:
        made = one.delivery
        words = (way_word(made.way), fate_word(made.state), one.name or made.station[:8] or "–")
        print(f"{made.number:>5}  {made.at[:16]}  {'  '.join(words)}  {number(made.lines)}  {made.package}")
        told = waiting_text(made.state, made.reason, name=one.name, station=made.station, schema=one.schema)
        if told:
            print(f"       {told}")
    return 0
