"""Places gone to lately on this computer, the newest first: for finding them again, never a fact of the field."""

import json

from auditor.store import Store

SETTING = "recent_places"
MOST = 8


def recent_places(store: Store) -> list[tuple[str, str]]:
    """Kind and id of the places gone to, the newest first; [] where what was kept cannot be read."""
    with store.reading() as work:
        kept = work.setting(SETTING)
    try:
        found = json.loads(kept) if kept else []
    except ValueError:
        return []
    return [(kind, place) for kind, place in found]


def remember_place(store: Store, kind: str, place: str) -> None:
    """Put a place first; the oldest beyond eight are forgotten. No record is written and nobody is told."""
    before = [p for p in recent_places(store) if p != (kind, place)]
    with store.writing() as work:
        work.set_setting(SETTING, json.dumps([(kind, place), *before][:MOST]))
