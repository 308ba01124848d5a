"""The styles of a Word report: Word's own where it has them, a few of ours beside them, and those of a file that is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shirehall.errors import Place, UsageError
from shirehall.paper.word.xml import DECLARED, TWIPS_A_MILLIMETRE

LANGUAGE = "en-GB"
INK, SOFT, DEEP, LINK, PALE, LINE = "16222C", "4A5A67", "1F4E5F", "14506B", "F3F6F8", "C9D2D9"
FONT = "Arial"


def around(before: int, after: int, left: int = 0, hanging: int = 0) -> str:
    """Room above and below a paragraph, and how far it is indented, in twentieths of a point."""
    room = f'<w:spacing w:before="{before}" w:after="{after}" w:line="252" w:lineRule="auto"/>'
    return room + (f'<w:ind w:left="{left}" w:hanging="{hanging}"/>' if left else "")


def letters(size: float, colour: str = "", italic: bool = False) -> str:
    """The size of letters in points, and their colour."""
    look = ("<w:i/>" if italic else "") + (f'<w:color w:val="{colour}"/>' if colour else "")
    return f'{look}<w:sz w:val="{round(2 * size)}"/>'


BOXED = (
    f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{DEEP}"/></w:pBdr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>'
    '<w:spacing w:before="60" w:after="60"/><w:ind w:left="227" w:right="227"/>'
)
OWN: Mapping[str, tuple[str, str, str, str]] = {
    "Report note": ("paragraph", "Normal", BOXED, ""),
    "Report quote source": ("paragraph", "Normal", around(0, 160, 454), letters(9.5, SOFT)),
    "Report source": ("paragraph", "Normal", around(40, 200), letters(9, SOFT)),
    "Report table text": ("paragraph", "Normal", around(30, 30), letters(8.5)),
    "Report table small": ("paragraph", "Normal", around(20, 20), letters(6.5)),
    "Report fold": ("paragraph", "Normal", around(160, 60), f'<w:b/><w:color w:val="{DEEP}"/>'),
    "Report edited": ("paragraph", "Normal", around(0, 160), letters(9.5, SOFT, True)),
    "Report evidence": ("paragraph", "Normal", around(40, 40, 567, 567), letters(9)),
    "Report event": ("paragraph", "Normal", around(60, 60), letters(9)),
    "Report term": ("paragraph", "Normal", around(40, 40, 340, 340), ""),
    "Report contents 1": ("paragraph", "Normal", around(80, 20), "<w:b/>"),
    "Report contents 2": ("paragraph", "Normal", around(0, 0, 340), letters(10)),
    "Report link": ("character", "", "", letters(8, LINK)),
    "Report mark": ("character", "", "", letters(9, "8A5A00", True)),
}
"""Our own styles: their sort, what they are based on, and the properties of their paragraphs and letters."""

TABLE = "Report table"
WANTED = (
    "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Heading 5", "Heading 6", "Caption", "Quote",
    "List Bullet", "List Number", "Normal", "TOC Heading",
)  # fmt: skip
"""Styles that Word has of its own, by the names that it shows."""


def opened(reference: Path | None) -> Any:
    """An empty document to print into: our own look, or that of a file that is handed in.

    Raises UsageError when Word's package is not installed, or the file is no Word document.
    """
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError:
        raise UsageError(
            "a Word report needs the package python-docx, which is not installed.",
            mend="run: pip install shirehall[report]",
        ) from None
    if reference is None:
        document = docx.Document()
        on_a4(document)
        our_look(document)
    else:
        try:
            document = docx.Document(str(reference))
        except (PackageNotFoundError, ValueError, KeyError, OSError) as fault:
            raise UsageError(
                f"the file of styles cannot be read as a Word document: {fault}.",
                where=Place(str(reference)),
                mend="hand in a .docx file that Word opens.",
            ) from None
        emptied(document)
    return document


def emptied(document: Any) -> None:
    """Take all that a document says out of it; its styles, page and headers stay."""
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)


def on_a4(document: Any) -> None:
    """A4 with margins of 25 millimetres."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(25))


