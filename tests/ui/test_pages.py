"""The pages of the window: ids differ, groups are known, each has a name in both languages."""

from auditor import wording
from ui.icon_shapes import SHAPES
from ui.page import GROUPS
from ui.pages import PAGES


def test_every_page_has_an_id_an_icon_a_group_and_a_name_in_both_languages() -> None:
    assert len({p.id for p in PAGES}) == len(PAGES)
    assert {p.group for p in PAGES} <= set(GROUPS)
    assert {p.icon for p in PAGES} <= set(SHAPES)
    chinese = [p.name() for p in PAGES]
    wording.use("en")
    english = [p.name() for p in PAGES]
    assert all(a != b for a, b in zip(chinese, english, strict=True))
    assert all(name.isascii() for name in english)
