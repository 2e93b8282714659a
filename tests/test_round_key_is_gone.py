"""Once a round's key is destroyed nobody leads an answer back to a door: not from the database with its log and copies,
not from lines, documents and tables, not with the key's hash, the frame and every value there is in hand."""

import base64
import hashlib
import hmac
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from auditor.certificate import DocumentKind
from auditor.drafts import InterviewDraft, interview_form, text_of
from auditor.formats.archive import read_attachment
from auditor.formats.certificate_pdf import write_statement
from auditor.record import new_id, stamp
from auditor.slots import released_slots, secret_name
from auditor.survey import Basis, Mode, Outcome, Response, Round, homes_of, slot_name
from auditor.use_cases import backing_up, certifying, exporting, forgetting, keeping, planning
from db import SqlStore
from db.base import insert_rows
from db.journal import LINE
from db.local import SECRET
from db.store import INDEX, TRUTH, SqlWork
from tests.making import NOW, STREET, TODAY, Clock, answers, fill_street, fresh_store, standard
from tests.postgres import empty_database

RULES = standard()
OVER = TODAY + timedelta(days=RULES.survey.objection_days)


@dataclass
class Told:
    """A round whose key is known to the test alone."""

    round: Round
    key: bytes


def ask(store: SqlStore) -> Told:
    """A round in its middle: interviews, refusals, a vacancy, one being typed; closed today."""
    fill_street(store, 6, per_community=2)
    made = planning.open_round(store, STREET, Mode.SAMPLE, RULES, on=TODAY - timedelta(days=20))
    with store.writing() as work:
        key = work.secret(secret_name(made))
        assert key is not None
        fates = [Outcome.COMPLETE] * 12 + [Outcome.REFUSAL, Outcome.NON_CONTACT, Outcome.VACANT]
        slots = [s for code in sorted(made.strata) for s in released_slots(work, made, code) or []]
        for n, (slot, outcome) in enumerate(zip(slots, fates, strict=False)):
            work.responses.save(
                Response(
                    id=new_id(),
                    street=STREET,
                    round=made.id,
                    community=slot.community,
                    slot=slot.slot,
                    part=slot.part,
                    outcome=outcome,
                    observed_at=stamp(NOW - timedelta(days=3, minutes=n)),
                    interviewer="王㛃",
                    answers=answers() if outcome is Outcome.COMPLETE else {},
                    basis=Basis.METER if outcome is Outcome.VACANT else None,
                )
            )
        typed = InterviewDraft(round=made.id, community=slots[20].community, slot=slots[20].slot, response=new_id())
        work.set_draft(interview_form(made.id), text_of(typed))
    return Told(planning.close_round(store, made.id, TODAY), key)


def forms_of(key: bytes) -> Iterator[bytes]:
    """The ways in which a key's bytes may be written down."""
    yield key
    yield from (key.hex().encode(), key.hex().upper().encode(), key[::-1])
    for shift in range(3):  # a part of a longer text in base64: whole groups alone
        text = base64.b64encode(b"\0" * shift + key)
        yield text[4:40]
        yield text[4:40].replace(b"+", b"-").replace(b"/", b"_")
    yield bytes(b ^ 0x36 for b in key)  # as HMAC pads it
    yield bytes(b ^ 0x5C for b in key)


def files_with(key: bytes, folder: Path) -> set[str]:
    """The files below a folder that hold the key in one of its forms."""
    found = {}
    for file in folder.rglob("*"):
        if file.is_file():
            found[file.name] = file.read_bytes()
    return {name for name, raw in found.items() if any(form in raw for form in forms_of(key))}


def values_in(store: SqlStore) -> Iterator[str | bytes]:
    """Every value of every table, and every text inside lines and bodies."""
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        for table in (*TRUTH, *INDEX):
            for row in work.conn.execute(select(table)):
                for value in row:
                    if isinstance(value, str | bytes):
                        yield value
                        yield from texts_of(value)


def texts_of(value: str | bytes) -> Iterator[str]:
    """The texts inside a JSON document, keys included; nothing where it is none."""
    try:
        waiting = [json.loads(value)]
    except ValueError:
        return
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list):
            waiting += part
        elif isinstance(part, str):
            yield part


def keys_from(values: Iterable[str | bytes]) -> set[bytes]:
    """What somebody might take for a key: each value as it is, decoded from hex and base64, hashed once more."""
    found: set[bytes] = set()
    for value in values:
        raw = value.encode() if isinstance(value, str) else value
        found.add(raw)
        text = value if isinstance(value, str) else ""
        for decode in (bytes.fromhex, lambda t: base64.b64decode(t, validate=True)):
            try:
                found.add(decode(text))
            except ValueError:
                continue
    return found | {hashlib.sha256(raw).digest() for raw in found}


