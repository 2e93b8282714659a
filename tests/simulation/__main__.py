"""Live through the plan and write its figures beside this file: `python -m tests.simulation [STATIONS [WEEKS]]`."""

import sys
import tempfile
from pathlib import Path

from tests.exchanging_seats import PLACE
from tests.simulation.district import Plan, simulate

FIGURES = Path(__file__).with_name("figures.md")
WORDS = (
    ("lines written", "lines that somebody wrote and was told to be saved"),
    ("lines", "lines at the bureau in the end"),
    ("sites", "sites in the register in the end"),
    ("packages", "packages written"),
    ("bytes", "bytes of them"),
    ("lines sent", "lines in those carried on a stick"),
    ("taken in", "packages taken in"),
    ("lines taken in", "lines that were new where they came"),
    ("lost", "packages lost"),
    ("cut", "packages cut"),
    ("doubled", "packages that came twice"),
    ("late", "packages that came a visit later"),
    ("an old one again", "times an old package came with the new one"),
    ("refused", "packages refused because they were not whole"),
    ("put back at a station", "laptops put back to an earlier day, behind the program's back"),
    ("put back at the bureau", "times the bureau was put back by three weeks"),
    ("one station on two laptops", "laptops copied to a second one that worked on as the same station"),
    ("lines destroyed with a copy put back", "lines that were on a laptop put back, since its copy"),
    ("own lines came back", "times a database was given back lines of its own"),
    ("waited for a decider", "packages with lines of others that waited for a decider"),
    ("conflicts settled", "conflicts settled by a person on the way"),
    ("conflicts open", "conflicts open in the end, the same ones everywhere"),
    ("rounds until all held the same", "rounds without failures until all held the same"),
    ("seconds", "seconds on one core"),
)


def told(plan: Plan, seen: dict[str, int]) -> str:
    """The page."""
    rows = "\n".join(f"| {words} | {seen.get(name, 0):,} |" for name, words in WORDS)
    return f"""# {plan.stations} stations through {plan.weeks} weeks

Made by `python3 dev.py simulate` (seed {plan.seed}): one bureau and {plan.stations} enrolled stations in Nankai's 12
streets, each with a database of its own (in memory). Everybody writes every week. About half of them meet the bureau
each week by a stick that is carried, one in fifty every fourth week by a shared folder; {plan.failing:.0%} of the
packages meet a failure. In the end all meet without failures: then every database holds every line that was saved and
not destroyed with its computer, and all are equal line by line, row by row and in score over the streets they share.
Anything else ends the command with an error, and no page.

| | |
|---|---:|
{rows}
"""


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
