"""Documents as offices write them, made by hand: PDF, DOCX, DOC, ODS, ZIP. No library, the same bytes every time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

FIXED = (2026, 5, 8, 0, 0, 0)


def zipped(members: dict[str, bytes], *, flag: int = 0) -> bytes:
    """An archive with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.flag_bits |= flag
            archive.writestr(info, content)
    return out.getvalue()


def zipped_in_gbk(members: dict[str, bytes]) -> bytes:
    """An archive as Chinese Windows writes it: names in GBK, and nothing that says so."""
    stand_ins = {name: chr(65 + n) * len(name.encode("gbk")) for n, name in enumerate(members)}
    body = zipped({stand_ins[name]: content for name, content in members.items()})
    for name, stand_in in stand_ins.items():
        body = body.replace(stand_in.encode(), name.encode("gbk"))
    return body


# -- PDF -------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """One page of A4 paper: what is printed on it, places in points from the upper left corner."""

    drawn: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 11) -> Sheet:
        """One line of text; y: of its base line."""
        wide = not text.isascii()
        font, raw = ("F2", text.encode("utf-16-be")) if wide else ("F1", text.encode("ascii"))
        self.drawn.append(f"BT /{font} {size} Tf {x:g} {842 - y:g} Td <{raw.hex()}> Tj ET")
        return self

    def seen(self, x: float, y: float, text: str, size: float = 11) -> Sheet:
        """Letters of any script as they stand on the paper, from left to right, whichever way they are read."""
        for n, letter in enumerate(text):
            if letter != " ":
                place = f"{x + 0.6 * size * n:g} {842 - y:g}"
                self.drawn.append(f"BT /F3 {size} Tf {place} Td <{33 + _LETTERS.index(letter):02x}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.drawn.append(f"{x0:g} {842 - y0:g} m {x1:g} {842 - y1:g} l S")
        return self

    def table(
        self,
        y: float,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        x: float = 60,
        high: float = 20,
    ) -> float:
        """A table with all its lines, its top at y; answers where it ends."""
        xs = [x + sum(widths[:n]) for n in range(len(widths) + 1)]
        for n, row in enumerate(rows):
            for left, cell in zip(xs, row, strict=False):
                if cell:
                    self.text(left + 4, y + n * high + 14, cell, 10)
        bottom = y + len(rows) * high
        for n in range(len(rows) + 1):
            self.rule(xs[0], y + n * high, xs[-1], y + n * high)
        for left in xs:
            self.rule(left, y, left, bottom)
        return bottom


# A font of Type 3, which browsers write: every letter is one drawing, and only /ToUnicode says which it is.
_LETTERS = "0123456789%()./-ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "".join(
    map(chr, (*range(0x5D0, 0x5EB), *range(0xFEDD, 0xFEFD), 0xFE8D, 0xFEB4))
)
_NAMED = b" ".join(b"<%02x> <%04x>" % (code, ord(letter)) for code, letter in enumerate(_LETTERS, 33))
_CMAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <FF>"
    b" endcodespacerange %d beginbfchar %s endbfchar endcmap end end" % (len(_LETTERS), _NAMED)
)
_DRAWN = b"600 0 0 0 600 700 d1 50 0 500 700 re f"
_ANY_SCRIPT = (
    b"<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 8 0 R>>/Encoding<</Differences[33%s]>>"
    b"/FirstChar 33/LastChar %d/Widths[%s]/ToUnicode 9 0 R/Resources<<>>>>"
    % (b" /a" * len(_LETTERS), 32 + len(_LETTERS), b"600 " * len(_LETTERS)),
    b"<</Length %d>>stream\n%s\nendstream" % (len(_DRAWN), _DRAWN),
    b"<</Length %d>>stream\n%s\nendstream" % (len(_CMAP), _CMAP),
)