def doors(round_: Round, names: set[str], key: bytes) -> set[tuple[str, int]]:
    """The households of the frame, by site and count, that a key leads these names of slots back to."""
    homes = homes_of(round_.frame, round_.supplements.values())
    return {(site, k) for site, most in homes.items() for k in range(1, most + 1) if slot_name(key, site, k) in names}


def guessed(candidate: bytes, site: str, k: int) -> set[str]:
    """The names that somebody who takes this for the key may try for a household."""
    text = f"{site}:{k}".encode()
    tried = (candidate + text, text + candidate)
    return {hmac.digest(candidate, text, "sha256").hex(), *(hashlib.sha256(t).hexdigest() for t in tried)}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[SqlStore, Told, Path]]:
    """A database in a file, its write-ahead log beside it, with a round that is over; copies lie in other folders."""
    folder = tmp_path / "office"
    folder.mkdir()
    with fresh_store(str(folder / "office.sqlite3"), Clock()) as store:
        yield store, ask(store), folder


def move_to(store: SqlStore, day: Any) -> None:
    assert isinstance(store.clock, Clock)
    store.clock.now = NOW + (day - TODAY)


def test_no_byte_of_it_stays_in_file_log_and_copies(office: tuple[SqlStore, Told, Path], tmp_path: Path) -> None:
    store, told, folder = office
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    backing_up.back_up(store, str(tmp_path / "before" / "copy.sqlite3"))
    assert files_with(told.key, folder)  # so the search finds it where it is
    assert files_with(told.key, tmp_path / "before") == {"copy.sqlite3"}
    move_to(store, OVER)
    forgetting.destroy_key(store, told.round.id, OVER)
    assert files_with(told.key, folder) == set()
    backing_up.back_up(store, str(tmp_path / "after" / "copy.sqlite3"))
    store.rebuild()
    assert files_with(told.key, folder) | files_with(told.key, tmp_path / "after") == set()
    assert (tmp_path / "before" / "copy.sqlite3").exists()
    late = OVER + timedelta(days=91)
    move_to(store, late)
    forgetting.forget_keys(store, late)
    assert files_with(told.key, tmp_path) == set()
    assert store.check().faults == ()


def test_a_crash_between_the_destruction_and_the_emptying_of_the_log_leaves_nothing_after_the_next_start(
    office: tuple[SqlStore, Told, Path], tmp_path: Path
) -> None:
    store, told, folder = office
    with store.writing() as work:
        work.set_secret(secret_name(told.round), None)
    crashed = tmp_path / "crashed"
    shutil.copytree(folder, crashed)  # as the disk is when the power goes
    assert files_with(told.key, crashed)  # the log still has it
    with fresh_store(str(crashed / "office.sqlite3")) as again:
        assert files_with(told.key, crashed) == set()
        assert again.check().faults == ()


def test_of_many_keys_destroyed_in_any_order_none_stays_behind_in_its_page(tmp_path: Path) -> None:
    """Pages are split, filled up and merged while the keys live: no earlier place of one may outlive it."""
    keys = {hashlib.sha256(b"%d" % n).hexdigest(): hashlib.sha256(b"key %d" % n).digest() for n in range(200)}
    with fresh_store(str(tmp_path / "a.sqlite3")) as store:
        for name, key in keys.items():
            with store.writing() as work:
                work.set_secret(name, key)
        for name in sorted(keys):
            with store.writing() as work:
                work.set_secret(name, None)
        store.tidy()
        raw = b"".join(f.read_bytes() for f in tmp_path.iterdir())
        assert [name for name, key in keys.items() if key in raw] == []


def test_with_hash_frame_and_every_value_in_hand_no_door_can_be_computed(office: tuple[SqlStore, Told, Path]) -> None:
    store, told, _folder = office
    with store.reading() as work:
        names = {r.slot for r in work.responses.all(STREET)}
    asked = doors(told.round, names, told.key)
    assert len(asked) == len(names) == 15  # whoever has the key finds every door
    before = keys_from(values_in(store))
    assert told.key in before
    site, k = min(asked)
    assert names & guessed(told.key, site, k)
    move_to(store, OVER)
    gone = forgetting.destroy_key(store, told.round.id, OVER)
    candidates = keys_from(values_in(store))
    assert len(candidates) > 1000
    assert bytes.fromhex(gone.key_hash) in candidates  # the hash is held; the key is not
    assert told.key not in candidates
    for candidate in candidates:
        assert not any(names & guessed(candidate, site, k) for site, k in asked), candidate


