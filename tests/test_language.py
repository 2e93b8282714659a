"""The English catalogue: as new as the code, complete, and with the placeholders and punctuation of English."""

import ast
import gettext
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from auditor import wording

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES" / "auditor.po"

# As in `dev.py messages`: what is translated, and which arguments are texts.
KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
FOLDERS = ("auditor", "ui")
CODE = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("main.py", "auditor/**/*.py", "ui/**/*.py")
    for path in ROOT.glob(pattern)
    if path.name != "wording.py"
)
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
FULL_WIDTH = re.compile(r"[\u3000-\u303f\uff00-\uffef]")
# Chinese terms which an English text shows in brackets, because paper and spreadsheets have them in Chinese only.
SHOWN = ("代字", "南开区", "是", "否")

Key = tuple[str | None, str | tuple[str, ...]]


def texts_of(messages: object) -> tuple[str, ...]:
    """One text, or both plural forms."""
    return tuple(messages) if isinstance(messages, (tuple, list)) else (str(messages),)


@cache
def all_texts() -> frozenset[str]:
    """Every text that the extraction finds, both forms of a plural."""
    return frozenset(one for _context, text in extract() for one in texts_of(text))


@cache
def extract() -> tuple[Key, ...]:
    """Context and msgid of every text in the code, repeats included."""
    return tuple(_extracted())


def _extracted() -> Iterator[Key]:
    for folder in FOLDERS:
        for _file, _line, text, _notes, context in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            yield context, text
    for _line, text, _notes, context in extract_from_file("python", ROOT / "main.py", keywords=KEYWORDS):
        yield context, text


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def english_of(messages: list[Message]) -> list[tuple[str, str]]:
    """Every English text beside the first form of its Chinese."""
    return [(texts_of(m.id)[0], text) for m in messages for text in texts_of(m.string)]


def names_in(text: str) -> set[str]:
    """The placeholders of a text, without their format: `{month}` and `{month:02}` are one."""
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def test_the_catalogue_holds_exactly_the_texts_of_the_code(catalogue: Catalog, messages: list[Message]) -> None:
    in_code = {(context, texts_of(text)[0]) for context, text in extract()}
    held = {(message.context, texts_of(message.id)[0]) for message in messages}
    assert sorted(map(str, in_code - held)) == [], "run `python3 dev.py messages` and translate these"
    assert sorted(map(str, held - in_code)) == [], "run `python3 dev.py messages`; the code has lost these"
    assert not catalogue.obsolete


def test_every_text_has_an_english_one(messages: list[Message]) -> None:
    assert [m.id for m in messages if not all(text.strip() for text in texts_of(m.string))] == []
    assert [m.id for m in messages if m.fuzzy] == []
    assert [m.id for m in messages if isinstance(m.id, tuple) and len(texts_of(m.string)) != 2] == []


def test_every_translation_has_the_placeholders_of_its_text(messages: list[Message]) -> None:
    assert [(zh, en) for zh, en in english_of(messages) if names_in(zh) != names_in(en)] == []


def test_both_chinese_forms_of_a_plural_have_the_same_placeholders(messages: list[Message]) -> None:
    plurals = [texts_of(m.id) for m in messages if isinstance(m.id, tuple)]
    assert [forms for forms in plurals if len({frozenset(names_in(form)) for form in forms}) != 1] == []


def test_a_counted_text_is_counted_everywhere(messages: list[Message]) -> None:
    """gettext answers `_` with the singular where another call makes the same text a plural: `214 site`."""
    plain = {(context, text) for context, text in extract() if isinstance(text, str)}
    counted = [m for m in messages if isinstance(m.id, tuple) and len(set(texts_of(m.string))) > 1]
    assert [m.id for m in counted if (m.context, m.id[0]) in plain] == [], "use ngettext here too"


def test_chinese_stands_in_english_only_as_a_named_term_in_brackets(messages: list[Message]) -> None:
    def rest(text: str) -> str:
        for term in SHOWN:
            text = text.replace(f"({term})", "")
        return text

    assert [(zh, en) for zh, en in english_of(messages) if HAN.search(rest(en))] == []


def test_english_has_english_punctuation(messages: list[Message]) -> None:
    english = english_of(messages)
    assert [(zh, en) for zh, en in english if FULL_WIDTH.search(en)] == []
    # the shipped faces draw curly quotes as wide as a Chinese character
    assert [(zh, en) for zh, en in english if re.search("[“”‘’]", en)] == [], "quotes are straight"
    assert [(zh, en) for zh, en in english if "!" in en] == []
    assert [(zh, en) for zh, en in english if re.search(r"[0-9}]%", en)] == [], "a space before %"
    assert [(zh, en) for zh, en in english if en.count('"') % 2 or en.count("(") != en.count(")")] == []


def test_a_sentence_stays_a_sentence(messages: list[Message]) -> None:
    """A full stop is there, or not there, in both languages: labels without, sentences with."""
    told = [(zh, en) for zh, en in english_of(messages) if zh.endswith("。") != en.rstrip().endswith((".", ".)"))]
    assert [pair for pair in told if not pair[1].endswith("no.")] == []


def test_the_compiled_catalogue_is_the_one_that_is_read(catalogue: Catalog) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        shipped = gettext.GNUTranslations(file)
    assert vars(shipped)["_catalog"] == vars(gettext.GNUTranslations(fresh))["_catalog"], (
        "run `python3 dev.py messages`"
    )


def test_words_come_out_in_the_language_spoken() -> None:
    with wording.speaking("en"):
        assert wording._("未达标") == "Not met"
        assert [wording.ngettext("{n} 处", "{n} 处", n).format(n=n) for n in (1, 2)] == ["1 site", "2 sites"]
        assert wording.pgettext("标准项", "投放") == "Placement"
    assert wording._("未达标") == "未达标"


def test_texts_are_literals_and_looked_up_when_needed() -> None:
    """An f-string or a variable inside `_()` is never extracted; a lookup at import freezes the language."""
    assert [fault for name in CODE for fault in faults_of(name)] == []


def faults_of(name: str) -> list[str]:
    """Every text of a file that the catalogue cannot hold, or that is looked up too early."""
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node.func) in KEYWORDS]
    inside = calls and {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for part in (function.body if isinstance(function.body, list) else [function.body])
        for node in ast.walk(part)
    }
    extracted = all_texts()
    faults = []
    for node in calls:
        kind = called(node.func)
        texts = node.args[: 1 if kind == "_" else 2]
        if not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts):
            faults.append(f"{name}:{node.lineno} is no literal: {ast.unparse(node)}")
        told = {str(text.value) for text in texts[kind == "pgettext" :] if isinstance(text, ast.Constant)}
        if missed := told - extracted:
            faults.append(f"{name}:{node.lineno} is not found by the extraction (in an f-string?): {missed}")
        if id(node) not in inside:
            faults.append(f"{name}:{node.lineno} runs at import: {ast.unparse(node)}")
    return faults


def called(function: ast.expr) -> str:
    """The name of what is called, `_` for `_` and for `wording._`."""
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
