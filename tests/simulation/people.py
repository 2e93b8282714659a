"""What people write in the simulation: a new site, a change, an audit, or a conflict that is settled."""

import random
from dataclasses import replace

from sqlalchemy import select

from auditor.history import State
from db.sites import SITE
from db.store import SqlWork
from tests.making import audit_of, in_order, in_street, site

_SITES = select(SITE.c.id, SITE.c.state).where(SITE.c.withdrawn == 0).order_by(SITE.c.code, SITE.c.id)


def write(work: SqlWork, street: str, rng: random.Random, number: int) -> bool:
    """Something in a street ("" at the bureau: in any); whether it settled a conflict. `number` is nobody else's."""
    asked = _SITES.where(SITE.c.street == street) if street else _SITES
    held = {row.id: State(row.state) for row in work.conn.execute(asked)}
    unsettled = work.sites.unsettled(street)
    disputed = [x for x in held if x in unsettled]
    if disputed and rng.random() < 0.3:
        chosen = rng.choice(disputed)
        if held[chosen] is State.CONFLICT:
            work.sites.settle(replace(work.sites.get(chosen), households=number % 1000))
            return True
    elif street and (len(held) < 3 or rng.random() < 0.1):
        made = in_street(site(f"{street[6:9]}-{number:05}"), street)
        _assignment, point, link, _audit = in_order(made)
        work.sites.save(made)
        work.points.save(in_street(point, street))
        work.links.save(in_street(link, street))
    elif held:
        chosen = rng.choice(list(held)[:40])
        if held[chosen] is not State.CONFLICT and rng.random() < 0.3:
            work.sites.save(replace(work.sites.get(chosen), households=number % 1000))
        elif chosen not in disputed:
            work.audits.save(audit_of(work.sites.get(chosen), []))
    return False


def conflicts(work: SqlWork) -> set[str]:
    """The sites in conflict."""
    return set(work.conn.scalars(select(SITE.c.id).where(SITE.c.state == State.CONFLICT.value)))
