"""The developer's commands, the lock file and the committed fonts."""

import ast
import hashlib
import re
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "resources" / "fonts"
SUBSETS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf")
RARE = "㛃𬱖𫖯䶮喆堃昇镕"
SIGNS = "✓〔〕①⑳≥≤−–—·…％→《》「」㎡℃№Ⅻ"


def read_lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def lock_entries() -> dict[str, str]:
    """Each requirement line of the lock with the lines that belong to it."""
    logical = read_lock().replace("\\\n", " ").splitlines()
    return {line.split()[0]: line for line in logical if line and not line.startswith("#")}


def test_the_lock_names_no_index_and_no_address() -> None:
    text = read_lock()
    assert "://" not in text
    assert not re.search(r"^\s*(--|-i |-f )(?!hash)", text, re.MULTILINE)
    assert not re.search(r" @ |file:|/opt/|/root/|/home/", text)


def test_every_locked_package_is_pinned_and_has_hashes() -> None:
    entries = lock_entries()
    assert len(entries) > 50
    for name, line in entries.items():
        assert "==" in name, name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), name


def test_the_lock_holds_every_package_that_pyproject_names() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    locked = {entry.split("==")[0].split("[")[0] for entry in lock_entries()}
    for requirement in named:
        name = re.split(r"[\[<>=~! ]", requirement)[0].lower().replace("_", "-")
        assert name in locked, f"run: python3 dev.py lock ({name})"


def test_dev_imports_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").split(".")[0])
    assert roots
    assert roots <= sys.stdlib_module_names


def test_every_committed_font_file_is_listed_and_has_its_sum() -> None:
    lines = (FONTS / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    listed = {line.split()[1]: line.split()[0] for line in lines}
    assert set(listed) == {path.name for path in FONTS.glob("*.ttf")} | {"OFL.txt"}
    for name, digest in listed.items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("name", [*SUBSETS, "NotoSansSC-Full.ttf"])
def test_a_font_has_rare_names_and_signs_and_may_be_embedded(name: str) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / name, lazy=True) as font:
        points = set(font.getBestCmap())
        assert {character for character in RARE + SIGNS if ord(character) not in points} == set()
        assert "fvar" not in font, "reportlab needs a static weight"
        assert "glyf" in font, "reportlab needs TrueType outlines"
        assert font["OS/2"].usWeightClass == (700 if "Bold" in name else 400)
        assert font["OS/2"].fsType == 0


@pytest.mark.parametrize("name", SUBSETS)
def test_a_subset_has_every_character_of_gb2312(name: str) -> None:
    from fontTools.ttLib import TTFont

    rows = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    characters = {character for pair in rows for character in pair.decode("gb2312", "ignore")}
    assert len(characters) == 6763
    with TTFont(FONTS / name, lazy=True) as font:
        assert {ord(character) for character in characters} - set(font.getBestCmap()) == set()


def test_the_full_font_is_a_family_of_its_own_so_that_qt_can_fall_back_to_it() -> None:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / "NotoSansSC-Full.ttf", lazy=True) as font:
        assert font["name"].getDebugName(1) == "Noto Sans SC Full"


def test_a_library_that_is_missing_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr(dev, "can_load", lambda library: library != "libEGL.so.1")
    assert dev.missing_packages(window=False) == ["libegl1"]


def test_without_root_the_exact_apt_line_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda **_asked: ["libgl1", "libegl1"])
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    with pytest.raises(SystemExit) as refused:
        dev.ensure_system(window=False)
    line = "apt-get update && apt-get install -y --no-install-recommends libgl1 libegl1"
    assert line in str(refused.value)


def test_a_matching_stamp_saves_the_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock, stamp, python = tmp_path / "lock", tmp_path / "stamp", tmp_path / "python"
    lock.write_text("reportlab==1\n", encoding="utf-8")
    python.touch()
    ran: list[object] = []

    class Done:
        returncode = 0

    def run(command: object, **_options: object) -> Done:
        ran.append(command)
        return Done()

    monkeypatch.setattr(dev, "LOCK", lock)
    monkeypatch.setattr(dev, "STAMP", stamp)
    monkeypatch.setattr(dev, "python_of_venv", lambda: python)
    monkeypatch.setattr("subprocess.run", run)
    dev.ensure_packages()
    dev.ensure_packages()
    assert len(ran) == 1
    lock.write_text("reportlab==2\n", encoding="utf-8")
    dev.ensure_packages()
    assert len(ran) == 2


def test_the_newest_glibc_asked_for_is_compared_by_number(tmp_path: Path) -> None:
    (tmp_path / "libold.so.1").write_bytes(b"\0GLIBC_2.4\0GLIBC_2.28\0")
    (tmp_path / "libnew.so").write_bytes(b"\0GLIBC_2.9\0")
    assert dev.glibc_needed(tmp_path) == (2, 28)