def test_no_line_ever_holds_the_key(office: tuple[SqlStore, Told, Path]) -> None:
    """Lines go into packages, and to whoever gets them: they are searched while the key still lives."""
    store, told, _folder = office
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        lines = [bytes(raw) for (raw,) in work.conn.execute(select(LINE.c.raw))]
    assert len(lines) > 40
    assert not any(form in raw for form in forms_of(told.key) for raw in lines)
    assert told.key not in keys_from(text for raw in lines for text in texts_of(raw))


def test_nothing_that_names_a_slot_names_a_site_beside_it(office: tuple[SqlStore, Told, Path]) -> None:
    """What stands beside a site in one line, row or draft is led back to it without any key."""
    store, told, _folder = office
    sites = set(homes_of(told.round.frame))
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        slots = {r.slot for r in work.responses.all(STREET)}
        codes = {f'"{s.code}"' for s in work.sites.all(STREET)}
        rows = [row for table in (*TRUTH, *INDEX) if table is not SECRET for row in work.conn.execute(select(table))]
        (draft,) = work.drafts()
    typed = {text for text in texts_of(draft.body) if len(text) == 64} - slots
    assert len(typed) == 1
    named = 0
    for row in rows:
        text = " ".join(v.decode() if isinstance(v, bytes) else str(v) for v in row)
        if any(slot in text for slot in slots | typed):
            named += 1
            assert not any(word in text for word in sites | codes), row
    assert named == 3 * 15 + 1  # line, what stands and index of each visit; and the draft


def test_documents_and_tables_hold_no_key_and_no_door(office: tuple[SqlStore, Told, Path], tmp_path: Path) -> None:
    store, told, _folder = office
    out = tmp_path / "out"
    out.mkdir()
    for key, value in (("issuer", "某街道办事处"), ("number_prefix", "某代字")):
        keeping.change_setting(store, key, value)
    pdf = out / "statement.pdf"
    certifying.issue(
        store, STREET, DocumentKind.SELF_ASSESSMENT, standard=RULES, on=TODAY, to=pdf, draw=write_statement
    )
    for suffix in ("json", "csv", "xlsx"):
        exporting.export_responses(store, out / f"responses.{suffix}", RULES)
        exporting.export_register(store, out / f"register.{suffix}", RULES)
    assert files_with(told.key, out) == set()
    evidence = read_attachment(pdf.read_bytes())
    assert evidence is not None
    with store.reading() as work:
        names = {r.slot for r in work.responses.all(STREET)}
    held = {*texts_of(evidence)}
    for text in list(held):
        held |= set(texts_of(text))  # lines stand in it as texts
    assert names & held  # it carries the visits it counts
    candidates = keys_from(held)
    assert told.key not in candidates
    assert hashlib.sha256(told.key).digest() in candidates
    told_of = json.loads((out / "responses.json").read_text(encoding="utf-8"))
    assert not set(homes_of(told.round.frame)) & set(texts_of(json.dumps(told_of)))


def test_an_error_of_the_engine_does_not_say_the_key(tmp_path: Path) -> None:
    """What goes wrong is written to a file by the program; the values of a statement are not part of it."""
    key = hashlib.sha256(b"k").digest()
    with fresh_store(str(tmp_path / "a.sqlite3")) as store:
        with pytest.raises(IntegrityError) as trouble, store.writing() as work:
            insert_rows(work.conn, SECRET, [("a", key), ("a", key)])
        assert "\\x" not in str(trouble.value)
        assert not any(form.decode("latin-1") in str(trouble.value) for form in forms_of(key))


def test_on_a_server_its_table_no_longer_holds_it(postgresql: str) -> None:
    """The server's own log and the copies made of it are its keeper's (README): here, the files of the tables."""
    empty_database(postgresql)
    with fresh_store(postgresql, Clock()) as store:
        told = ask(store)

        def tables() -> Path:
            with psycopg.connect(postgresql, autocommit=True) as server:
                server.execute("CHECKPOINT")
                row = server.execute("SHOW data_directory").fetchone()
            assert row is not None
            return Path(row[0]) / "base"

        assert files_with(told.key, tables())
        move_to(store, OVER)
        forgetting.destroy_key(store, told.round.id, OVER)
        assert files_with(told.key, tables()) == set()
