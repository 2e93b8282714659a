"""The kinds of record there are, with what history needs to know of each: its fields' groups and its own rules."""

from collections.abc import Callable
from functools import cache
from typing import Any

from auditor.audit import Audit
from auditor.certificate import Certificate
from auditor.correction import Correction
from auditor.dispute import Dispute
from auditor.division import Community, Street
from auditor.notice import Notice
from auditor.people import Demonstration, Person
from auditor.photo import Photo
from auditor.progress import Completion
from auditor.recheck import Recheck
from auditor.record import Body, Record, value_of
from auditor.site import Assignment, Link, Point, Site
from auditor.standard_record import StandardText
from auditor.station import Station
from auditor.survey import Response, Round

KINDS: dict[str, type[Record]] = {
    kind.KIND: kind
    for kind in (
        Street,
        Community,
        Person,
        Demonstration,
        Site,
        Assignment,
        Point,
        Link,
        Audit,
        Round,
        Response,
        Certificate,
        Completion,
        Photo,
        Correction,
        Notice,
        Recheck,
        StandardText,
        Station,
        Dispute,
    )
}

OTHER = "other"  # the field of all keys that a kind does not know


@cache
def group_of(kind: str) -> Callable[[str], str]:
    """Which field a body key belongs to: fields that mean one thing are settled as one; `withdrawn` stands alone. Keys
    that the kind does not know are one field together: a thousand lines of a key each would be a million sayings."""
    record = KINDS.get(kind)
    if record is None:
        return lambda key: key
    groups = {name: name for name in record.__dataclass_fields__}
    groups |= {key: names[0] for names in record.GROUPS for key in names}
    if record.WHOLE:
        return lambda key: key if key == "withdrawn" else "whole"
    return lambda key: groups.get(key, OTHER)


def sound(kind: str, body: Body) -> bool:
    """Whether a body keeps the rules of its kind, taken by itself. An unknown kind has none."""
    record = KINDS.get(kind)
    if record is None:
        return True
    try:
        value: Any = value_of(record, body, id="x")
    except ValueError:
        return False
    return not value.problems()
