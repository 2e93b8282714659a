"""The pictures of a card by time: the nearest audit within three hours, or nobody's guess."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.errors import Cancelled
from auditor.record import stamp
from auditor.use_cases.placing_photos import propose
from tests.making import NOW, STREET, audit_of, fresh_store, site
from tests.photographs import phone_file

EARLY, LATE = NOW - timedelta(hours=5), NOW - timedelta(hours=1)  # 05:00 and 09:00 of 22 November in China


def test_each_picture_goes_to_the_audit_nearest_in_time(tmp_path: Path) -> None:
    times = {"a": "2026:11:22 05:10:00", "b": "2026:11:22 08:40:00", "c": "2026:11:22 13:00:00", "d": ""}
    for name, taken in times.items():
        (tmp_path / f"{name}.jpg").write_bytes(phone_file((64, 48), taken=taken))
    paths = sorted(tmp_path.iterdir())
    seen = []
    with fresh_store() as store:
        assert [p.audit for p in propose(store, STREET, paths)] == [None] * 4
        with store.writing() as work:
            one, other = work.sites.save(site("06-001")), work.sites.save(site("06-002"))
            early = work.audits.save(replace(audit_of(one, []), observed_at=stamp(EARLY)))
            late = work.audits.save(replace(audit_of(other, []), observed_at=stamp(LATE)))
        found = propose(store, STREET, paths, lambda done, total: seen.append((done, total)))
        with store.reading() as work:
            assert work.photos.all() == []
    assert [p.audit for p in found] == [early, late, None, None]
    assert [p.apart_s for p in found[:2]] == [600, 1200]
    assert [p.taken_at for p in found[2:]] == ["2026-11-22T05:00:00.000Z", ""]
    assert seen[-1] == (4, 4)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(phone_file((64, 48)))

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with fresh_store() as store, pytest.raises(Cancelled):
        propose(store, STREET, [tmp_path / "a.jpg"], stop)
