"""Tables from files: xlsx and csv, known by their content and not their names. The only room with pandas."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from auditor.cells import Cell, Formula, Table
from auditor.errors import Problem, Refused

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_BYTES = 1_500_000_000  # of one sheet, unpacked
_MOST_COLUMNS = 500
_CHUNK = 1 << 20
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)\Z")


def read_tables(path: Path) -> dict[str, Table]:
    """The sheets of an xlsx, or the one table of a csv under its file's name.

    Rows without content are left out at once, so a million empty rows cost neither time nor memory. Refused, with a
    code that wording turns into a sentence: no such file, another type, an old .xls, a password, damage.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _refused(path, "file_unreadable", said=error.strerror or "") from error
    if raw.startswith(_OLE2):
        raise _refused(path, "file_password" if _ENCRYPTED in raw else "file_old_xls")
    if raw.startswith(b"PK"):
        return _read_xlsx(path, raw)
    return {path.stem: Table(path.stem, tuple(_csv_rows(path, raw)))}


def _refused(path: Path, code: str, **facts: object) -> Refused:
    return Refused(Problem("file", code, {"file": path.name, **facts}))


# -- xlsx -----------------------------------------------------------------------------------------------------------


def _read_xlsx(path: Path, raw: bytes) -> dict[str, Table]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            names = set(package.namelist())
            if "xl/workbook.xml" not in names:
                raise _refused(path, "file_type")
            if any(info.file_size > _MOST_BYTES for info in package.infolist()):
                raise _refused(path, "file_too_large")
            parts = _sheet_parts(package)
            book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
            tables = {}
            for name in book.sheet_names:
                merged, formulas = _look_into(package, parts[name]) if name in parts else ((), {})
                rows = _filled(book.get_sheet_by_name(name).iter_rows(), formulas)
                tables[name] = Table(name, tuple(rows), merged)
            return tables
    except (zipfile.BadZipFile, ElementTree.ParseError, CalamineError, KeyError, EOFError, OSError) as error:
        raise _refused(path, "file_damaged", said=str(error)) from error


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Where in the package each sheet lies."""
    targets = {
        node.get("Id", ""): node.get("Target", "")
        for node in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for node in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            relation = next((v for k, v in node.attrib.items() if k.endswith("}id")), "")
            target = targets.get(relation, "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part in package.namelist():
                found[node.get("name", "")] = part
    return found


def _look_into(package: zipfile.ZipFile, part: str) -> tuple[tuple[str, ...], dict[tuple[int, int], Formula]]:
    """The merged ranges of a sheet, and its formulas by (row, column) from 1: what the fast reader does not tell."""
    merged: list[str] = []
    has_formulas = False
    with package.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            merged += [m.group(1).decode() for m in _MERGED.finditer(window)]
            has_formulas = has_formulas or bool(_FORMULA.search(window))
            tail = window[-200:]
    formulas = {}
    if has_formulas:
        with package.open(part) as stream:
            formulas = dict(_formulas(stream))
    return tuple(dict.fromkeys(merged)), formulas


def _formulas(stream: object) -> Iterator[tuple[tuple[int, int], Formula]]:
    reference = ""
    for event, node in ElementTree.iterparse(stream, events=("start", "end")):  # type: ignore[call-overload]  # the stub knows no zip member
        tag = node.tag.rpartition("}")[2]
        if event == "start":
            reference = node.get("r", "") if tag == "c" else reference
        elif tag == "f" and (match := _REFERENCE.match(reference)):
            yield (int(match.group(2)), column_number(match.group(1))), Formula("=" + (node.text or "…"))
        elif tag == "row":
            node.clear()


def column_number(letters: str) -> int:
    """The number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _filled(
    rows: Iterator[list[Cell]], formulas: dict[tuple[int, int], Formula]
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows that hold anything, numbered from 1, each without its empty end."""
    by_row: dict[int, dict[int, Formula]] = {}
    for (number, column), formula in formulas.items():
        by_row.setdefault(number, {})[column] = formula
    last = 0
    for number, cells in enumerate(rows, 1):
        last = number
        if number in by_row:
            cells = _with_formulas(cells, by_row.pop(number))
        if kept := _trimmed(cells):
            yield number, kept
    for number in sorted(n for n in by_row if n > last):  # formulas whose results were never computed
        yield number, _trimmed(_with_formulas([], by_row[number]))


def _with_formulas(cells: list[Cell], formulas: dict[int, Formula]) -> list[Cell]:
    wide = list(cells) + [None] * (max(formulas) - len(cells))
    for column, formula in formulas.items():
        wide[column - 1] = formula
    return wide


def _trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    end = len(cells)
    while end and (cells[end - 1] is None or (isinstance(cells[end - 1], str) and not str(cells[end - 1]).strip())):
        end -= 1
    return tuple(cells[:end])


# -- csv ------------------------------------------------------------------------------------------------------------


def _csv_rows(path: Path, raw: bytes) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    import pandas

    text = _decoded(path, raw)
    if not text.strip():
        return
    separator = _separator(text)
    width = min(_MOST_COLUMNS, max(line.count(separator) for line in text.splitlines()) + 1)
    try:
        frame = pandas.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            names=list(range(width)),
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
        )
    except pandas.errors.ParserError as error:
        raise _refused(path, "file_damaged", said=str(error)) from error
    for number, row in enumerate(frame.itertuples(index=False, name=None), 1):
        if kept := _trimmed(list(row)):
            yield number, kept


def _decoded(path: Path, raw: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB 18030; Refused for what is no text."""
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) or text.lstrip()[:1] in ("<", "{", "%"):  # pictures; HTML named .xls, JSON, PDF
            break
        return text
    raise _refused(path, "file_type")


def _separator(text: str) -> str:
    """Comma, semicolon or tab: whichever the first line with content has most of, outside quotes."""
    first = next(line for line in text.splitlines() if line.strip())
    bare = re.sub(r'"[^"]*"', "", first)
    return max((",", ";", "\t"), key=bare.count)
