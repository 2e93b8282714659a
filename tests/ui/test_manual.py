"""The manual: a chapter for every page in both languages, keys that exist, links and pictures that lead somewhere."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from auditor import wording
from db import SqlStore
from tests.making import fill_street, standard
from ui import manual
from ui.actions import key_text
from ui.context import Context
from ui.main_window import MainWindow
from ui.manual import FOLDER, PARTS, chapter, chapters, find
from ui.pages import PAGES
from ui.settings import Settings
from ui.tasks import Tasks

NAMES = [name for part in PARTS.values() for name in part]
# keys that every form, list or text has without declaring them
OF_QT = {"Enter", "Esc", "Tab", "Space", "Backspace", "↑", "↓", "←", "→", "Alt", "Ctrl", "Ctrl Enter", "Ctrl ="}
KEY = re.compile(r"`([^`]+)`")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]*)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")


@pytest.fixture(params=wording.LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    spoken: str = request.param
    wording.use(spoken)
    return spoken


def test_every_page_has_a_chapter_and_every_chapter_a_title(language: str) -> None:
    assert {p.id for p in PAGES} <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)
    assert [c.id for c in chapters()] == NAMES
    assert {f.stem for f in (FOLDER / language).glob("*.md")} == set(NAMES)
    assert all(c.sections and c.title for c in chapters())


def test_the_chapter_of_a_page_is_called_as_the_page_is(language: str) -> None:  # noqa: ARG001
    for page in PAGES:
        if page.id != "help":
            assert chapter(page.id).title == page.name()


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_headings_pictures_links_and_keys(name: str) -> None:
    zh, en = ((FOLDER / spoken / f"{name}.md").read_text(encoding="utf-8") for spoken in ("zh", "en"))
    for what in (r"^#+ ", r"^\| ", r"^\d+\. ", r"^- "):
        assert len(re.findall(what, zh, re.MULTILINE)) == len(re.findall(what, en, re.MULTILINE)), what
    assert [p for _alt, p in PICTURE.findall(zh)] == [p for _alt, p in PICTURE.findall(en)]
    assert LINK.findall(zh) == LINK.findall(en)
    assert sorted(set(KEY.findall(zh))) == sorted(set(KEY.findall(en)))


@pytest.mark.parametrize("name", NAMES)
def test_links_and_pictures_lead_somewhere_and_pictures_say_what_they_show(name: str, language: str) -> None:
    text = chapter(name).markdown
    for target in LINK.findall(text):
        assert target.removesuffix(".md") in NAMES, target
    for said, target in PICTURE.findall(text):
        assert said.strip()
        file = (FOLDER / language / target).resolve()
        there = FOLDER / "pictures" / language / file.name
        assert target == f"../pictures/{file.name}"
        assert there.is_file(), f"{there.name}: python3 dev.py pictures"


def test_english_has_no_chinese_and_chinese_no_english_sentence() -> None:
    for name in NAMES:
        english = (FOLDER / "en" / f"{name}.md").read_text(encoding="utf-8").replace("(代字)", "")
        assert not re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", english), name
        chinese = KEY.sub("", (FOLDER / "zh" / f"{name}.md").read_text(encoding="utf-8"))
        chinese = LINK.sub("", PICTURE.sub("", chinese))
        words = set(re.findall(r"[A-Za-z]{2,}", chinese)) - {"Excel", "PDF", "toml", "Shift"}
        assert not words, f"{name}: {words}"
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]", chinese), f"{name}: half-width punctuation"


# words the glossary (LOOK 8) has another one for
OTHER_WORDS = ("合格", "通过率", "失败", "成功", "请", "您", "！", "责令", "整改单", "小组", "错误代码", "用户")


def test_the_words_are_those_of_the_glossary() -> None:
    for name in NAMES:
        text = (FOLDER / "zh" / f"{name}.md").read_text(encoding="utf-8")
        assert not [w for w in OTHER_WORDS if w in text], name
    glossary = (FOLDER / "zh" / "words.md").read_text(encoding="utf-8")
    for word in (
        "街道",
        "社区",
        "点位",
        "投放点",
        "容器",
        "符合",
        "未知",
        "达标",
        "未定",
        "已证明",
        "可能范围",
        "逐户",
        "抽样",
    ):
        assert f"{word}" in glossary


def keys_of(actions: list[QAction]) -> set[str]:
    """What is printed for these actions."""
    return {key_text(a) for a in actions if not a.shortcut().isEmpty()}


def test_every_key_the_manual_names_is_declared_where_it_says(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store, 3)
    window = MainWindow(Context(store, tasks, standard(), Settings()), PAGES)
    qtbot.addWidget(window)
    common = keys_of(window.actions()) | OF_QT
    of_page: dict[str, set[str]] = {}
    for page in PAGES:
        window.open_page(page.id)
        of_page[page.id] = keys_of(window.page.findChildren(QAction))
    qtbot.waitUntil(lambda: tasks.idle, timeout=20_000)
    everywhere = set().union(*of_page.values())
    for one in chapters():
        known = common | of_page.get(one.id, everywhere)
        named = set(KEY.findall(one.markdown))
        assert named <= known, f"{one.id}: {named - known}"


def test_words_are_found_in_text_and_headings_with_what_stands_round_them(language: str) -> None:
    word = {"zh": "涂掉", "en": "COVER "}[language]
    places = find(word)
    assert {p.chapter for p in places} >= {"photographs", "audit"}
    for place in places:
        assert place.heading == chapter(place.chapter).sections[place.section].heading
    assert not find("龘龘")
    assert len(find("")) == sum(len(c.sections) for c in chapters())
    assert manual.plain("**a** [b](c.md) `F1` ![x](y)").split() == ["a", "b", "F1"]


def test_the_bundle_takes_the_manual_along() -> None:
    spec = (Path(__file__).resolve().parents[2] / "pyinstaller.spec").read_text(encoding="utf-8")
    assert '("resources", "resources")' in spec
