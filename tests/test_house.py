"""The house's own rules (HOUSE 2, 5): who may import whom, what loads when, and what no file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.child import LIMIT

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(p.relative_to(ROOT) for top in ("auditor", "db", "ui") for p in (ROOT / top).rglob("*.py"))
HEAVY = {
    "pandas",
    "numpy",
    "reportlab",
    "pikepdf",
    "alembic",
    "openpyxl",
    "pyqtgraph",
    "PIL",
    "segno",
    "python_calamine",
    "highspy",
    "pypinyin",
    "pyrage",
    "httpx",
    "starlette",
    "uvicorn",
}
PRINTING = {"reportlab", "openpyxl", "pikepdf", "segno", "PIL", "python_calamine", "fontTools"}

# the inbox: a face of its own, without Qt
INBOX = {f"ui/inbox{part}.py" for part in ("", "_bureau", "_passes", "_partials", "_queue", "_server", "_uploads")}

# (part of the house, what it may import beside the standard library); the first that fits counts
MAY: tuple[tuple[str, set[str]], ...] = (
    ("auditor/formats/", {"auditor", *PRINTING}),
    ("auditor/frames.py", {"auditor", "pandas", "numpy", "python_calamine"}),
    ("auditor/pinyin.py", {"auditor", "pypinyin"}),
    ("auditor/carrier_line.py", {"auditor", "httpx"}),  # the station's way to the inbox: the one place with httpx
    ("auditor/solver.py", {"auditor", "highspy"}),
    ("auditor/sealing.py", {"auditor", "pyrage"}),
    ("auditor/", {"auditor", "cryptography", "msgspec"}),
    ("db/", {"auditor", "db", "sqlalchemy", "sqlcipher3", "alembic", "psycopg"}),
    *((part, {"auditor", "ui", "starlette", "uvicorn"}) for part in sorted(INBOX)),
    ("ui/", {"auditor", "ui", "PySide6", "shiboken6", "pyqtgraph", "pypdfium2"}),
)
WITHOUT_QT = {"ui/cli.py", *INBOX} | {p.as_posix() for p in MODULES if p.stem.endswith("commands")}
# one use case that needs a word of another: a constant and a question, no call into its work
USE_CASES_THAT_KNOW = {("auditor/use_cases/demonstrating.py", "auditor.use_cases.keeping")}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def _trees_are_let_go() -> Iterator[None]:
    """Two million nodes: the collector would walk them for the rest of the run."""
    yield
    tree.cache_clear()


@cache
def names_of(path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever in it."""
    return frozenset(imports(ast.walk(tree(path))))


def imports(nodes: Iterator[ast.AST]) -> set[str]:
    """Every module named by an import among these nodes, dotted."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{a.name}" for a in node.names} | {str(node.module)}
    return found


def at_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """What runs when the module loads: everything outside functions and `if TYPE_CHECKING`."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        if isinstance(node, ast.ClassDef | ast.If | ast.Try | ast.With | ast.For):
            yield from at_import([n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)])


def tops(names: Collection[str]) -> set[str]:
    return {n.split(".")[0] for n in names} - set(sys.stdlib_module_names)


# one test a rule, over all files: a test a file and rule were three thousand, and each costs its bookkeeping


def test_nobody_imports_from_another_storey() -> None:
    wrong = []
    for path in MODULES:
        part, allowed = next((part, may) for part, may in MAY if path.as_posix().startswith(part))
        found = tops(names_of(path))
        wrong += [f"{path}: {part} may not import {name}" for name in sorted(found - allowed)]
        if path.as_posix() in WITHOUT_QT and "PySide6" in tops(imports(at_import(tree(path).body))):
            wrong.append(f"{path}: PySide6 loads with it")
    assert not wrong, "\n".join(wrong)


def test_inside_the_field_things_know_no_use_case_and_use_cases_not_each_other() -> None:
    wrong = []
    for path in (p for p in MODULES if p.parts[0] == "auditor"):
        found = {n for n in names_of(path) if n.startswith("auditor.use_cases.")}
        modules = {".".join(n.split(".")[:3]) for n in found}
        if path.parts[1] == "use_cases":
            modules -= {m for p, m in USE_CASES_THAT_KNOW if p == path.as_posix()}
            wrong += [f"{path}: a use case calls another: {module}" for module in modules]
        else:
            wrong += [f"{path}: a thing knows a use case: {module}" for module in modules]
            if path.parts[1] != "formats":
                wrong += [f"{path}: {n}" for n in names_of(path) if n.startswith("auditor.formats")]
    assert not wrong, "\n".join(wrong)


