"""The finished file: dates, metadata, profile, attachment, and the same bytes each time."""

import os
import subprocess
import sys
import time
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from auditor.formats.archive import finish, make_srgb_profile
from tests.child import LIMIT

from .reading import MOMENT, new_sheet

ROOT = Path(__file__).parents[3]
SCRIPT = """
import hashlib, sys
sys.path[:0] = [{root!r}, {tests!r}]
from formats.test_archive import make
print(hashlib.sha256(make()).hexdigest())
"""


def make() -> bytes:
    sheet = new_sheet(demo=True)
    from auditor.formats.type_scale import BODY, TITLE

    sheet.text(106, 45, "自评结果证明", TITLE)
    sheet.paragraph(28, 60, 156, "王㛃 李𬱖 赵𫖯" * 20, BODY)
    return finish(sheet.close(), title="自评结果证明", author="长虹 & <街道>", created=MOMENT, attachment=b'{"a":1}')


def test_the_same_sheet_gives_the_same_bytes_a_second_later() -> None:
    first = make()
    time.sleep(1.1)  # a clock inside the file would tick in seconds

    assert make() == first


@pytest.mark.parametrize("seed", ["1", "77"])
def test_another_process_gives_the_same_bytes(seed: str) -> None:
    script = SCRIPT.format(root=str(ROOT), tests=str(ROOT / "tests" / "auditor"))
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=LIMIT
    )

    assert ran.stdout.strip() == sha256(make()).hexdigest()


def test_the_dates_are_those_of_the_record() -> None:
    import pikepdf

    with pikepdf.open(BytesIO(make())) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261124010000+00'00'"
        assert str(pdf.docinfo["/ModDate"]) == "D:20261124010000+00'00'"
        with pdf.open_metadata() as metadata:
            assert metadata["xmp:CreateDate"] == "2026-11-24T01:00:00+00:00"
            assert metadata["pdfaid:part"] == "3"
            assert metadata["dc:title"] == "自评结果证明"
            assert metadata["dc:creator"] == ["长虹 & <街道>"]


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        finish(b"", title="", author="", created=datetime(2026, 1, 1), attachment=None)


def test_the_evidence_is_attached_byte_for_byte() -> None:
    import pikepdf

    with pikepdf.open(BytesIO(make())) as pdf:
        assert pdf.attachments["evidence.json"].get_file().read_bytes() == b'{"a":1}'
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"


def test_the_file_names_its_language_title_and_colours() -> None:
    import pikepdf

    with pikepdf.open(BytesIO(make())) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes() == make_srgb_profile()
        assert "/Encrypt" not in pdf.trailer
        assert "/JavaScript" not in pdf.Root.get("/Names", {})


def test_the_profile_is_srgb_to_another_library() -> None:
    from PIL import Image, ImageCms

    profile = ImageCms.ImageCmsProfile(BytesIO(make_srgb_profile()))
    green = Image.new("RGB", (1, 1), (0x2F, 0x5D, 0x50))
    same = ImageCms.profileToProfile(green, profile, ImageCms.createProfile("sRGB"))

    assert same is not None
    pixel = same.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert max(abs(a - b) for a, b in zip(pixel, (0x2F, 0x5D, 0x50), strict=True)) <= 1
