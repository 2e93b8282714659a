"""The diary as plain values for `diary --json`; its keys are a contract (README)."""

from typing import Any

from auditor.diary import Diary
from auditor.diary_wording import deed_word, detail_text, kind_word, person_text, waiting_text, where_text
from auditor.standard import Standard
from auditor.whereabouts import is_copied, place_of

Plain = dict[str, Any]


def plain_diary(diary: Diary, standard: Standard) -> Plain:
    """What was done, its totals, and what is left."""
    totals = diary.totals
    return {
        "since": diary.since.isoformat(),
        "until": diary.until.isoformat(),
        "person": diary.people.get(diary.person, diary.person),
        "totals": {
            "entries": totals.entries,
            "deeds": {d.value: n for d, n in totals.deeds.items()},
            "answers": {a.value: n for a, n in totals.answers.items()},
            "outcomes": {o.value: n for o, n in totals.outcomes.items()},
        },
        "entries": [
            {
                "at": e.arrival.at,
                "day": e.on.isoformat(),
                "deed": e.deed.value,
                "deed_name": deed_word(e.deed),
                "kind": e.kind,
                "record": e.arrival.line.record,
                "line": e.arrival.line.name,
                "street": e.arrival.line.street,
                "where": where_text(e, diary),
                "detail": detail_text(e, standard),
                "observed_on": e.observed_on.isoformat() if e.observed_on else None,
                "person": person_text(e, diary),
                "place": place_of(
                    e.arrival.number, e.arrival.line.street, diary.reach, at_bureau=diary.at_bureau
                ).value,
                "copied": is_copied(e.arrival.number, diary.copy),
            }
            for e in diary.entries
        ],
        "left": plain_left(diary),
    }


def plain_left(diary: Diary) -> Plain:
    """What is left today."""
    left = diary.left
    return {
        "street": diary.street,
        "drafts": [
            {"form": d.form, "kind": kind_word(d.form.partition(":")[0]), "about": d.about, "at": d.at}
            for d in left.drafts
        ],
        "sites_never_seen": left.never,
        "sites_expired": left.expired,
        "rounds": [{"id": r.id, "name": r.name, "open": r.open} for r in left.rounds],
        "corrections": [
            {
                "id": d.correction.id,
                "where": d.place,
                "found": d.correction.found,
                "due_on": d.correction.due_on.isoformat(),
                "stage": d.correction.stage.value,
                "days_over": d.days,
                "told": waiting_text(d.correction, d.days, diary.today),
            }
            for d in left.corrections
        ],
    }
