"""The exchange as both sides see it: who is there, what went and came, what each lacks, what is in no package."""

from pathlib import Path

from auditor.delivery import Way
from auditor.receipts import Standing
from auditor.use_cases import enrolling
from auditor.use_cases.reviewing_exchange import choose_folder, review
from auditor.use_cases.taking_back import take_back
from tests.exchanging import Office, district, exchange, offices
from tests.making import STREET, site


def save(office: Office, code: str) -> None:
    with office.store.writing() as work:
        work.sites.save(site(code))


def test_a_station_that_is_not_enrolled_knows_no_bureau(tmp_path: Path) -> None:
    with offices(tmp_path, STREET) as (alone,):
        save(alone, "06-001")
        found = review(alone.store)
        assert (found.at_bureau, found.bureau, found.bureau_mark, found.sealable) == (False, "", "", False)
        assert (found.new, found.waiting, found.passages) == (1, 1, ())
        assert found.mark == f"{alone.station[:4]} {alone.station[4:8]}"
        choose_folder(alone.store, "/media/stick")
        assert review(alone.store).folder == "/media/stick"


def test_a_station_sees_its_packages_arrive_by_the_bureaus_word(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        came = one.pack()
        found = review(one.store)
        assert (found.bureau, found.bureau_name, found.sealable) == (bureau.station, "区分类办", True)
        assert (found.new, found.waiting) == (0, 1)
        assert found.passages[0].standing is Standing.ON_THE_WAY
        bureau.unpack(came)
        one.unpack(bureau.pack(one))
        found = review(one.store)
        assert (found.new, found.waiting) == (0, 0)
        assert [(p.standing, p.delivery.way, p.name) for p in found.passages[:2]] == [
            (Standing.APPLIED, Way.IN, "区分类办"),
            (Standing.RECEIVED, Way.OUT, "区分类办"),
        ]
        assert found.passages[-1].name == ""  # the package with which it introduced itself was for nobody known


def test_the_bureau_sees_when_a_station_was_heard_and_what_it_lacks(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        save(one, "06-001")
        exchange(bureau, one)
        exchange(bureau, two)
        exchange(bureau, one)
        lacks = {k.station.name: k.lacks for k in review(bureau.store).stations}
        assert lacks == {"1 号笔记本": 0, "2 号笔记本": 1}  # the second got it and has not said so
        exchange(bureau, two)
        found = review(bureau.store)
        assert {k.lacks for k in found.stations} == {0}
        assert {k.street for k in found.stations} == {"学府街道"}
        assert all(k.heard_at and not k.recovered for k in found.stations)
        assert found.deciding
        enrolling.revoke(bureau.store, two.station, "丢了")
        assert review(bureau.store).stations[1].station.revoked == "丢了"


def test_what_waits_is_named_by_its_own_word_and_what_was_taken_back_says_so(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)), offices(tmp_path / "x", STREET) as (stranger,):
        bureau.unpack(stranger.pack())
        (waits,) = review(bureau.store).kept_waiting
        assert (waits.name, waits.delivery.reason) == ("0 号", "station_unknown")
        save(one, "06-001")
        came = bureau.unpack(one.pack())
        assert review(bureau.store).passages[0].may_take_back
        take_back(bureau.store, came.delivery.package)
        undo, taken = review(bureau.store).passages[:2]
        assert (undo.standing, undo.may_take_back) == (Standing.UNDOING, True)
        assert (taken.standing, taken.may_take_back) == (Standing.TAKEN_BACK, False)


def test_a_station_that_was_silent_for_long_was_heard_all_the_same(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        exchange(bureau, one)
        heard = {k.station.name: k.heard_at for k in review(bureau.store).stations}
        for _n in range(3):
            exchange(bureau, two)
        now = {k.station.name: k.heard_at for k in review(bureau.store, most=3).stations}
        assert now["1 号笔记本"] == heard["1 号笔记本"] != ""
        assert now["2 号笔记本"] > heard["2 号笔记本"]
