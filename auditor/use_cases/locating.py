"""Locating the records of this database: how many the bureau has not confirmed, how many no copy holds."""

import json

from auditor.copies import last_copy
from auditor.store import Store
from auditor.whereabouts import NOT_WORK, Whereabouts

COUNTED = "counted_to"  # setting: up to which arrival number the waiting were counted, and how many they were
STRIDE = 2000  # lines after which the count is noted anew: so it never reads a long journal twice


def locate(store: Store) -> Whereabouts:
    """Where the records are. The journal is counted from where the last count ended: no line of it ever goes."""
    with store.reading() as work:
        at_bureau = not work.setting("street")
        copy = last_copy(work)
        arrival, records = json.loads(work.setting(COUNTED) or "[0, 0]")
        last = work.journal.last()
        if arrival > last:  # a note of another journal
            arrival, records = 0, 0
        waiting = 0 if at_bureau else records + work.journal.records_written(arrival, NOT_WORK, first=True)
        uncopied = work.journal.records_written(copy.arrival, NOT_WORK) if copy else 0
    if last - arrival >= STRIDE and not at_bureau:
        with store.writing() as work:
            work.set_setting(COUNTED, json.dumps([last, waiting]))
    return Whereabouts(at_bureau=at_bureau, waiting=waiting, uncopied=uncopied, copy=copy)