def pdf(*sheets: Sheet, packed: bool = True) -> bytes:
    """A PDF of these pages; Latin in Helvetica, all else in a Chinese font that is not embedded."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
        (
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>"
            b"/DW 1000/FontDescriptor 6 0 R>>"
        ),
        (
            b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
            b"/Descent -120/CapHeight 880/StemV 93>>"
        ),
    ]
    fonts = b"/F1 3 0 R/F2 4 0 R"
    if any("/F3 " in drawn for sheet in sheets for drawn in sheet.drawn):
        fonts += b"/F3 7 0 R"
        objects += _ANY_SCRIPT
    kids = []
    for sheet in sheets:
        stream = "\n".join(sheet.drawn).encode()
        filtered = zlib.compress(stream) if packed else stream
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<<%s>>>>/Contents %d 0 R>>"
            % (fonts, len(objects) + 2)
        )
        coding = b"/Filter/FlateDecode" if packed else b""
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(filtered), coding, filtered))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out),
    )  # fmt: skip


# -- DOCX ------------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = (
    f"<w:styles xmlns:w='{_W}'><w:style w:type='paragraph' w:styleId='2'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='a'><w:name w:val='Normal'/></w:style></w:styles>"
)


def docx(body: str, **parts: str) -> bytes:
    """A Word document with this body, as XML. parts: further parts of word/, by their names."""
    main = (
        f"<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w='{_W}' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
        f" xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><w:body>{body}</w:body></w:document>"
    )
    members = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "_rels/.rels": "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='rId1'"
        " Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>",
        "word/document.xml": main,
        "word/styles.xml": _STYLES,
    }
    members |= {
        f"word/{name}.xml": f"<w:{name} xmlns:w='{_W}'>{xml}</w:{name}>" for name, xml in parts.items()
    }
    return zipped({name: xml.encode() for name, xml in members.items()})


def p(text: str, style: str = "", *, more: str = "") -> str:
    """A paragraph. more: of its properties."""
    styled = f"<w:pStyle w:val='{style}'/>" if style else ""
    about = f"<w:pPr>{styled}{more}</w:pPr>" if styled or more else ""
    return f"<w:p>{about}{r(text)}</w:p>"


def r(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r>"


def tbl(rows: Iterable[Iterable[str]]) -> str:
    """A table; a cell that is XML already is a w:tc."""
    cells = ("".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def tc(text: str, about: str = "") -> str:
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{p(text)}</w:tc>"


# -- ODS -------------------------------------------------------------------------------------------


def ods(name: str, rows: Sequence[Sequence[str | tuple[str, str]]]) -> bytes:
    """A sheet of ODS. A cell is a text, or a number with what it shows."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell office:value-type='string'><text:p>{escape(cell)}</text:p></table:table-cell>"
            if isinstance(cell, str)
            else f"<table:table-cell office:value-type='float' office:value='{cell[0]}'><text:p>{cell[1]}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content xmlns:office='{space}:office:1.0' xmlns:table='{space}:table:1.0'"
        f" xmlns:text='{space}:text:1.0' office:version='1.2'><office:body><office:spreadsheet><table:table table:name='{name}'>{cells}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f"<manifest:manifest xmlns:manifest='{space}:manifest:1.0'><manifest:file-entry manifest:full-path='/'"
        f" manifest:media-type='{kind.decode()}'/></manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", FIXED), kind)
        for part, xml in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(zipfile.ZipInfo(part, FIXED), xml)
    return out.getvalue()


