"""Locating the records of this database: how many the bureau has not confirmed, how many no copy holds."""

import json

from auditor.copies import last_copy
from auditor.identity import is_bureau
from auditor.receipts import is_noted, note_reach, reach_of
from auditor.store import Store
from auditor.whereabouts import NOT_WORK, Whereabouts

COUNTED = "counted_to"  # setting: up to which arrival number the waiting were counted, how many they were, beyond what
STRIDE = 2000  # lines after which the count is noted anew: so it never reads a long journal twice


def locate(store: Store) -> Whereabouts:
    """Where the records are. The journal is counted from where the last count ended: no line of it ever goes."""
    with store.reading() as work:
        at_bureau = is_bureau(work)
        stale = not at_bureau and not is_noted(work)
    if stale:
        with store.writing() as work:
            note_reach(work)
    with store.reading() as work:
        copy = last_copy(work)
        reach = reach_of(work)
        beyond = dict(reach.confirmed)
        arrival, records, counted_beyond = (*json.loads(work.setting(COUNTED) or "[0, 0]"), {})[:3]
        last = work.journal.last()
        if arrival > last or counted_beyond != beyond:  # a note of another journal, or receipts came since
            arrival, records = 0, 0
        waiting = here = 0
        if not at_bureau:
            waiting = records + work.journal.records_written(arrival, NOT_WORK, beyond=beyond, first=True)
            here = work.journal.records_written(reach.packed, NOT_WORK, beyond=beyond) if reach.packed else waiting
        uncopied = work.journal.records_written(copy.arrival, NOT_WORK) if copy else 0
        heard = bool(beyond)
    if last - arrival >= STRIDE and not at_bureau:
        with store.writing() as work:
            work.set_setting(COUNTED, json.dumps([last, waiting, beyond]))
    return Whereabouts(at_bureau=at_bureau, waiting=waiting, here=here, uncopied=uncopied, copy=copy, heard=heard)
