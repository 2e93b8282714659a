"""Handing out the open households of a round to interviewers, on paper and as a table that is imported back."""

from collections.abc import Sequence
from datetime import date, timedelta, timezone
from pathlib import Path

from auditor.errors import Problem, Refused
from auditor.field_list import FieldList, Household, Tried, divide
from auditor.forms import FIELD_LIST, Column, Kind, responses_form
from auditor.listing import Export, Listing, Shown
from auditor.record import china_date, moment_of
from auditor.slots import released_slots, secret_name
from auditor.standard import Standard
from auditor.standards import standard_named
from auditor.store import Store, Work
from auditor.survey import PROBABILITY, Response, Round, ends_on
from auditor.visits import is_evening_or_weekend
from auditor.wording import _, named

_CHINA = timezone(timedelta(hours=8))


def make_field_list(store: Store, round_id: str, interviewers: Sequence[str], community: str = "") -> FieldList:
    """The households of a round (of one community if named) that are still to be visited, divided by name.

    Refused: no interviewer named, or one twice; nobody drawn; ended; its key not held here; nobody left to visit.
    """
    names = [n for name in interviewers if (n := name.strip())]
    if not names:
        raise Refused(Problem("interviewers", "nobody_named"))
    twice = next((n for n in names if names.count(n) > 1), "")
    if twice:
        raise Refused(Problem("interviewers", "named_twice", {"value": twice}))
    with store.reading() as work:
        held, today = work.rounds.get(round_id), work.today()
        rules = standard_named(work, held.standard).survey
        until = ends_on(held.closed_on, held.frozen_on, rules.field_period_days)
        if held.method not in PROBABILITY:
            raise Refused(Problem("round", "list_without_draw", {"value": held.name}))
        if held.closed_on is not None or today > until:
            raise Refused(Problem("round", "round_closed", {"value": held.name, "day": until.isoformat()}))
        if work.secret(secret_name(held)) is None:
            raise Refused(Problem("round", "list_without_key", {"value": held.name}))
        households = _open_households(work, held, community)
        if not households:
            raise Refused(Problem("round", "nobody_left", {"value": held.name}))
        street = next((s for s in work.streets.all() if s.code == held.street), None)
        return FieldList(
            street=held.street,
            street_name=street.name if street else held.street,
            round=held.name,
            mode=held.mode,
            method=held.method,
            on=today,
            until=until,
            attempts=rules.attempts,
            communities={c.code: c.name for c in work.communities.all(held.street)},
            shares=divide(households, names),
            demonstration=bool(work.demonstrations.all()),
        )


def _open_households(work: Work, held: Round, community: str) -> list[Household]:
    codes = sorted({part.community for part in held.parts})
    found = []
    for code in codes:
        if community and code != community:
            continue
        visits: dict[str, list[Response]] = {}
        for response in work.responses.of_round(held.id, code):
            visits.setdefault(response.slot, []).append(response)
        found += [
            Household(
                community=code,
                site=slot.site_code,
                name=slot.site_name,
                k=slot.k,
                tried=tuple(_tried(v) for v in sorted(visits.get(slot.slot, []), key=lambda v: (v.observed_at, v.id))),
            )
            for slot in released_slots(work, held, code) or []
            if not slot.final
        ]
    return found


def _tried(visit: Response) -> Tried:
    at = moment_of(visit.observed_at).astimezone(_CHINA)
    return Tried(
        day=china_date(visit.observed_at),
        time=f"{at:%H:%M}",
        outcome=visit.outcome,
        late=is_evening_or_weekend(visit.observed_at),
    )


def write_field_list(found: FieldList, out: Path, standard: Standard) -> None:
    """Write it as PDF, a list for each interviewer, or as xlsx: rows to be filled in and imported as interviews.

    Refused for any other ending; Unavailable where the place cannot be written.
    """
    if out.suffix.lower() == ".pdf":
        from auditor.formats.field_list_pdf import draw_field_list

        out.write_bytes(draw_field_list(found))
    elif out.suffix.lower() == ".xlsx":
        from auditor.formats.tables_xlsx import write_tables

        write_tables(out, _export(found, standard))
    else:
        raise Refused(Problem("out", "list_ending", {"value": out.name}))


def _export(found: FieldList, standard: Standard) -> Export:
    """A row for each visit a household may still need, with the columns of an import; beside it the list to read."""
    sheet = responses_form(standard).sheets[0]
    columns = tuple(c for c in sheet.columns if c.id != "slot")
    rows: list[Sequence[Shown]] = []
    for interviewer, share in found.shares.items():
        for h in share:
            values: dict[str, Shown] = {
                "round": found.round,
                "community": h.community,
                "site": h.site,
                "k": h.k,
                "interviewer": interviewer,
            }
            left = max(1, found.attempts - len({t.day for t in h.tried}))
            rows += [tuple(values.get(c.id) for c in columns)] * left
    to_fill = Listing(sheet.id, sheet.name, columns, rows, to_fill=True)
    filters = {
        _("街道"): found.street,
        _("轮次"): found.round,
        _("当日"): found.on.isoformat(),
        _("户数"): str(found.count),
        _("用后"): _("录入以后销毁；不写居民姓名、电话、门牌号。"),
    }
    return Export(_("入户名单"), (to_fill, _to_read(found)), filters, demonstration=found.demonstration)


def _to_read(found: FieldList) -> Listing:
    columns = (
        Column("interviewer", "访问人", "Interviewer", Kind.TEXT),
        Column("community", "社区代码", "Community code", Kind.CODE),
        Column("community_name", "社区", "Community", Kind.TEXT),
        Column("site", "点位编号", "Site code", Kind.CODE),
        Column("name", "点位名称", "Site", Kind.TEXT),
        Column("k", "第几户", "Household no.", Kind.TEXT),
        Column("visits", "已访", "Visits", Kind.COUNT),
        Column("last", "上次", "Last visit", Kind.DAY),
    )
    rows: list[Sequence[Shown]] = []
    for interviewer, share in found.shares.items():
        for h in share:
            last: date | None = h.tried[-1].day if h.tried else None
            name = found.communities.get(h.community, h.community)
            rows.append((interviewer, h.community, name, h.site, h.name, str(h.k), len(h.tried), last))
    return Listing("field_list", named(*FIELD_LIST), columns, rows)