# -- old Office files ------------------------------------------------------------------------------


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE file with these streams under its root: header, allocation table, directory, sectors."""
    bodies = {
        name: body.ljust(max(4096, -(-len(body) // 512) * 512), b"\0") for name, body in streams.items()
    }
    entries = -(-(len(bodies) + 1) // 4)
    chain, starts, at = [0xFFFFFFFD, *range(2, 1 + entries), 0xFFFFFFFE], {}, 1 + entries
    for name, body in bodies.items():
        starts[name], sectors = at, len(body) // 512
        chain += [*range(at + 1, at + sectors), 0xFFFFFFFE]
        at += sectors
    assert len(chain) <= 128
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(title: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
        raw = title.encode("utf-16-le") + b"\0\0" if title else b""
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, right, child)
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<H", len(raw))
            + links
            + b"\0" * 36
            + struct.pack("<IQ", first, size)
        )

    folder = entry("Root Entry", 5, 0xFFFFFFFF, 1, 0xFFFFFFFE, 0)
    for number, (name, body) in enumerate(bodies.items(), 1):
        folder += entry(
            name, 2, number + 1 if number < len(bodies) else 0xFFFFFFFF, 0xFFFFFFFF, starts[name], len(body)
        )
    folder = folder.ljust(512 * entries, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<I", 0) + b"\xff" * 432 + table + folder + b"".join(bodies.values())


PLAIN, HEADING, CELL, ROW_END = 0, 1, 2, 3


def doc(paragraphs: Sequence[tuple[str, int]], *, locked: bool = False, narrow: bool = False) -> bytes:
    """A Word 97 document: texts, each a plain one, a heading, a cell, or the end of a row.

    narrow: the letters are stored in one byte each, as Word does for Latin text.
    """
    marks = {PLAIN: "\r", HEADING: "\r", CELL: "\x07", ROW_END: "\x07"}
    texts = [text + marks[kind] for text, kind in paragraphs]
    width = 1 if narrow else 2
    raw = "".join(texts).encode("cp1252" if narrow else "utf-16-le")
    text_at, letters = 2048, sum(map(len, texts))
    pages, at = [], text_at
    for begin in range(0, len(texts), 20):
        part, kinds = texts[begin : begin + 20], [kind for _, kind in paragraphs[begin : begin + 20]]
        places = [at]
        for text in part:
            places.append(places[-1] + width * len(text))
        pages.append((places, kinds))
        at = places[-1]
    page_at = -(-at // 512)
    main = bytearray(512 * (page_at + len(pages)))
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 10, 0x0200 | (0x0100 if locked else 0))
    struct.pack_into("<i", main, 0x4C, letters)
    main[text_at : text_at + len(raw)] = raw
    for number, (places, kinds) in enumerate(pages):
        main[512 * (page_at + number) : 512 * (page_at + number + 1)] = _properties(places, kinds)
    piece = text_at * 2 | 0x40000000 if narrow else text_at
    plc = struct.pack("<IIHIH", 0, letters, 0, piece, 0)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    bte = struct.pack(f"<{len(pages) + 1}I", *(places[0] for places, _ in pages), pages[-1][0][-1])
    bte += struct.pack(f"<{len(pages)}I", *range(page_at, page_at + len(pages)))
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    struct.pack_into("<II", main, 0x0102, len(clx), len(bte))
    return ole({"WordDocument": bytes(main), "1Table": clx + bte})


def _properties(places: list[int], kinds: list[int]) -> bytes:
    """A page of 512 bytes that says of each paragraph what it is."""
    said = {
        PLAIN: struct.pack("<H", 0),
        HEADING: struct.pack("<H", 1),
        CELL: struct.pack("<HHB", 0, 0x2416, 1),
        ROW_END: struct.pack("<HHBHB", 0, 0x2416, 1, 0x2417, 1),
    }
    page = bytearray(512)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    end, where = 510, {}
    for kind, properties in said.items():
        stored = (
            bytes([0, len(properties) // 2]) + properties
            if len(properties) % 2 == 0
            else bytes([(len(properties) + 1) // 2]) + properties
        )
        end = (end - len(stored)) & ~1
        page[end : end + len(stored)] = stored
        where[kind] = end // 2
    for number, kind in enumerate(kinds):
        page[4 * len(places) + 13 * number] = where[kind]
    page[511] = len(kinds)
    return bytes(page)
