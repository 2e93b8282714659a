"""Make the five committed font files of this folder from their published packages; run only when the fonts change.

    .venv/bin/python resources/fonts/make_fonts.py

Sources, named exactly so that anybody gets the same bytes (an archive whose sha256 differs is refused):

- `npm pack @expo-google-fonts/noto-sans-sc@0.4.3` and `npm pack @expo-google-fonts/noto-serif-sc@0.4.3`: static
  TrueType weights of Noto Sans SC (Hei) and Noto Serif SC (Song), SIL Open Font License 1.1.
- `pip download pypinyin-dict==0.9.0` (MIT): its table kTGHZ2013 has as keys exactly the 8105 characters of
  通用规范汉字表 (2013). Only the keys are read.

What is kept in the four subsets:

- GB2312 (6763 Han characters and its signs, Greek, Cyrillic and kana, from Python's own codec) and the 8105 characters,
  together 8230 Han characters, every one of them found in all four sources;
- of the blocks in SIGNS whatever the source font has: Latin, punctuation, arrows, circled numbers, ✓, full width.

Noto has no ☐ ☑ ✗ and no `tnum`: forms draw boxes as shapes; the sans digits share one advance as they are, the serif
digits do not. NotoSansSC-Full.ttf is the whole regular sans (27,900 Han characters), the fallback for rare names; only
its family is renamed "Noto Sans SC Full", so that Qt takes it and the subset for two families and falls back by glyph.
"""

import ast
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