def our_look(document: Any) -> None:
    """Letters, sizes and colours of Word's own styles: calm, dark on white."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": 11, "Title": 26, "Subtitle": 13, "Heading 1": 19, "Heading 2": 15, "Heading 3": 12.5, "Heading 4": 11.5,
             "Heading 5": 11, "Heading 6": 11, "Caption": 10, "Quote": 11, "List Bullet": 11, "List Number": 11}  # fmt: skip
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), FONT
        props = style.element.get_or_add_rPr()
        letters = props.find(qn("w:rFonts"))
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            letters.attrib.pop(qn(kind), None)
        for kind in ("w:eastAsia", "w:cs"):
            letters.set(qn(kind), FONT)
        heading = name.startswith("Heading") or name in ("Title", "Caption")
        style.font.color.rgb = RGBColor(
            *bytes.fromhex(DEEP if heading else SOFT if name == "Subtitle" else INK)
        )
        style.font.italic = (
            False if name in ("Subtitle", "Heading 4", "Heading 6", "Quote") else style.font.italic
        )
        style.font.bold = True if heading else style.font.bold
    room_of = {
        "Normal": (0, 7),
        "Heading 1": (26, 8),
        "Heading 2": (18, 6),
        "Heading 3": (14, 4),
        "Heading 4": (10, 3),
        "Caption": (12, 4),
    }
    for name, (before, after) in room_of.items():
        form = document.styles[name].paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
    document.styles["Quote"].paragraph_format.left_indent = Pt(22)
    document.styles["Quote"].paragraph_format.space_after = Pt(2)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    border = document.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def style_ids(document: Any) -> dict[str, str]:
    """The id of every style that is printed in, by its name. Those that the document lacks are added to it."""
    from docx.oxml import parse_xml

    known = {style.name.lower(): style.style_id for style in document.styles}
    root = document.styles.element
    base = document.styles.default(1).style_id if document.styles.default(1) is not None else "Normal"
    for name, (sort, based, paragraph, letters) in OWN.items():
        if name.lower() not in known:
            known[name.lower()] = own = name.replace(" ", "")
            parent = f'<w:basedOn w:val="{base}"/>' if based else ""
            root.append(parse_xml(style_xml(own, name, sort, parent, paragraph, letters)))
    if TABLE.lower() not in known:
        known[TABLE.lower()] = TABLE.replace(" ", "")
        root.append(parse_xml(table_style()))
    for name in WANTED:
        if name.lower() not in known:
            known[name.lower()] = own = name.replace(" ", "")
            level = int(name[-1]) if name.startswith("Heading ") else 0
            more = f'<w:keepNext/><w:outlineLvl w:val="{level - 1}"/>' if level else ""
            look = "<w:b/>" if level or name in ("Title", "Caption") else ""
            root.append(
                parse_xml(style_xml(own, name, "paragraph", f'<w:basedOn w:val="{base}"/>', more, look))
            )
    return known


def style_xml(own: str, name: str, sort: str, parent: str, paragraph: str, letters: str) -> str:
    """A style as Word keeps it."""
    inner = (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "") + (
        f"<w:rPr>{letters}</w:rPr>" if letters else ""
    )
    custom = ' w:customStyle="1"' if name in OWN else ""
    return f'<w:style {DECLARED} w:type="{sort}"{custom} w:styleId="{own}"><w:name w:val="{name}"/>{parent}<w:qFormat/>{inner}</w:style>'


def table_style() -> str:
    """Tables with thin lines between rows and a darker one under the headings."""
    thin = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
    return (
        f'<w:style {DECLARED} w:type="table" w:customStyle="1" w:styleId="{TABLE.replace(" ", "")}"><w:name w:val="{TABLE}"/>'
        f"<w:tblPr><w:tblBorders><w:top {thin}/><w:bottom {thin}/><w:insideH {thin}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{DEEP}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
    )


def in_british_english(document: Any) -> None:
    """State the language of all text, in the defaults of the styles and in the settings."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    root = document.styles.element
    defaults = root.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        root.insert(0, defaults)
    holder = child_of(defaults, "w:rPrDefault")
    language = child_of(child_of(holder, "w:rPr"), "w:lang")
    language.set(qn("w:val"), LANGUAGE)
    for found in root.iter(qn("w:lang")):
        if found is not language:
            found.set(qn("w:val"), LANGUAGE)


def child_of(parent: Any, name: str) -> Any:
    """The child of that name, made where there is none."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    return found


def room(document: Any) -> int:
    """How wide the text of a page is, in twentieths of a point."""
    section = document.sections[0]
    wide = section.page_width - section.left_margin - section.right_margin
    return int(wide / 36_000 * TWIPS_A_MILLIMETRE)
