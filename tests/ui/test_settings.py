"""What a machine remembers survives a torn file, and is never facts."""

from pathlib import Path

import pytest

from ui.settings import FILE, Settings, keep, read


def test_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    made = Settings(folder=tmp_path).changed(theme="sun", scale=1.25, language="en", page="register")
    assert read(tmp_path) == made
    assert list(tmp_path.iterdir()) == [tmp_path / FILE]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": "sepia", "scale": "big", "language": "fr", "other": 1}'])
def test_a_torn_or_strange_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert read(tmp_path) == Settings()


def test_a_size_out_of_range_is_brought_back(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"scale": 40}', encoding="utf-8")
    assert read(tmp_path).scale == 1.5


def test_without_a_folder_nothing_is_written() -> None:
    keep(Settings(theme="dark"))
    assert Settings().changed(theme="dark").folder is None