# npm package, sha256 of its archive
ARCHIVES = {
    "sans": (
        "@expo-google-fonts/noto-sans-sc@0.4.3",
        "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    ),
    "serif": (
        "@expo-google-fonts/noto-serif-sc@0.4.3",
        "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
    ),
}
# written file, archive, member
SUBSETS = (
    ("NotoSansSC-Regular.ttf", "sans", "package/400Regular/NotoSansSC_400Regular.ttf"),
    ("NotoSansSC-Bold.ttf", "sans", "package/700Bold/NotoSansSC_700Bold.ttf"),
    ("NotoSerifSC-Regular.ttf", "serif", "package/400Regular/NotoSerifSC_400Regular.ttf"),
    ("NotoSerifSC-Bold.ttf", "serif", "package/700Bold/NotoSerifSC_700Bold.ttf"),
)
FULL = ("NotoSansSC-Full.ttf", "sans", "package/400Regular/NotoSansSC_400Regular.ttf")
LICENCE = ("OFL.txt", "sans", "package/LICENSE_FONT")
COPYRIGHTS = (
    "Noto Sans SC: Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.",
    "Noto Serif SC: Copyright 2017-2024 Adobe (http://www.adobe.com/).",
)

# Unicode blocks taken as far as the source font has them; pairs are inclusive.
SIGNS = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B (pinyin tones)
    (0x02B0, 0x036F),  # modifier letters, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x206F),  # general punctuation: – — ‘ ’ “ ” … ‰ ′ ″ ※
    (0x2070, 0x20CF),  # superscripts, currency
    (0x2100, 0x218F),  # letterlike, number forms: ℃ № ½ Ⅰ
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators: − ≈ ≠ ≤ ≥
    (0x2460, 0x24FF),  # enclosed: ① to ⑳, ⑴
    (0x2500, 0x25FF),  # lines, blocks, shapes: ■ □ ▲ △ ● ○
    (0x2600, 0x27BF),  # miscellaneous signs and dingbats: ★ ☆ ✓
    (0x3000, 0x303F),  # CJK punctuation, 〔 U+3014 and 〕 U+3015
    (0x3200, 0x33FF),  # enclosed CJK, units: ㈠ ㎡ ㎏
    (0xFE10, 0xFE4F),  # vertical and compatibility punctuation
    (0xFF00, 0xFFEF),  # full and half width: ％ ： ￥
)
FEATURES = ["ccmp", "kern", "mark", "tnum"]
PINYIN_TABLE = "pypinyin_dict/pinyin_data/ktghz2013.py"


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in lower-case hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch_archives(folder: Path) -> dict[str, Path]:
    """Download the npm archives into `folder`; SystemExit when one is not the archive named here."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the font packages")
    archives = {}
    for name, (package, digest) in ARCHIVES.items():
        packed = subprocess.run([npm, "pack", package], cwd=folder, check=True, capture_output=True, text=True)
        archive = folder / packed.stdout.strip().splitlines()[-1]
        if sha256_of(archive) != digest:
            raise SystemExit(f"{package}: this is not the archive the committed fonts were made from")
        archives[name] = archive
    return archives


def read_member(archive: Path, member: str) -> bytes:
    """One file of an npm archive."""
    with tarfile.open(archive) as packed:
        content = packed.extractfile(member)
        if content is None:
            raise SystemExit(f"{archive.name} has no {member}")
        return content.read()


def fetch_general_characters(folder: Path) -> set[int]:
    """The code points of 通用规范汉字表, 8105 of them."""
    wanted = ["--no-deps", "--dest", str(folder), "pypinyin-dict==0.9.0"]
    subprocess.run([sys.executable, "-m", "pip", "download", *wanted], check=True, capture_output=True)
    wheel = next(folder.glob("pypinyin_dict-*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        tree = ast.parse(packed.read(PINYIN_TABLE))
    tables = (node.value for node in ast.walk(tree) if isinstance(node, ast.Assign))
    table = next(value for value in tables if isinstance(value, ast.Dict))
    points = {key.value for key in table.keys if isinstance(key, ast.Constant) and isinstance(key.value, int)}
    if len(points) != 8105:
        raise SystemExit(f"8105 characters expected, {len(points)} found")
    return points


def list_gb2312() -> set[int]:
    """The code points of GB2312, all rows."""
    text = "".join(
        bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
    )
    return {ord(character) for character in text}


def make_subset(source: Path, target: Path, points: set[int]) -> int:
    """Write `target` with the glyphs of `points` the source has; the number of glyphs. No date enters the file."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    if "fvar" in font:
        raise SystemExit(f"{source.name} is a variable font; a static one is needed")
    options = subset.Options(
        layout_features=FEATURES,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
        hinting=False,
        drop_tables=["vhea", "vmtx", "BASE", "STAT"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font.save(target)
    return len(font.getGlyphOrder())


def rename_full(source: Path, target: Path) -> None:
    """Write `source` to `target` with the family name "Noto Sans SC Full" and nothing else changed."""
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    for record in font["name"].names:
        text = record.toUnicode()
        if record.nameID in {1, 3, 4, 6}:
            renamed = text.replace("Noto Sans SC", "Noto Sans SC Full").replace("NotoSansSC", "NotoSansSCFull")
            record.string = renamed
    font.save(target)


def main() -> None:
    """Fetch, cut, write the licence and the list of sums."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        archives = fetch_archives(folder)
        han = fetch_general_characters(folder) | list_gb2312()
        points = han | {point for first, last in SIGNS for point in range(first, last + 1)}
        for name, archive, member in SUBSETS:
            source = folder / name
            source.write_bytes(read_member(archives[archive], member))
            glyphs = make_subset(source, HERE / name, points)
            print(f"{name}: {glyphs} glyphs, {(HERE / name).stat().st_size / 1e6:.2f} MB")
        name, archive, member = FULL
        source = folder / name
        source.write_bytes(read_member(archives[archive], member))
        rename_full(source, HERE / name)
        name, archive, member = LICENCE
        licence = read_member(archives[archive], member).decode("utf-8").splitlines()
        text = [*COPYRIGHTS, *licence[1:]]
        (HERE / name).write_text("\n".join(line.rstrip() for line in text) + "\n", encoding="utf-8", newline="\n")
    names = sorted(name for name, _archive, _member in (*SUBSETS, FULL, LICENCE))
    sums = "".join(f"{sha256_of(HERE / name)}  {name}\n" for name in names)
    (HERE / "SHA256SUMS").write_text(sums, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
