"""The process that is killed: told a path, it forks a child that records audits and drafts until it dies."""

import os
import sys

from db import open_store
from tests.making import audit_of, site
from tests.strategies import small_standard


def say(*words: object) -> None:
    """One line in one write: what was said is promised, and a kill never leaves half a line for the next to follow."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def record(place: str) -> None:
    """Draft, audit, draft, audit …; each is said once it is kept."""
    from auditor.audit import SITE, Answer, Audit, Finding
    from auditor.record import new_id, stamp
    from tests.making import NOW

    store = open_store(place)
    rules, at = small_standard(), stamp(NOW)
    made = site()
    with store.writing() as work:
        work.set_setting("station", "5" * 32)
        work.set_setting("person", "inspector")
        work.sites.save(made)
    findings = {SITE: {i.id: Finding(answer=Answer.PASS, note="看过") for i in rules.items}}
    for number in range(10_000):
        with store.writing() as work:
            work.set_draft(f"audit:{made.id}", str(number))
        say("draft", f"audit:{made.id}", number)
        audit = Audit(
            id=new_id(),
            street=made.street,
            site=made.id,
            observed_at=at,
            inspectors="王㛃",
            standard=rules.name,
            findings=findings,
        )
        with store.writing() as work:
            work.audits.save(audit)
            work.set_draft(f"audit:{made.id}", "")
        say("saved", audit.id)


def main() -> None:
    """Fork a child for each path read; imports are paid for once."""
    _ = audit_of
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            record(line.strip())
            os._exit(0)
        say("pid", pid)
        os.waitpid(pid, 0)
        say("dead", pid)


if __name__ == "__main__":
    main()