def test_no_heavy_library_loads_with_a_module() -> None:
    loading = {p: tops(imports(at_import(tree(p).body))) & HEAVY for p in MODULES if "migrations" not in p.parts}
    assert {str(path): heavy for path, heavy in loading.items() if heavy} == {}


def test_a_module_opens_with_one_sentence() -> None:
    said = {str(p): ast.get_docstring(tree(p)) or "" for p in (*MODULES, Path("main.py"), Path("dev.py"))}
    assert {path: words for path, words in said.items() if not re.search(r"[.。:]", words)} == {}


def has_test(path: Path) -> bool:
    """Its own test module, one of its package, or one beside it that imports it."""
    package = ROOT / "tests" / path.parent.parent / f"test_{path.parent.name}.py"
    if len(path.parts) > 2 and package.is_file():
        return True
    mirror = ROOT / "tests" / path.parent / f"test_{path.stem}.py"
    if mirror.is_file():
        return True
    dotted = ".".join(path.with_suffix("").parts)
    folder = ROOT / "tests" / path.parent
    return folder.is_dir() and any(dotted in names_of(t.relative_to(ROOT)) for t in folder.rglob("test_*.py"))


# tested where they are used, and the reason
TESTED_ELSEWHERE = {
    "auditor/exchange.py": "values; tests/auditor/use_cases/test_reviewing_exchange.py fills them",
    "auditor/formats/work_list_rows.py": "tests/auditor/formats/test_work_list_pdf.py",
    "auditor/formats/pictures.py": "tests/auditor/formats/test_notice_pdf.py draws whole, torn and missing ones",
    "auditor/correction_matters.py": "tests/auditor/use_cases/test_noticing.py lists whole streets",
    "auditor/visit_rules.py": "tests/auditor/use_cases/test_recording.py is refused by every one of them",
    "auditor/gap_lines.py": "tests/auditor/test_missing.py does every line it makes",
    "auditor/gap_placing.py": "tests/auditor/test_missing.py, and the solver by itself in tests/auditor/test_solver.py",
    "auditor/gap_points.py": "tests/auditor/test_missing.py does every line it makes",
    "auditor/gap_rates.py": "tests/auditor/test_missing.py does every line it makes",
    "auditor/work_list.py": "one value; tests/auditor/use_cases/test_listing_missing.py",
    "auditor/use_cases/exporting_missing.py": "tests/auditor/use_cases/test_listing_missing.py",
    "auditor/formats/ink.py": "drawing; seen through the pages of tests/auditor/formats",
    "auditor/formats/kinsoku.py": "rules of line ends; tests/auditor/formats/test_setting.py sets lines by them",
    "auditor/formats/line_breaking.py": "tests/auditor/formats/test_setting.py",
    "auditor/formats/paired_table.py": "tests/auditor/formats/test_street_report_pdf.py",
    "auditor/formats/register_xlsx.py": "tests/auditor/use_cases/test_exporting.py",
    "auditor/formats/report_register.py": "tests/auditor/formats/test_street_report_pdf.py",
    "auditor/formats/report_rules.py": "tests/auditor/formats/test_street_report_pdf.py",
    "auditor/formats/report_survey.py": "tests/auditor/formats/test_street_report_pdf.py",
    "auditor/formats/tables_xlsx.py": "tests/auditor/use_cases/test_exporting.py",
    "auditor/formats/type_scale.py": "sizes without a rule",
    "auditor/plain_diary.py": "tests/ui/test_diary_commands.py reads it as the terminal prints it",
    "auditor/use_cases/exporting_diary.py": "tests/auditor/use_cases/test_recounting.py writes every kind of file",
    "auditor/doubled.py": "tests/auditor/use_cases/test_listing_conflicts.py, on every engine",
    "auditor/conflict_matters.py": "tests/auditor/use_cases/test_listing_conflicts.py, on every engine",
    "auditor/plain_conflicts.py": "tests/ui/test_conflict_commands.py reads it as the terminal prints it",
    "auditor/facts.py": "values without a rule; tests/test_score_against_brute_force.py reads them from the real store",
    "auditor/examples.py": "the worked examples are run with the standard that ships",
    "auditor/listing.py": "tests/auditor/use_cases/test_exporting.py",
    "auditor/photo_files.py": "a port; tests/db/test_photo_files.py keeps its contract",
    "auditor/photo_care.py": "values and words; tests/auditor/use_cases/test_caring_for_photos.py",
    "auditor/delivery_wording.py": "tests/ui/test_sync_commands.py reads it as the terminal prints it",
    "auditor/plain_packages.py": "tests/ui/test_sync_commands.py reads the documents printed",
    "auditor/use_cases/overseeing.py": "tests/ui/test_sync_commands.py asks for stations and deliveries by their names",
    "auditor/moved.py": "tests/db/test_move.py: the one left behind says so",
    "auditor/exchanged.py": "values and ports; tests/auditor/use_cases/test_exchanging_folder.py",
    "ui/folder_exchange.py": "tests/auditor/use_cases/test_exchanging_folder.py goes through it alone",
    "auditor/inbox_pin.py": "tests/ui/test_network_exchange.py: another certificate, none, and addresses that are none",
    "auditor/inbox_place.py": "tests/ui/test_network_exchange.py: said once, and only what others can use",
    "auditor/use_cases/exchanging_network.py": "tests/ui/test_network_exchange.py, with the real inbox",
    "ui/enrol_commands.py": "tests/ui/test_sync_commands.py: enrolment is the beginning of every story",
    "auditor/plain_quality.py": "tests/ui/test_quality_commands.py reads it as the terminal prints it",
    "auditor/quality_times.py": "tests/auditor/test_quality.py: one sitting and wrong clocks, planted and clean",
    "auditor/carrier_line.py": "tests/auditor/test_carrier.py breaks it in every way",
    "ui/inbox_uploads.py": "tests/ui/test_inbox.py sends slices of every kind",
    "auditor/standard_reader.py": "tests/auditor/test_standard.py refuses every kind of wrong through it",
    "auditor/standard_rules.py": "tests/auditor/test_standard.py refuses every kind of wrong through it",
    "auditor/comparison.py": "tests/auditor/use_cases/test_comparing.py compares whole streets",
    "auditor/plain_standards.py": "tests/ui/test_standard_commands.py reads the documents printed",
    "auditor/report.py": "one value without a rule; the printed report's tests make it",
    "db/audits.py": "an index; tests/db/test_store.py compares every row with the journal",
    "db/facts.py": "one reading; tests/test_score_against_brute_force.py",
    "db/journal.py": "tests/db/test_store.py, through the port",
    "db/local.py": "tests/db/test_store.py, through the port",
    "db/sites.py": "an index; tests/db/test_store.py and test_records.py",
    "db/photos.py": "an index; tests/auditor/use_cases/test_photographing.py asks it",
    "db/site_lists.py": "tests/db/test_records.py lists, searches and counts through the port",
    "auditor/site_rules.py": "tests/auditor/use_cases/test_recording.py refuses by every one of them",
    "db/standing.py": "an index; tests/db/test_store.py",
    "db/surveys.py": "an index; tests/db/test_store.py",
    "db/backup.py": "tests/db/test_backup.py, through the port",
    "db/migrations/env.py": "tests/db/test_migrate.py runs it",
    "db/migrations/versions/0001_first.py": "tests/db/test_migrate.py runs it",
    "db/migrations/versions/0002_deliveries.py": "tests/db/test_migrate.py runs it",
}

