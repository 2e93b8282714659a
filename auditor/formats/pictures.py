"""A photograph on a sheet: fitted into its frame, small enough for paper, and the same bytes from the same file."""

from io import BytesIO

from auditor.formats.marks import bold
from auditor.formats.setting import POINTS_A_MM, Align
from auditor.formats.sheet import Sheet
from auditor.formats.type_scale import LINE_GREY, PALE, SMALL

_DOTS_AN_INCH = 300
_QUALITY = 82


def draw_picture(sheet: Sheet, place: tuple[float, float, float, float], raw: bytes | None, absent: str) -> bool:
    """Draw a picture whole into a frame (x, y, width, height in mm), or say in it why there is none.

    Whether it was drawn: bytes that are no picture are absent too, and never stop the sheet.
    """
    x, y, width, height = place
    fitted = _fitted(raw, width, height) if raw is not None else None
    if fitted is None:
        sheet.fill([place], PALE)
        sheet.text(x + width / 2, y + height / 2 + 1, absent, SMALL, Align.CENTRED)
    else:
        from reportlab.lib.utils import ImageReader

        jpeg, wide, high = fitted
        left, top = x + (width - wide) / 2, y + (height - high) / 2
        bottom = (sheet.page.height - top - high) * POINTS_A_MM
        sheet.fill([place], PALE)
        sheet.canvas.drawImage(
            ImageReader(BytesIO(jpeg)), left * POINTS_A_MM, bottom, wide * POINTS_A_MM, high * POINTS_A_MM
        )
    sheet.frame(x, y, width, height, points=0.35, colour=LINE_GREY)
    return fitted is not None


def _fitted(raw: bytes, width: float, height: float) -> tuple[bytes, float, float] | None:
    """A JPEG of at most 300 dots an inch in the frame, and its size there in mm; None for what is no picture."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(raw)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # whatever a torn file makes Pillow say
        return None
    scale = min(width / picture.width, height / picture.height)  # mm a dot
    wide, high = picture.width * scale, picture.height * scale
    most = round(wide / 25.4 * _DOTS_AN_INCH), round(high / 25.4 * _DOTS_AN_INCH)
    if picture.width > most[0]:
        picture = picture.resize((max(1, most[0]), max(1, most[1])), Image.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=False)
    return out.getvalue(), wide, high


def draw_caption(sheet: Sheet, x: float, y: float, words: str, sha256: str) -> None:
    """What a photograph shows, and the first 8 digits of its hash, by which the file is found."""
    sheet.text(x, y, [f"{words}　", bold(sha256[:8])], SMALL)
