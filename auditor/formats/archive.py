"""The last pass over a PDF: dates of the record, metadata, colours, attachment; same record, same bytes."""

import struct
from datetime import datetime
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

PRODUCER = "示范街评估 street-auditor"
ATTACHMENT_NAME = "evidence.json"


def finish(pdf_bytes: bytes, *, title: str, author: str, created: datetime, attachment: bytes | None) -> bytes:
    """The PDF made fit for keeping, built as PDF/A-3b (not checked by veraPDF): same input, same bytes.

    `created` is the moment of the record and must carry its offset from UTC; the clock is never asked.
    `attachment` is canonical JSON and becomes the associated file evidence.json (relationship Data).
    Raises ValueError when `created` has no offset.
    """
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    if created.utcoffset() is None:
        raise ValueError("created needs an offset from UTC")
    moment = _pdf_date(created)
    with pikepdf.open(BytesIO(pdf_bytes)) as pdf:
        for key in list(pdf.docinfo.keys()):
            del pdf.docinfo[key]
        pdf.docinfo[Name.Title] = String(title)
        if author:
            pdf.docinfo[Name.Author] = String(author)
        pdf.docinfo[Name.Creator] = String(PRODUCER)
        pdf.docinfo[Name.Producer] = String(PRODUCER)
        pdf.docinfo[Name.CreationDate] = String(moment)
        pdf.docinfo[Name.ModDate] = String(moment)
        root = pdf.Root
        metadata = pdf.make_stream(_write_xmp(title, author, created.isoformat(timespec="seconds")))
        metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
        root.Metadata = metadata
        profile = pdf.make_stream(make_srgb_profile())
        profile.N = 3
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB"),
            Info=String("sRGB IEC61966-2.1"),
            DestOutputProfile=profile,
        )
        root.OutputIntents = Array([pdf.make_indirect(intent)])
        root.Lang = String("zh-CN")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        if attachment is not None:
            _attach(pdf, attachment, moment)
        out = BytesIO()
        # The identifier is a digest of the contents: no clock and no chance in it.
        pdf.save(out, deterministic_id=True, force_version="1.7", compress_streams=True, fix_metadata_version=False)
    return out.getvalue()


def read_attachment(pdf_bytes: bytes) -> bytes | None:
    """The evidence attached to a PDF; None if it is no PDF, or carries none."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf_bytes)) as pdf:
            held = pdf.attachments.get(ATTACHMENT_NAME)
            return None if held is None else bytes(held.get_file().read_bytes())
    except (pikepdf.PdfError, ValueError, KeyError):
        return None


def _attach(pdf: object, content: bytes, moment: str) -> None:
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    assert isinstance(pdf, pikepdf.Pdf)
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/application/json")
    stream.Params = Dictionary(Size=len(content), CreationDate=String(moment), ModDate=String(moment))
    described = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(ATTACHMENT_NAME),
            UF=String(ATTACHMENT_NAME),
            Desc=String("证据"),
            AFRelationship=Name.Data,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    names = Dictionary(Names=Array([String(ATTACHMENT_NAME), described]))
    pdf.Root.Names = Dictionary(EmbeddedFiles=pdf.make_indirect(names))
    pdf.Root.AF = Array([described])


def _pdf_date(moment: datetime) -> str:
    offset = moment.strftime("%z")
    return moment.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:5]}'"


def _write_xmp(title: str, author: str, moment: str) -> bytes:
    """Metadata written by hand: libraries add a date of their own or leave out what PDF/A asks for."""
    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>" if author else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>{creator}'
        "</rdf:Description>\n"
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool></rdf:Description>\n"
        '<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        f"<pdf:Producer>{PRODUCER}</pdf:Producer></rdf:Description>\n"
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>\n"
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


@cache
def make_srgb_profile() -> bytes:
    """A small ICC profile, version 2.1, for sRGB (IEC 61966-2-1): primaries adapted to D50 and one curve for all."""

    def fixed(*numbers: float) -> bytes:
        return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)

    def curve(at: float) -> float:
        return at / 12.92 if at <= 0.04045 else ((at + 0.055) / 1.055) ** 2.4

    words = b"sRGB"
    description = b"desc" + bytes(4) + struct.pack(">I", len(words) + 1) + words + bytes(1 + 4 + 4 + 2 + 1 + 67)
    tone = b"curv" + bytes(4) + struct.pack(">I1024H", 1024, *(round(curve(i / 1023) * 65535) for i in range(1024)))
    parts = {
        b"desc": description,
        b"cprt": b"text" + bytes(4) + b"no copyright, use freely\0",
        b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1.0, 0.8249),
        b"rXYZ": b"XYZ " + bytes(4) + fixed(0.43607, 0.22249, 0.01392),
        b"gXYZ": b"XYZ " + bytes(4) + fixed(0.38515, 0.71687, 0.09708),
        b"bXYZ": b"XYZ " + bytes(4) + fixed(0.14307, 0.06061, 0.71410),
        b"rTRC": tone,
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * (len(parts) + 2)
    for tag, content in parts.items():
        table += tag + struct.pack(">II", start + len(body), len(content))
        if tag == b"rTRC":
            shared = struct.pack(">II", start + len(body), len(content))
            table += b"gTRC" + shared + b"bTRC" + shared
        body += content + bytes(-len(content) % 4)
    size = start + len(body)
    header = struct.pack(
        ">I4sI4s4s4s6H4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ", 2026, 1, 1, 0, 0, 0, b"acsp"
    )
    header += bytes(28) + fixed(0.9642, 1.0, 0.8249) + bytes(48)
    return header + struct.pack(">I", len(parts) + 2) + table + body