# parts of one page each, worked as a person works them: by keys and clicks in the whole page
DRIVEN_BY = {
    "tests/ui/test_audit_page.py": (
        "answer_bar",
        "answers",
        "audit_answering",
        "audit_keys",
        "audit_list",
        "audit_offers",
        "audit_saving",
        "audit_side",
        "checking_pane",
        "checklist",
        "checklist_rows",
        "correction_offer",
        "drafting",
        "outing_turn",
        "replies",
        "side_panes",
        "site_turn",
        "visit_turn",
    ),
    "tests/ui/test_photo_pane.py": (
        "photo_canvas",
        "photo_intake",
        "photo_items",
        "photo_placing",
        "photo_reading",
        "photo_tiles",
        "photo_view",
    ),
    "tests/ui/test_standard_page.py": (
        "standard_compare",
        "standard_parts",
        "standard_reading",
        "standard_words",
    ),
    "tests/ui/test_survey_page.py": (
        "answering",
        "asking_pane",
        "current_evening",
        "household_turn",
        "interview",
        "interview_screens",
        "chances_table",
        "household_search",
        "round_care",
        "round_form",
        "round_pane",
        "round_turn",
        "round_words",
        "rounds_overview",
        "rounds_reading",
        "rounds_table",
        "survey_keys",
        "survey_reading",
        "visit_saving",
    ),
    "tests/ui/test_corrections_page.py": (
        "correction_detail",
        "correction_forms",
        "correction_look",
        "correction_opening",
        "corrections_export",
        "corrections_list",
        "corrections_reading",
        "badges",
    ),
    "tests/ui/test_conflicts_page.py": (
        "conflict_cells",
        "conflict_editor",
        "conflict_sides",
        "conflicts_list",
        "doubled_pane",
        "settle_pane",
    ),
    "tests/ui/test_register_page.py": (
        "photo_viewer",
        "register_filters",
        "record_form",
        "register_list",
        "register_table",
        "register_tree",
        "site_detail",
    ),
    "tests/ui/test_row_editing.py": ("undoing",),
    "tests/ui/test_import_wizard.py": ("import_tabs",),
    "tests/ui/test_score_page.py": (
        "day_choice",
        "layouts",
        "score_columns",
        "score_evidence",
        "score_export",
        "score_lists",
        "score_rounds",
        "score_summary",
    ),
    "tests/ui/test_missing_page.py": ("missing_export", "missing_rows"),
    "tests/ui/test_help_page.py": ("help_pane", "manual_reader", "manual_text"),
    "tests/ui/test_overview_page.py": ("fact_rows", "overview_goals", "overview_work", "sparkline"),
    "tests/ui/test_progress_page.py": ("progress_completion", "progress_goals"),
    "tests/ui/test_diary_page.py": ("diary_rows", "diary_side"),
    "tests/ui/test_documents_page.py": ("documents_panes",),
    "tests/ui/test_sync_page.py": ("sync_bureau", "sync_diary", "sync_reading", "sync_station"),
    "tests/ui/test_sync_taking.py": ("sync_detail", "sync_package", "sync_steps"),
    "tests/ui/test_sync_deciding.py": ("sync_accepting",),
    "tests/ui/test_sync_packing.py": ("sync_packed",),
    "tests/ui/test_sync_line.py": ("window_inbox",),
    "tests/ui/test_settings_page.py": ("copies_pane", "standard_pane"),
    "tests/ui/test_main_window.py": ("keys_dialog", "rail", "status_line", "tab_order"),
    "tests/ui/test_recheck_page.py": ("recheck_panes", "recheck_reading", "second_interview"),
    "tests/ui/test_command_palette.py": ("palette_entries", "palette_list", "palette_places"),
    "tests/ui/test_record_table.py": ("record_cells", "record_model"),
}


