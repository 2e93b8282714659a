"""Which font draws a character, and that what is drawn can be copied."""

import pytest

from auditor.formats.faces import BOX, Family, load_faces, missing_code_points, to_unicode_cmap
from auditor.formats.type_scale import SONG_12, TEXT

from .reading import finished, font_names, new_sheet, page_texts

UNDRAWN = "\U000323a0"


@pytest.mark.parametrize("kind", [SONG_12, TEXT])
def test_names_beyond_the_basic_plane_are_copied_as_they_were_written(kind):  # type: ignore[no-untyped-def]
    sheet = new_sheet()
    sheet.text(28, 50, "王㛃 李𬱖 赵𫖯 䶮", kind)

    assert "王㛃李𬱖赵𫖯䶮" in page_texts(finished(sheet))[0]
    assert sheet.missing == set()


def test_more_than_a_hundred_characters_of_one_font_are_copied_as_they_were_written() -> None:
    text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 1400) if not missing_code_points(chr(code)))
    sheet = new_sheet()
    sheet.paragraph(28, 50, 150, text, TEXT)

    assert text in page_texts(finished(sheet))[0]


def test_no_block_of_the_character_table_is_longer_than_a_hundred_lines() -> None:
    table = to_unicode_cmap("AAAAAA+X", [0, *range(0x4E00, 0x4E00 + 250), 0x2CC56])

    assert [line for line in table.split("\n") if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "51 beginbfchar",
    ]
    assert "<FB> <D873DC56>" in table


def test_a_missing_glyph_is_printed_as_a_box_and_listed() -> None:
    sheet = new_sheet()
    sheet.text(28, 50, f"王{UNDRAWN}面馆", TEXT)

    assert "王□面馆" in page_texts(finished(sheet))[0]
    assert sheet.missing == {0x323A0}
    assert missing_code_points(f"王{UNDRAWN}面馆") == (0x323A0,)


def test_a_private_use_character_is_missing_and_a_joiner_is_not() -> None:
    assert missing_code_points("甲\ue000乙\u200d丙\ufe00\n") == (0xE000,)


def test_a_character_song_lacks_is_drawn_by_the_full_hei_set() -> None:
    rare = next(
        chr(code)
        for code in range(0x3400, 0x4DB6)
        if code in load_faces().widths["HeiFull"] and code not in load_faces().widths["SongBold"]
    )

    assert load_faces().find(rare, Family.SONG, True).face == "HeiFull"
    assert load_faces().find("街", Family.SONG, True).face == "SongBold"
    assert load_faces().find(UNDRAWN, Family.SONG, False)[1] == BOX


def test_every_font_is_embedded_and_none_is_of_the_reader() -> None:
    sheet = new_sheet(demo=True)
    sheet.text(28, 50, f"宋 Song 1{UNDRAWN}", SONG_12)
    sheet.text(28, 60, "宋 Song 1", SONG_12.but(bold=True))
    fonts = font_names(finished(sheet))

    assert len(fonts) >= 4
    assert all(fonts.values())
    assert not any("Helvetica" in name for name in fonts)
