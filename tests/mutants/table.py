"""The mutants: a sentence, the file, its text and the text with the bug, and the test that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """`old` stands exactly once in `file`; `new` in its place is the bug; `test` (a pytest node) must then fail."""

    name: str
    file: str
    old: str
    new: str
    test: str


HISTORY, HISTORY_TEST = "auditor/history.py", "tests/auditor/test_history.py::"
PACKAGE, PACKAGE_TEST = "auditor/package.py", "tests/auditor/test_package.py::"
HOLDING_TEST = "tests/auditor/test_holding.py::"
ZIP, ZIP_TEST = "auditor/formats/package_zip.py", "tests/auditor/formats/test_package_zip.py::"
STORE_TEST, ORDER_TEST = "tests/db/test_store.py::", "tests/db/test_any_order.py::"
ARRIVING, TRUST = "auditor/arriving.py", "auditor/trust.py"
TRUST_TEST = "tests/auditor/test_trust.py::"
FORGED_TEST = "tests/auditor/use_cases/test_forged_packages.py::"
UNPACKING_TEST = "tests/auditor/use_cases/test_unpacking.py::"
GOLDEN_TEST = "tests/auditor/formats/test_golden_package.py::"

_OF_HISTORY = (
    Mutant(
        "the last writer wins",
        HISTORY,
        "stands = {key: remembered(key) if forgotten else last(tips, key) for key in fields}",
        "stands = {key: frozenset({max(last(tips, key), key=lambda s: (known[s].at, s))}) for key in fields}",
        HISTORY_TEST + "test_two_who_change_one_field_are_a_conflict_until_a_line_on_both_heads",
    ),
    Mutant(
        "delete wins",
        HISTORY,
        "stands = {key: remembered(key) if forgotten else last(tips, key) for key in fields}",
        'stands = {key: last([t for t in tips if "withdrawn" in known[t].body] or tips, key) for key in fields}',
        HISTORY_TEST + "test_withdrawing_says_every_field_so_an_edit_beside_it_is_a_conflict",
    ),
    Mutant(
        "a saying survives its follower",
        HISTORY,
        "return newest(frozenset().union(*(says[n][key] for n in names)))",
        "return frozenset().union(*(says[n][key] for n in names))",
        HISTORY_TEST + "test_two_who_change_different_fields_are_both_right",
    ),
    Mutant(
        "a line says what it inherits",
        HISTORY,
        "if not anew and {told(s, key) for s in before[key]} == {told(name, key)}",
        "if False",
        HISTORY_TEST + "test_two_who_change_different_fields_are_both_right",
    ),
    Mutant(
        "a settlement that takes one side is ignored",
        HISTORY,
        "if not anew and {told(s, key) for s in before[key]} == {told(name, key)}",
        "if not anew and told(name, key) in {told(s, key) for s in before[key]}",
        HISTORY_TEST + "test_two_who_change_one_field_are_a_conflict_until_a_line_on_both_heads",
    ),
    Mutant(
        "a conflict settled twice is settled by the smaller name",
        HISTORY,
        "key: tuple(sorted(sayings)) for key, sayings in several.items() if len({told(s, key) for s in sayings}) > 1",
        "key: tuple(sorted(sayings)) for key, sayings in several.items() if len({told(s, key) for s in sayings}) > 1"
        " and not all(len(parents[s]) > 1 for s in sayings)",
        HISTORY_TEST + "test_a_conflict_settled_twice_alike_is_settled_and_differently_is_a_conflict_again",
    ),
    Mutant(
        "a withdrawal says one field only",
        HISTORY,
        'anew = not mine or {told(s, "withdrawn") for s in before["withdrawn"]} != {told(name, "withdrawn")}',
        "anew = not mine",
        HISTORY_TEST + "test_withdrawing_says_every_field_so_an_edit_beside_it_is_a_conflict",
    ),
    Mutant(
        "lifting a withdrawal says one field only",
        HISTORY,
        'anew = not mine or {told(s, "withdrawn") for s in before["withdrawn"]} != {told(name, "withdrawn")}',
        'anew = not mine or "withdrawn" in known[name].body',
        HISTORY_TEST + "test_withdrawing_says_every_field_so_an_edit_beside_it_is_a_conflict",
    ),
    Mutant(
        "values are compared as == does, which takes 1 for True",
        HISTORY,
        "found = bytes_told[name, key] = bytes_of(parts[name].get(key, {}))",
        "found = bytes_told[name, key] = bytes_of(\n"
        "    {k: int(v) if isinstance(v, bool) else v for k, v in parts[name].get(key, {}).items()})",
        HISTORY_TEST + "test_values_are_compared_by_their_bytes",
    ),
    Mutant(
        "the head that arrived first wins",
        HISTORY,
        "tips = sorted(newest([name for name in known if name not in silent]))",
        "tips = [name for name in known if name in heads][:1]",
        HISTORY_TEST + "test_random_histories_hold_every_feature_and_no_order_matters",
    ),
    Mutant(
        "a line whose parent is missing is dropped",
        HISTORY,
        "known = {line.name: line for line in lines}",
        "known = {line.name: line for line in lines}\n"
        "    known = {n: x for n, x in known.items() if known.keys() >= set(x.parents)} or known",
        HISTORY_TEST + "test_a_missing_parent_makes_it_incomplete_until_it_comes_or_somebody_writes_on_top",
    ),
    Mutant(
        "nobody is told that a parent is missing",
        HISTORY,
        "incomplete = any(p not in known for tip in tips for p in known[tip].parents)",
        "incomplete = False",
        HISTORY_TEST + "test_a_missing_parent_makes_it_incomplete_until_it_comes_or_somebody_writes_on_top",
    ),
    Mutant(
        "writing on top of a gap does not mend it",
        HISTORY,
        "incomplete = any(p not in known for tip in tips for p in known[tip].parents)",
        "incomplete = any(p not in known for line in known.values() for p in line.parents)",
        HISTORY_TEST + "test_a_missing_parent_makes_it_incomplete_until_it_comes_or_somebody_writes_on_top",
    ),
    Mutant(
        "two edits that break a rule together are settled",
        HISTORY,
        "if not conflicts and len(tips) > 1 and not sound(body):",
        "if False:",
        HISTORY_TEST + "test_two_edits_that_break_a_rule_together_are_a_conflict_of_all_said_since",
    ),
    Mutant(
        "fields that mean one thing are merged one by one",
        "auditor/kinds.py",
        "groups |= {key: names[0] for names in record.GROUPS for key in names}",
        "pass",
        "tests/auditor/test_kinds.py::test_a_period_is_one_field_and_a_response_is_one_whole",
    ),
    Mutant(
        "a circle of joined sites ends where one began to read",
        "auditor/site.py",
        "end = min(steps[steps.index(at) :]) if at in path else result.get(at, at)",
        "end = result.get(at, at)",
        "tests/auditor/test_site.py::test_any_joins_are_followed_to_the_end_that_design_5_says",
    ),
    Mutant(
        "a join is followed for one step",
        "auditor/site.py",
        "while at not in path and at not in result and same_as.get(at):",
        "while at not in path and at not in result and same_as.get(at) and len(path) < 1:",
        "tests/auditor/test_site.py::test_joins_are_followed_to_their_end_and_a_circle_ends_at_its_smallest",
    ),
)

_OF_THE_STORE = (
    Mutant(
        "what stands is computed from the lines that just arrived",
        "db/records.py",
        "entries = [_entry_of_new(lines, bureaux) for lines in lines_of(conn, part).values()]",
        "entries = [_entry_of_new(lines[-1:], bureaux) for lines in lines_of(conn, part).values()]",
        ORDER_TEST + "test_every_order_of_four_lines_in_every_batching_gives_one_index",
    ),
    Mutant(
        "a line sent again is kept again",
        "db/records.py",
        "for name in names_of(conn, sorted(held)) & fresh.keys():",
        "for name in ():",
        STORE_TEST + "test_the_same_lines_again_change_nothing",
    ),
    Mutant(
        "the kind of a record is that of its first line to arrive",
        "db/standing.py",
        "kind = min(line.kind for line in speaking_of(held.values(), silent))",
        "kind = speaking_of(held.values(), silent)[0].kind",
        STORE_TEST + "test_a_record_that_comes_under_two_kinds_has_one_index_in_any_order",
    ),
    Mutant(
        "a record in conflict takes an edit",
        "db/records.py",
        "if row is not None and row.state == State.CONFLICT.value and not settling:",
        "if False:",
        STORE_TEST + "test_a_conflict_takes_no_edit_until_a_person_settles_it",
    ),
    Mutant(
        "an edit may be made on an older version",
        "db/records.py",
        'if (row.version if row else "") != record.version:',
        "if False:",
        STORE_TEST + "test_a_save_on_an_older_version_is_outdated",
    ),
    Mutant(
        "an edit names the heads that its writer did not see",
        "db/records.py",
        'line = self.pen.line(record, row.heads.split("\\n") if row else ())',
        'line = self.pen.line(record, row.heads.split("\\n")[:1] if row else ())',
        STORE_TEST + "test_a_conflict_takes_no_edit_until_a_person_settles_it",
    ),
    Mutant(
        "a list is in the order of arrival",
        "db/records.py",
        '        STANDING.c.withdrawn <= bindparam("most"),\n    )\n    .order_by(STANDING.c.record)\n',
        '        STANDING.c.withdrawn <= bindparam("most"),\n    )\n',
        ORDER_TEST + "test_no_list_and_no_score_depends_on_the_order_of_arrival",
    ),
    Mutant(
        "sites of one code stand in the order of arrival",
        "db/site_lists.py",
        "return [*first, SITE.c.street, SITE.c.code, SITE.c.id]",
        "return [*first, SITE.c.street, SITE.c.code]",
        ORDER_TEST + "test_no_list_and_no_score_depends_on_the_order_of_arrival",
    ),
    Mutant(
        "the links that a score rests on stand in the order of arrival",
        "db/facts.py",
        "LINK.c.alternative == 0).order_by(LINK.c.id)",
        "LINK.c.alternative == 0)",
        ORDER_TEST + "test_no_list_and_no_score_depends_on_the_order_of_arrival",
    ),
)

_OF_PACKAGES = (
    Mutant(
        "the digest of what the other holds is ignored",
        "auditor/holding.py",
        "return said.count if self.digest_at(said.count) == said.digest else 0",
        "return said.count",
        HOLDING_TEST + "test_the_other_side_never_lacks_a_line_after_it_was_sent",
    ),
    Mutant(
        "a digest depends on the order",
        PACKAGE,
        '[*sorted(names), ""]',
        '[*names, ""]',
        PACKAGE_TEST + "test_a_digest_says_the_set_and_not_the_order",
    ),
    Mutant(
        "the key is not compared with the station",
        PACKAGE,
        "or station_of(bytes.fromhex(self.key)) != self.station:",
        "or False:",
        PACKAGE_TEST + "test_one_that_contradicts_itself_is_refused",
    ),
    Mutant(
        "the bound on a member's size is not looked at",
        PACKAGE,
        "if member.size > most:",
        "if False:",
        PACKAGE_TEST + "test_one_that_contradicts_itself_is_refused",
    ),
    Mutant(
        "the name of a member is not looked at",
        PACKAGE,
        "if not _MEMBER.match(member.name):",
        "if False:",
        PACKAGE_TEST + "test_one_that_contradicts_itself_is_refused",
    ),
    Mutant(
        "a newer format is read as if it were known",
        PACKAGE,
        'if (version := parts["version"]) > VERSION:',
        'if (version := parts["version"]) > VERSION + 1:',
        PACKAGE_TEST + "test_one_of_a_newer_format_says_so_and_nothing_else_is_asked_of_it",
    ),
    Mutant(
        "the hash in the comment is not looked at",
        ZIP,
        "if self._file.read(_COMMENT) != _hash(self._file, size - _COMMENT).encode():",
        "if False:",
        ZIP_TEST + "test_of_10_000_single_bit_flips_none_passes",
    ),
    Mutant(
        "the signature is not looked at",
        ZIP,
        "if not is_signed(bytes.fromhex(manifest.key), signature, raw):",
        "if False:",
        ZIP_TEST + "test_what_somebody_changed_and_hashed_anew_is_refused",
    ),
    Mutant(
        "members that the manifest does not name are let in",
        ZIP,
        "if sorted(names) != sorted(said):",
        "if set(said) - set(names):",
        ZIP_TEST + "test_what_somebody_changed_and_hashed_anew_is_refused",
    ),
    Mutant(
        "a member that stands twice is let in",
        ZIP,
        "if sorted(names) != sorted(said):",
        "if set(said) != set(names):",
        ZIP_TEST + "test_a_member_twice_is_refused",
    ),
    Mutant(
        "how much a member was pressed is not looked at",
        ZIP,
        "if member.size > MOST_RATIO * max(1, info.compress_size):",
        "if False:",
        ZIP_TEST + "test_a_bomb_is_refused_before_it_is_unpacked",
    ),
    Mutant(
        "the digest of the lines is ignored",
        ZIP,
        'not raw.endswith(b"\\n") or hashlib.sha256(raw).hexdigest() != member.sha256:',
        'not raw.endswith(b"\\n"):',
        ZIP_TEST + "test_what_somebody_changed_and_hashed_anew_is_refused",
    ),
    Mutant(
        "the digest of a photograph is ignored",
        ZIP,
        "if left or found.hexdigest() != member.sha256:",
        "if left:",
        ZIP_TEST + "test_what_somebody_changed_and_hashed_anew_is_refused",
    ),
    Mutant(
        "the number of lines is not compared",
        ZIP,
        "if lines != self.manifest.lines:",
        "if False:",
        ZIP_TEST + "test_a_count_that_is_not_so_is_refused",
    ),
    Mutant(
        "a package is not read back before it has its name",
        ZIP,
        "            again.check_bytes()\n",
        "            pass\n",
        ZIP_TEST + "test_a_photograph_that_is_not_its_name_is_not_written",
    ),
    Mutant(
        "a line that is not canonical is taken",
        "auditor/record.py",
        "        if _dump(parts) != raw:\n",
        "        if False:\n",
        ZIP_TEST + "test_lines_that_are_not_canonical_are_refused_though_signed",
    ),
    Mutant(
        "equality of values is that of ==",
        "auditor/record.py",
        "return _dump(left) == _dump(right)",
        "return bool(left == right)",
        "tests/auditor/test_record.py::test_equality_is_by_bytes_not_by_python",
    ),
)

_OF_UNPACKING = (
    Mutant(
        "the signer of a package is not compared with the station of its lines",
        ARRIVING,
        "if only_of and line.station != only_of:",
        "if False:",
        FORGED_TEST + "test_a_line_of_another_station_is_refused_with_all_that_came_with_it",
    ),
    Mutant(
        "a kind nobody knows is taken",
        ARRIVING,
        "if line.kind not in KINDS:",
        "if False:",
        FORGED_TEST + "test_a_kind_nobody_knows_is_refused",
    ),
    Mutant(
        "lines newer than the program are taken",
        ARRIVING,
        "if not 1 <= line.schema <= SCHEMA:",
        "if False:",
        GOLDEN_TEST + "test_newer_lines_under_a_manifest_that_hides_them_are_refused",
    ),
    Mutant(
        "a manifest that says its lines are newer is not heeded",
        ARRIVING,
        "heard = Ruling.TAKE if manifest.most_schema <= SCHEMA else Ruling.NEWER",
        "heard = Ruling.TAKE",
        GOLDEN_TEST + "test_one_with_newer_lines_has_a_manifest_that_is_read_and_waits_for_the_update",
    ),
    Mutant(
        "a package for another is taken",
        ARRIVING,
        "if manifest.to and manifest.to != side.station and not (side.at_bureau and manifest.to in side.bureaux):",
        "if False:",
        FORGED_TEST + "test_a_package_for_another_is_refused",
    ),
    Mutant(
        "a revoked key counts on",
        ARRIVING,
        "if side.revoked:",
        "if False:",
        FORGED_TEST + "test_a_station_of_a_revoked_key_is_not_believed_whatever_it_says",
    ),
    Mutant(
        "a station that nobody accepted is believed",
        ARRIVING,
        "if not vouched and not side.accepted:",
        "if False:",
        UNPACKING_TEST + "test_a_package_of_a_station_nobody_accepted_waits_unread_and_is_no_receipt",
    ),
    Mutant(
        "a package that waits is a receipt",
        "db/deliveries.py",
        "(Fate.APPLIED, Fate.RELEASED, Fate.NEWER, Fate.UNDONE)",
        "(Fate.APPLIED, Fate.RELEASED, Fate.NEWER, Fate.UNDONE, Fate.WAITING)",
        UNPACKING_TEST + "test_a_package_of_a_station_nobody_accepted_waits_unread_and_is_no_receipt",
    ),
    Mutant(
        "who lets a package in need not say which",
        "auditor/use_cases/unpacking.py",
        'if waits and name.strip() not in {manifest.name, manifest.station[:8]} - {""}:',
        "if False:",
        UNPACKING_TEST + "test_a_package_of_a_station_nobody_accepted_waits_unread_and_is_no_receipt",
    ),
    Mutant(
        "what is let in is whatever lies where the package waited",
        "auditor/use_cases/unpacking.py",
        "if package.manifest != manifest:",
        "if False:",
        FORGED_TEST + "test_what_is_let_in_is_the_package_that_waited_and_no_other_put_in_its_place",
    ),
    Mutant(
        "a package names a file of ours",
        PACKAGE,
        '_ID = re.compile(r"[0-9a-f-]{36}\\Z")',
        '_ID = re.compile("")',
        FORGED_TEST + "test_a_package_that_calls_itself_by_a_path_is_refused",
    ),
    Mutant(
        "a role that a station gives counts",
        TRUST,
        "return not bureaux or not (given or is_the_bureaus(x.kind, x.body))",
        "return True",
        FORGED_TEST + "test_a_role_that_a_station_gives_is_none",
    ),
    Mutant(
        "whoever calls itself the bureau is it",
        TRUST,
        "while more := {said for by, said in named if by in found and said} - found:",
        "while more := {said for by, said in named if said} - found:",
        FORGED_TEST + "test_a_station_that_calls_itself_the_bureau_is_not",
    ),
    Mutant(
        "a line of another kind makes another thing of the bureau's record",
        TRUST,
        "if owned and x.kind not in owned:",
        "if False:",
        TRUST_TEST + "test_of_what_the_bureau_speaks_nobody_makes_another_thing",
    ),
    Mutant(
        "a package taken back leaves what it said",
        HISTORY,
        "stands = {key: remembered(key) if forgotten else last(tips, key) for key in fields}",
        "stands = {key: last(tips, key) for key in fields}",
        "tests/auditor/test_taking_back.py::test_what_a_package_said_goes_back_to_what_stood_before",
    ),
    Mutant(
        "taking a package back takes back what others said since",
        HISTORY,
        "found |= {s for s in left if s not in forgotten}",
        "found |= {s for s in left if not any(bit[f] & (above[s] | bit[s]) for f in forgotten)}",
        "tests/auditor/test_taking_back.py::test_what_others_said_since_stays",
    ),
    Mutant(
        "a silent line moves a record into its street",
        "db/standing.py",
        "heads = [held[name] for name in found.tips or found.heads]",
        "heads = [held[name] for name in found.heads]",
        FORGED_TEST + "test_what_the_bureau_says_is_not_made_another_thing_incomplete_or_moved",
    ),
    Mutant(
        "a silent line tears a gap",
        HISTORY,
        "incomplete = any(p not in known for tip in tips for p in known[tip].parents)",
        "incomplete = any(p not in known for head in heads for p in known[head].parents)",
        HISTORY_TEST + "test_a_silent_line_on_top_of_whatever_changes_nothing_that_stands",
    ),
)

MUTANTS = (*_OF_HISTORY, *_OF_THE_STORE, *_OF_PACKAGES, *_OF_UNPACKING)