def test_every_module_has_its_test() -> None:
    driven = {Path("ui") / f"{part}.py" for parts in DRIVEN_BY.values() for part in parts}
    known = driven | {Path(path) for path in TESTED_ELSEWHERE}
    without = [p for p in MODULES if p.stem != "__init__" and p not in known and not has_test(p)]
    assert [f"no tests/{p.parent}/test_{p.stem}.py" for p in without] == []


def test_what_is_said_to_be_tested_elsewhere_exists() -> None:
    assert {p for p in TESTED_ELSEWHERE if not (ROOT / p).is_file()} == set()
    named = {word for why in TESTED_ELSEWHERE.values() for word in re.findall(r"tests/[\w/]+\.py", why)}
    assert {n for n in named | set(DRIVEN_BY) if not (ROOT / n).is_file()} == set()
    parts = {part for parts in DRIVEN_BY.values() for part in parts}
    assert {p for p in parts if not (ROOT / "ui" / f"{p}.py").is_file()} == set()


@pytest.mark.parametrize("test", DRIVEN_BY)
def test_a_part_is_driven_by_a_test_whose_page_is_made_of_it(test: str) -> None:
    reached = list(names_of(Path(test)))
    for name in reached:
        module = Path(*name.split(".")).with_suffix(".py")
        if name.startswith(("ui.", "tests.ui.")) and (ROOT / module).is_file():
            reached += [n for n in names_of(module) if n not in reached]
    assert {p for p in DRIVEN_BY[test] if f"ui.{p}" not in reached} == set()


def test_the_window_is_up_before_anything_heavy_loads() -> None:
    code = "import sys; import main, ui.main_window; print(' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=LIMIT
    )
    loaded = set(ran.stdout.split())
    assert "PySide6" in loaded
    assert not loaded & (HEAVY | {"sqlalchemy", "sqlcipher3", "cryptography", "db", "pytest"})


