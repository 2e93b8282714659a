"""Reading a PDF back, for the tests: text, fonts, pictures; never with the library that wrote it."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import zxingcpp

from auditor.formats.archive import finish
from auditor.formats.sheet import Sheet

MOMENT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def without_space(text: str) -> str:
    """The text without any white space, and without the characters PDF readers write at the end of a line."""
    return re.sub(r"[\s\ufffe\uffff]", "", text)


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, white space removed."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [without_space(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def read_qr(pdf: bytes, page: int = 0, dots_an_inch: int = 144) -> list[str]:
    """The QR codes found on a page rendered at a resolution."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=dots_an_inch / 72).to_pil()
        return [code.text for code in zxingcpp.read_barcodes(picture)]
    finally:
        document.close()


def font_names(pdf: bytes) -> dict[str, bool]:
    """Each font any page names, and whether its outlines are in the file."""
    import pikepdf

    found = {}
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            for font in page.resources.get("/Font", {}).values():
                found[str(font.BaseFont)] = "/FontDescriptor" in font and "/FontFile2" in font.FontDescriptor
    return found


def new_sheet(*, demo: bool = False) -> Sheet:
    """A sheet with its first page open."""
    sheet = Sheet(title="试页", head="长虹街道", foot="示范街评估", demo=demo)
    sheet.open_page()
    return sheet


def finished(sheet: Sheet) -> bytes:
    """The sheet closed and finished on a fixed moment."""
    return finish(sheet.close(), title="试页", author="", created=MOMENT, attachment=None)
