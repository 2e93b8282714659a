"""Live through the plan and write its figures beside this file: `python -m tests.simulation [STATIONS [WEEKS]]`."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.exchanging_seats import PLACE
from tests.simulation import broken_line, transports
from tests.simulation.district import Plan, simulate

FIGURES = Path(__file__).with_name("figures.md")
BY_WAY = (
    ("packages", "packages written"),
    ("bytes", "bytes of them"),
    ("lines sent", "lines in them"),
    ("taken in", "packages taken in"),
    ("lines taken in", "lines that were new where they came"),
    ("own lines came back", "times a database was given back lines of its own that it had lost"),
    ("conflicts", "sites that came into conflict at the bureau"),
    ("processor", "seconds of a processor (the bureau's and the stations' together)"),
    ("clock", "seconds by the clock"),
)
CARRIED = (
    *((fate, fate) for fate in transports.FATES),
    ("refused", "refused because they were not whole"),
    ("waited for a decider", "with lines of others: waited for a decider"),
)
AT_THE_INBOX = (
    ("rounds", "rounds"),
    *((failure, f"line or inbox: {failure}") for failure in broken_line.FAILURES),
    ("inbox away", "rounds that found nobody listening and ended at once: the inbox was on its way back"),
    ("not got through", "rounds that began and did not get through"),
    ("went on with what an earlier round left", "rounds that first went on with what an earlier one left"),
)
WHOLE = (
    ("lines written", "lines that somebody wrote and was told to be saved"),
    ("lines", "lines at the bureau in the end"),
    ("sites", "sites in the register in the end"),
    ("conflicts settled", "conflicts settled by a person on the way"),
    ("conflicts open", "conflicts open in the end, the same ones everywhere"),
    ("put back at a station", "laptops put back to an earlier day, behind the program's back"),
    ("put back at the bureau", "times the bureau was put back by three weeks"),
    ("one station on two laptops", "laptops copied to a second one that worked on as the same station"),
    ("lines destroyed with a copy put back", "lines written on a database that was put back, since its copy"),
    ("rounds until all held the same", "rounds without failures until all held the same"),
    ("processor", "seconds of a processor, all in all (enrolling, writing and comparing too)"),
    ("clock", "seconds by the clock"),
)
IN_THOUSANDTHS = frozenset({"processor", "clock"})


def told(plan: Plan, seen: dict[str, Counter[str]]) -> str:
    """The page."""
    ways = ("stick", "folder", "network")
    by_way = _rows(BY_WAY, *(seen[way] for way in ways), sum((seen[way] for way in ways), Counter[str]()))
    return f"""# {plan.stations} stations through {plan.weeks} weeks

Made by `python3 dev.py simulate` (seed {plan.seed}): one bureau and {plan.stations} enrolled stations in Nankai's
{plan.streets} streets, each with a database of its own (in memory). Everybody writes every week, and about half of them
meet the bureau: most by a stick that is carried, a third by the network (the real inbox on this computer, four stations
at once), one in fifty by a shared folder every fourth week; one in ten goes another way than usual. {plan.failing:.0%}
of the packages that are carried and of the rounds at the inbox meet a failure. In the end all meet without failures:
then the bureau holds every line that was saved and not destroyed with its computer, and all databases are equal line by
line, row by row of the index and in score over the streets they share. Anything else ends the command with an error,
and no page. The first exchange of each station (enrolling) is not counted.

| by transport | stick | folder | network | all |
|---|---:|---:|---:|---:|
{by_way}

| packages carried | stick | folder |
|---|---:|---:|
{_rows(CARRIED, seen["stick"], seen["folder"])}

| at the inbox | |
|---|---:|
{_rows(AT_THE_INBOX, seen["network"])}

| the whole | |
|---|---:|
{_rows(WHOLE, seen[""])}
"""


def _rows(words: tuple[tuple[str, str], ...], *columns: Counter[str]) -> str:
    return "\n".join(
        f"| {said} | {' | '.join(_number(name, column[name]) for column in columns)} |" for name, said in words
    )


def _number(name: str, count: int) -> str:
    return f"{round(count / 1000):,}" if name in IN_THOUSANDTHS else f"{count:,}"


def main() -> None:
    """Simulate; the page is written for the whole plan only."""
    whole = Plan()
    given = [int(x) for x in sys.argv[1:]]
    plan = Plan(stations=(given or [whole.stations])[0], weeks=(given[1:] or [whole.weeks])[0])
    with tempfile.TemporaryDirectory(prefix="simulated-", dir=PLACE, ignore_cleanup_errors=True) as folder:
        seen = simulate(Path(folder), plan, lambda text: print(text, flush=True))
    page = told(plan, seen)
    if plan == whole:
        FIGURES.write_text(page, encoding="utf-8", newline="\n")
    print(page)


if __name__ == "__main__":
    main()