def test_the_terminal_loads_no_qt() -> None:
    code = "import sys; import ui.cli; print('PySide6' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=LIMIT
    )
    assert ran.stdout.strip() == "False"


def test_colours_are_said_in_the_theme_alone() -> None:
    colour = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}\b")
    found = []
    for path in (p for p in MODULES if p.parts[0] == "ui" and p.stem != "theme"):
        said = [n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        found += [f"{path}: {words}" for words in said if colour.search(words)]
    assert not found, "\n".join(found)


def test_nothing_is_translated_while_a_module_loads() -> None:
    """The language is chosen later; a text translated at import stays Chinese for ever."""
    words = {"_", "ngettext", "pgettext"}

    def calls(nodes: list[ast.stmt]) -> Iterator[ast.Call]:
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for default in [*node.args.defaults, *node.args.kw_defaults, *node.decorator_list]:
                    yield from (n for n in ast.walk(default) if isinstance(n, ast.Call)) if default else ()
            elif isinstance(node, ast.ClassDef):
                yield from calls(node.body)
            else:
                stack: list[ast.AST] = [node]
                while stack:
                    inner = stack.pop()
                    if isinstance(inner, ast.Lambda | ast.FunctionDef):
                        continue
                    if isinstance(inner, ast.Call):
                        yield inner
                    stack += ast.iter_child_nodes(inner)

    found = [
        f"{path}:{call.lineno}"
        for path in MODULES
        for call in calls(tree(path).body)
        if isinstance(call.func, ast.Name) and call.func.id in words
    ]
    assert not found


def test_a_translated_text_is_one_plain_literal() -> None:
    """The catalogue can only hold a literal."""
    found = []
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                literal = len(node.args) == 1 and isinstance(node.args[0], ast.Constant)
                found += [] if literal else [f"{path}:{node.lineno}"]
    assert not found


def test_no_test_waits_for_a_process_without_end() -> None:
    """A child that hangs is a failed test with a name, not a night: run with a timeout, talk through tests/child.py."""
    waits = []
    for path in (p.relative_to(ROOT) for p in (ROOT / "tests").rglob("*.py")):
        calls = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Call)]
        for call in calls:
            name, given = ast.unparse(call.func), {k.arg for k in call.keywords}
            bare = name in {"subprocess.run", "subprocess.check_output"} and "timeout" not in given
            if bare or (name == "subprocess.Popen" and path.as_posix() != "tests/child.py"):
                waits.append(f"{path}:{call.lineno}")
    assert not waits


def committed() -> list[Path]:
    """Every text file that git holds; all files but the hidden and made ones where there is no git."""
    ran = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, timeout=LIMIT)
    if ran.returncode == 0 and ran.stdout:
        names = ran.stdout.decode().split("\0")
    else:
        names = [
            str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file() and p.relative_to(ROOT).parts[0][0] != "."
        ]
    binary = {".ttf", ".mo", ".png", ".pdf", ".db", ".sqlite3", ".xlsx", ".ico", ".sap", ".pyc"}
    return [ROOT / n for n in names if n and Path(n).suffix not in binary and (ROOT / n).is_file()]


# names that formats are known by; nothing is fetched from them
NAMESPACES = (
    "http://www.w3.org/",
    "http://purl.org/dc/",
    "http://ns.adobe.com/",
    "http://www.aiim.org/",
    "http://schemas.openxmlformats.org/",
)
LICENCES = {"OFL.txt", "make_fonts.py"}


def test_no_committed_file_holds_an_address_or_a_path_of_a_machine() -> None:
    forbidden = re.compile(r"https?://[\w.-]+\.\w[^\s\"'<>]*|/(?:root|home/\w+|work|opt)/[\w.-]+|[A-Z]:\\\\?Users\\")
    found = []
    for path in committed():
        if path.name in LICENCES or path == Path(__file__):
            continue
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            hits = [h for h in forbidden.findall(text) if not h.startswith(NAMESPACES)]
            found += [f"{path.relative_to(ROOT)}:{number}: {hit}" for hit in hits]
    assert not found


def test_no_name_says_nothing() -> None:
    """No Manager, Helper, Util, Service, Data or Info among the classes (HOUSE 5)."""
    empty = re.compile(r"(Manager|Helper|Utils?|Service|Data|Info)$")
    names = {n.name: str(p) for p in MODULES for n in ast.walk(tree(p)) if isinstance(n, ast.ClassDef)}
    assert not {name: path for name, path in names.items() if empty.search(name)}
