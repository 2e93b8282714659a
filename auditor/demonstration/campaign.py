"""The demonstration whole: people, the goal of 2025, and street by street every value as it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.demonstration.audits import make_audits
from auditor.demonstration.chance import Chance, Foreign, Written, moment
from auditor.demonstration.corrections import Ground, make_corrections
from auditor.demonstration.fakes import plant_fakes
from auditor.demonstration.interviews import make_interviews
from auditor.demonstration.names import BEYOND, RARE, people_names
from auditor.demonstration.photographs import make_photographs
from auditor.demonstration.register import make_register
from auditor.demonstration.setting import Setting
from auditor.demonstration.stages import SIZES, SMALL, STAGES, Extra
from auditor.division import Community, Street, published_divisions
from auditor.people import Demonstration, Person, Role
from auditor.progress import CLOSED_ON, Completed, Completion
from auditor.record import fixed_id
from auditor.standard import Standard
from auditor.survey import Round

A_STREET = 3  # people in each street but the first
# entered after the close, as the pictures show: one community in March, two in June; three were never entered
LATE = {"120104003": date(2026, 3, 11), "120104008": date(2026, 6, 2), "120104011": date(2026, 6, 2)}
WITHOUT = ("120104006", "120104007", "120104009")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetValues:
    """Everything of one street, in order of writing; the other station's lines; the rounds with their keys."""

    street: Street
    written: tuple[Written, ...]
    foreign: tuple[Foreign, ...]
    keys: tuple[tuple[Round, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A demonstration as values. `people` by street code, "" for the bureau and "beyond" for the other station."""

    size: str
    seed: int
    on: date
    start: date
    chance: Chance
    standard: Standard
    mark: Demonstration
    streets: tuple[Street, ...]
    communities: tuple[Community, ...]
    people: Mapping[str, tuple[Person, ...]]
    completions: tuple[Written, ...]

    @property
    def made(self) -> tuple[Street, ...]:
        """The streets that have a register in this size."""
        return tuple(s for s in self.streets if self.size != "small" or s.code == SMALL)

    def street_values(self) -> Iterator[StreetValues]:
        """Street by street, so that a district is never held whole."""
        for street in self.made:
            yield _make_street(self, street)


def plan_campaign(size: str, seed: int, standard: Standard, on: date) -> Campaign:
    """The demonstration of a size ("small": one street, "district": all) from a seed, as of a day.

    Equal arguments give equal values on every machine. ValueError for another size.
    """
    if size not in SIZES:
        raise ValueError(size)
    chance = Chance("demonstration", seed)
    streets, communities = published_divisions()
    people = _make_people(chance, streets)
    year, month = divmod(on.year * 12 + on.month - 1 - 14, 12)
    return Campaign(
        size=size,
        seed=seed,
        on=on,
        start=date(year, month + 1, 1),
        chance=chance,
        standard=standard,
        mark=Demonstration(id=fixed_id("demonstration", f"{size}:{seed}"), seed=seed, size=size),
        streets=tuple(streets),
        communities=tuple(communities),
        people=people,
        completions=tuple(_make_completions(communities, people[""][0], on)),
    )


def _make_people(chance: Chance, streets: list[Street]) -> dict[str, tuple[Person, ...]]:
    names = iter(people_names(A_STREET * len(streets) + 2))
    people = {}
    for street in streets:
        mine = RARE if street.code == SMALL else [next(names) for _ in range(A_STREET)]
        people[street.code] = tuple(Person(id=chance.id("person", street.code, name), name=name) for name in mine)
    roles = (Role.REVIEWER, Role.DECIDER)
    people[""] = tuple(Person(id=chance.id("person", n), name=n, role=r) for n, r in zip(names, roles, strict=False))
    people["beyond"] = tuple(Person(id=chance.id("person", n), name=n) for n in BEYOND)
    return people


def _make_completions(communities: list[Community], by: Person, on: date) -> Iterator[Written]:
    """168 of the 171 communities completed, each with an invented document; three were entered after the close."""
    last = {c.street[:9]: c.code for c in communities}
    without = {last[code] for code in WITHOUT}
    late = {last[code]: day for code, day in LATE.items()}
    for number, community in enumerate(communities, 1):
        entered = late.get(community.code, CLOSED_ON - timedelta(days=1 + number % 20))
        if community.code in without or entered >= on:
            continue
        completion = Completion(
            id=fixed_id("completion", community.code),
            street=community.street,
            community=community.code,
            status=Completed.COMPLETED,
            document=f"演示〔2025〕{number}号",
            dated=date(2025, 6 + number % 6, 1 + number % 27),
            entered_on=entered,
            reason="补录（演示）" if community.code in late else "",
        )
        yield Written(record=completion, at=moment(entered, 10, number % 60, number // 60), person=by.id)


def _make_street(campaign: Campaign, street: Street) -> StreetValues:
    setting = Setting(
        chance=campaign.chance.under(street.code),
        street=street,
        communities=[c for c in campaign.communities if c.street == street.code],
        stage=STAGES[street.code],
        standard=campaign.standard,
        people=[(p.id, p.name) for p in campaign.people[street.code]],
        start=campaign.start,
        on=campaign.on,
    )
    register = make_register(setting)
    interviews = make_interviews(setting, register)
    written = [*register.written, *make_audits(setting, register), *interviews.written]
    if Extra.FAKES in setting.stage.extras:
        written = plant_fakes(setting, written)
    else:
        written += make_photographs(setting, written)
    ground = Ground(
        chance=campaign.chance.under(street.code, "corrections"),
        standard=campaign.standard,
        street=street.code,
        street_name=street.name,
        inspector=campaign.people[street.code][0],
        on=campaign.on,
    )
    written = [*written, *make_corrections(ground, written)]
    return StreetValues(
        street=street,
        written=tuple(sorted(written, key=lambda w: (w.at, w.record.id))),
        foreign=tuple(register.foreign),
        keys=tuple(interviews.keys.values()),
    )
