"""All rounds of a street as they are shown side by side, read in one go on the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.chances import Chances, all_chances
from auditor.copies import copies, copies_with
from auditor.round_standing import RoundStanding, stand_rounds
from auditor.sampling import LEAST_CLUSTER, plan_supplement
from auditor.slots import secret_name
from auditor.standard import RATES, Standard
from auditor.store import Store, Work
from auditor.survey import PROBABILITY, Mode, Round
from auditor.use_cases.forgetting import key_may_go
from auditor.use_cases.planning import households_outside
from auditor.wording import named
from ui.survey_reading import last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Households of a community that came to the register after the plan was frozen, and how many would be asked."""

    community: str
    more: int
    planned: int  # 0: too few, an answer would be a signature


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCard:
    """One round with all that can be said of it and done with it."""

    round: Round
    standing: RoundStanding
    until: date
    ended: bool
    has_key: bool
    key_free: date | None  # the first day on which its key may go
    outside: tuple[Outside, ...] = ()
    chances: Mapping[str, Chances]
    copies: tuple[tuple[str, str], ...] = ()  # copies of the database that hold its key: path, day

    @property
    def id(self) -> str:
        """The round's."""
        return self.round.id

    @property
    def is_drawn(self) -> bool:
        """Whether households were drawn."""
        return self.round.method in PROBABILITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """The rounds of a street, newest first."""

    street: str
    street_name: str
    on: date
    names: Mapping[str, str]  # community code -> name
    cards: tuple[RoundCard, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A line of the table: one rate of a round; `first` of its lines also says what is said of the round itself."""

    id: str
    card: RoundCard
    rate: str  # "" where nobody was drawn
    first: bool


def read_rounds(store: Store, standard: Standard, street: str) -> Rounds:
    """Every round of a street as it stands today."""
    with store.reading() as work:
        on = work.today()
        held = {r.id: r for r in work.rounds.all(street)}
        made = copies(work)
        found = stand_rounds(work.facts(street, on, standard), standard, on)
        cards = tuple(
            _card(work, held[s.id], s, standard, copies_with(made, held[s.id])) for s in found if s.id in held
        )
        return Rounds(
            street=street,
            street_name=next((named(s.name, s.name_en) for s in work.streets.all() if s.code == street), ""),
            on=on,
            names={c.code: c.name for c in work.communities.all(street)},
            cards=cards,
        )


def _card(
    work: Work, round_: Round, standing: RoundStanding, standard: Standard, held: Sequence[tuple[str, str]]
) -> RoundCard:
    key, until = work.secret(secret_name(round_)), last_day(work, round_)
    ended = round_.closed_on is not None or work.today() > until
    drawn = round_.method in PROBABILITY
    return RoundCard(
        round=round_,
        standing=standing,
        until=until,
        ended=ended,
        has_key=key is not None,
        key_free=key_may_go(work, round_),
        outside=_outside(work, round_, standard, key) if drawn and key is not None and not ended else (),
        chances=all_chances(round_.parts, standard) if drawn and round_.mode is Mode.SAMPLE else {},
        copies=tuple(held),
    )


def _outside(work: Work, round_: Round, standard: Standard, key: bytes) -> tuple[Outside, ...]:
    frame = households_outside(work, round_, standard, work.today())
    enough = {code: sites for code, sites in frame.items() if sum(sites.values()) >= LEAST_CLUSTER}
    planned = plan_supplement(round_, enough, key) if enough else {}
    return tuple(
        Outside(community=code, more=sum(sites.values()), planned=planned[code].planned if code in planned else 0)
        for code, sites in frame.items()
    )


def rate_rows(rounds: Rounds) -> list[RateRow]:
    """Two lines for a round: one a rate. One that drew nobody has one line."""
    return [
        RateRow(f"{card.id} {rate}", card, rate, first=place == 0)
        for card in rounds.cards
        for place, rate in enumerate(RATES if card.is_drawn else ("",))
    ]
