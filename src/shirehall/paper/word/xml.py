"""Pieces of WordprocessingML (ECMA-376, part 1) as text: runs, paragraphs, links, fields, tables and pictures.

Every text that goes in is escaped, and characters that hide text or turn its direction are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from shirehall.paper.draw import visible

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
DECLARED = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMES.items())
EMU_A_MILLIMETRE = 36_000
TWIPS_A_MILLIMETRE = 56.6929


def attribute(text: str) -> str:
    """A text as an attribute, quotation marks included."""
    return quoteattr(" ".join(visible(text).split()))


def run(text: str, *, bold: bool = False, italic: bool = False, style: str = "") -> str:
    """Words of one look. A line's end becomes a break."""
    look = (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ("<w:b/>" if bold else "")
        + ("<w:i/>" if italic else "")
    )
    props = f"<w:rPr>{look}</w:rPr>" if look else ""
    lines = (
        visible(text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
        .split("\n")
    )
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{props}{words}</w:r>"


def paragraph(style: str, inner: str, *, right: bool = False, keep: bool = False, numbered: int = 0) -> str:
    """A paragraph in a style. `keep` keeps it with the next one; `numbered` is the number of the list it belongs to."""
    more = "<w:keepNext/>" if keep else ""
    more += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbered}"/></w:numPr>' if numbered else ""
    more += '<w:jc w:val="right"/>' if right else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inner}</w:p>'


def bookmark(number: int, name: str, inner: str) -> str:
    """Words that a link can lead to. `number` is unique in the document."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def link(to: str, inner: str, tip: str = "") -> str:
    """A link to a bookmark of the same document."""
    about = f" w:tooltip={attribute(tip)}" if tip else ""
    return f'<w:hyperlink w:anchor="{to}" w:history="1"{about}>{inner}</w:hyperlink>'


def field(code: str, shown: str) -> str:
    """A simple field with what it shows until it is worked out anew."""
    return f"<w:fldSimple w:instr={attribute(f' {code} ')}>{run(shown)}</w:fldSimple>"


def contents(style: str, lines: Iterable[tuple[str, str]], depth: int) -> str:
    """A field of contents, filled with lines: (style, what stands in it). It can be brought up to date in Word."""
    start = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    every = list(lines)
    told = [paragraph(own, (start if place == 0 else "") + inner) for place, (own, inner) in enumerate(every)]
    return "".join(told) + paragraph(style, ("" if every else start) + end)


def table(style: str, widths: list[int], rows: Iterable[str], caption: str, about: str) -> str:
    """A table over the width of the page. `widths` are the columns', in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(caption)}/><w:tblDescription w:val={attribute(about)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, heads: bool = False) -> str:
    """A row that does not break over pages; one of headings is repeated on each page."""
    about = "<w:cantSplit/>" + ("<w:tblHeader/>" if heads else "")
    return f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cells)}</w:tr>"


def cell(width: int, inner: str) -> str:
    """A cell that holds paragraphs."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def picture(relation: str, number: int, name: str, alt: str, width: int, height: int) -> str:
    """A picture in a line, with its alternative text. Width and height are in English metric units."""
    about = f'id="{number}" name={attribute(name)} descr={attribute(alt)}'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr {about}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{NAMES["pic"]}"><pic:pic><pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
