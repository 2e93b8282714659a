"""What if the streets were scored by another standard: asked of the store, and answered by `auditor/comparison.py`."""

from datetime import date

from auditor.comparison import Both, Comparison, compare_street
from auditor.standard import Standard
from auditor.standard_differences import differences
from auditor.store import Store


def compare(store: Store, first: Standard, second: Standard, on: date, street: str = "") -> Comparison:
    """The streets (or the one named) under both standards on a day. The first scores as it always does; the second
    judges all evidence anew. Refused if the street is not registered."""
    asked = differences(first, second)
    with store.reading() as work:
        codes = [street] if street else [s.code for s in work.streets.all() if work.sites.counts(s.code)]
        root, known = work.journal.root(), work.today()
        streets = []
        for code in sorted(codes):
            facts = work.facts(code, on, first), work.facts(code, on, second, anew=True)
            streets.append(compare_street(Both(standards=(first, second), facts=facts, on=on), asked, known, root))
    return Comparison(before=first, after=second, on=on, streets=tuple(streets), differences=asked)
