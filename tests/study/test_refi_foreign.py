"""REFI-QDA files of other programs: parts that are not known are kept and explained, and files that might do harm are refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from shirehall.errors import UsageError
from shirehall.study.refi.project import project_of
from shirehall.study.refi.reader import read_codebook, read_qdpx
from shirehall.study.refi.safe import Caps, safe_xml
from shirehall.study.refi.taking import take
from tests.study.exported import whole_study

SPACE = 'xmlns="urn:QDA-XML:project:1.0"'
JANE = "{8C4F6D2A-0000-4000-8000-00000000000A}"
CODE = "{8C4F6D2A-0000-4000-8000-0000000000C1}"

NVIVO = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" name="County study"
  origin="NVivo 14.23" creatingUserGUID="{JANE}" creationDateTime="2026-03-02T09:30:00Z" basePath="C:\\Users\\Jane" {SPACE}
  xsi:schemaLocation="urn:QDA-XML:project:1.0 http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd">
 <Users><User guid="{JANE}" name="Jane Smith" /></Users>
 <CodeBook><Codes>
  <Code guid="8C4F6D2A-0000-4000-8000-0000000000C0" name="Dealing" isCodable="true" color="#FF0000">
   <Description>How bodies deal.</Description>
   <Code guid="{CODE}" name="Waiting for others" isCodable="true" />
  </Code></Codes></CodeBook>
 <Cases><Case guid="8C4F6D2A-0000-4000-8000-0000000000D1" name="East team"><CodeRef targetGUID="{CODE}" /></Case></Cases>
 <Sources>
  <TextSource guid="8C4F6D2A-0000-4000-8000-0000000000E1" name="Interview 1" richTextPath="internal://e1.docx"
    plainTextPath="internal://e1.txt" creatingUser="{JANE}" creationDateTime="2026-03-02T09:31:00Z">
   <PlainTextSelection guid="8C4F6D2A-0000-4000-8000-0000000000F1" name="They waited" startPosition="0" endPosition="11"
     creatingUser="{JANE}" creationDateTime="2026-03-02T09:32:00Z">
    <Coding guid="8C4F6D2A-0000-4000-8000-0000000000F2" creatingUser="{JANE}"><CodeRef targetGUID="{CODE}" /></Coding>
   </PlainTextSelection>
  </TextSource>
  <TextSource guid="NOTE" name="Note of the day" plainTextPath="internal://note.txt">
   <PlainTextSelection guid="8C4F6D2A-0000-4000-8000-0000000000F3" name="East spoke" startPosition="8" endPosition="18">
    <Coding guid="8C4F6D2A-0000-4000-8000-0000000000F4" creatingUser="{JANE}"><CodeRef targetGUID="{CODE}" />
     <NoteRef targetGUID="8C4F6D2A-0000-4000-8000-0000000000B1" /></Coding>
   </PlainTextSelection>
  </TextSource>
  <PDFSource guid="8C4F6D2A-0000-4000-8000-0000000000E2" name="Plan" path="internal://plan.pdf">
   <PDFSelection guid="8C4F6D2A-0000-4000-8000-0000000000E3" page="0" firstX="1" firstY="1" secondX="2" secondY="2" />
  </PDFSource>
 </Sources>
 <Notes>
  <Note guid="8C4F6D2A-0000-4000-8000-0000000000B1" name="m1"><PlainTextContent>Ask East.</PlainTextContent></Note>
  <Note guid="8C4F6D2A-0000-4000-8000-0000000000B2" name="m2"><PlainTextContent>A diary.</PlainTextContent></Note>
 </Notes>
 <Links><Link guid="8C4F6D2A-0000-4000-8000-0000000000A1" name="leads to" /></Links>
 <Graphs><Graph guid="8C4F6D2A-0000-4000-8000-0000000000A2" name="Map" /></Graphs>
 <NVivoExtra colour="blue"><Inner>kept</Inner></NVivoExtra>
</Project>"""


def archive(xml: str, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", xml)
        for name, content in members.items():
            file.writestr(f"sources/{name.replace('_', '.')}", content)
    return out.getvalue()


def of_nvivo() -> bytes:
    first = next(s for s in project_of(whole_study()).sources if s.name.startswith("Note "))
    xml = NVIVO.replace('guid="NOTE"', f'guid="{{{first.guid.upper()}}}"')
    return archive(
        xml, e1_txt="\ufeffThey waited for us.".encode(), note_txt=first.text.encode(), plan_pdf=b"%PDF-1.4", e1_docx=b"PK..",
    )  # fmt: skip


def test_a_project_of_another_program_is_read_with_its_users_codes_and_texts():
    project = read_qdpx(of_nvivo())
    assert project.origin == "NVivo 14.23"
    assert [code.name for code in project.codes] == ["Dealing", "Waiting for others"]
    assert (
        project.codes[1].parent == project.codes[0].guid
        and project.codes[0].description == "How bodies deal."
    )
    assert project.sources[0].text == "They waited for us."
    passage = project.sources[0].selections[0]
    assert project.sources[0].text[passage.start : passage.end] == "They waited"
    assert (
        passage.codings[0].code == project.codes[1].guid and passage.codings[0].user == project.users[0].guid
    )


def test_every_part_that_is_not_known_is_kept_and_explained():
    project = read_qdpx(of_nvivo())
    kept = {(part.what, part.where): part for part in project.strange}
    whats = {part.what for part in project.strange}
    assert {"PDFSource", "Links", "Graphs", "NVivoExtra", "CodeRef"} <= whats
    assert kept["file", "sources/plan.pdf"].content == b"%PDF-1.4"
    assert kept["file", "sources/e1.docx"].content == b"PK.."
    (extra,) = [part for part in project.strange if part.what == "NVivoExtra"]
    assert b"kept" in extra.content and b"blue" in extra.content
    (pages,) = [part for part in project.strange if part.what == "PDFSource"]
    assert b'page="0"' in pages.content and "Only plain texts" in pages.why
    assert all(part.why and part.where for part in project.strange)


def test_what_of_it_has_a_place_is_taken_and_the_rest_is_told():
    taken = take(read_qdpx(of_nvivo()), whole_study())
    additions = [w for w in taken.writings if w.kind == "codebook"]
    assert [(w.body["code"], w.body["group"]) for w in additions] == [
        ("dealing", ""),
        ("waiting-for-others", "Dealing"),
    ]
    (coding,) = [w for w in taken.writings if w.kind == "coding"]
    assert coding.body["codes"] == ("waiting-for-others",) and coding.body["memo"] == "Ask East."
    assert (coding.body["part"], coding.body["start"], coding.body["end"]) == ("action", 0, 10)
    assert coding.author == "coder.8c4f6d2a"
    left = {(part.where, part.what) for part in taken.strange}
    assert {
        ("source Interview 1", "text"),
        ("case East team", "Case"),
        ("note m2", "Note"),
        ("Code Dealing", "colour"),
    } <= left
    (interview,) = [part for part in taken.strange if part.where == "source Interview 1"]
    assert b"They waited for us." in interview.content and b"0 to 11" in interview.content
    assert ("note m1", "Note") not in left
    assert "Jane" not in repr(taken.writings)


def test_words_that_were_changed_are_not_coded_at_the_wrong_place():
    first = next(s for s in project_of(whole_study()).sources if s.name.startswith("Note "))
    xml = NVIVO.replace('guid="NOTE"', f'guid="{first.guid}"')
    taken = take(read_qdpx(archive(xml, note_txt=b"Something else.", e1_txt=b"x")), whole_study())
    assert not [w for w in taken.writings if w.kind == "coding"]
    assert any("differ" in part.why for part in taken.strange)


def test_a_text_that_is_missing_or_no_utf_8_is_told():
    project = read_qdpx(archive(NVIVO.replace("NOTE", "x"), note_txt=b"caf\xe9"))
    whys = [part.why for part in project.strange]
    assert any("not in the archive" in why for why in whys) and any("not UTF-8" in why for why in whys)
    assert project.sources[1].text == "caf\ufffd"


TAGUETTE = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4.1"><Codes>
 <Code guid="0D62985D-B147-5D01-A9B5-CAE5DCD98342" name="people.leads" isCodable="true"><Description>Leads.</Description></Code>
 <Code guid="CDA59CC3-B0D2-5A53-BB3F-B37CB6A5A6E4" name="Money" isCodable="true"/>
</Codes><Extra/></CodeBook>"""


def test_a_codebook_of_another_program_brings_its_new_codes():
    project = read_codebook(TAGUETTE.encode())
    assert [part.what for part in project.strange] == ["Extra"]
    taken = take(project, whole_study())
    (writing,) = taken.writings
    assert (writing.body["code"], writing.body["title"], writing.body["means"]) == (
        "people-leads",
        "people.leads",
        "Leads.",
    )


def test_a_code_under_itself_does_not_go_round():
    same = "0D62985D-B147-5D01-A9B5-CAE5DCD98342"
    xml = f'<CodeBook><Codes><Code guid="{same}" name="a"><Code guid="{same}" name="b"/></Code></Codes></CodeBook>'
    assert len(take(read_codebook(xml.encode()), whole_study()).writings) == 2


# ---- harm ---------------------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "head", [BOMB, OUTSIDE, '<!DOCTYPE Project SYSTEM "http://example.org/x.dtd">', "<!DOCTYPE Project>"]
)
def test_a_document_type_is_refused_before_anything_is_unfolded(head):
    xml = f'<?xml version="1.0"?>{head}<Project name="&b;"/>'
    for read in (
        lambda: read_qdpx(archive(xml)),
        lambda: read_codebook(xml.encode()),
        lambda: safe_xml(xml.encode("utf-16")),
    ):
        with pytest.raises(UsageError, match="document type"):
            read()


def zipped(*members: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, content in members:
            file.writestr(zipfile.ZipInfo(name) if how == zipfile.ZIP_STORED else name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no zip"),
        (b"PK\x03\x04 cut", "no zip"),
        (zipped(("a.txt", b"x")), "no .qde"),
        (zipped(("project.qde", b"<Other/>")), "no project"),
        (zipped(("project.qde", b"<Project")), "cannot be read"),
        (zipped(("../project.qde", b"<Project/>")), "leads out"),
        (zipped(("/etc/x.qde", b"<Project/>")), "leads out"),
        (zipped(("C:/x.qde", b"<Project/>")), "leads out"),
        (zipped(("sources\\x.qde", b"<Project/>")), "leads out"),
        (zipped(("project.qde", b"<Project/>"), ("PROJECT.qde", b"<Project/>")), "same name"),
        (zipped(("project.qde", b"<Project/>"), ("sources/a.txt", b"\0" * 5_000_000)), "unfolds"),
        (zipped(("project.qde", b"<Project/>"), how=zipfile.ZIP_LZMA), "packed"),
        (zipped(("project.qde", b"<a>" * 200 + b"</a>" * 200)), "deeper"),
        (archive('<Project name=""><Sources><TextSource guid="a"><PlainTextSelection startPosition="x"/></TextSource></Sources></Project>'),
         "no startPosition"),
    ],
)  # fmt: skip
def test_a_file_that_might_do_harm_is_refused_in_plain_words(raw, words):
    with pytest.raises(UsageError, match=words) as caught:
        read_qdpx(raw)
    assert "Mend" in str(caught.value)


def test_caps_hold_for_bytes_members_and_elements():
    small = Caps(archive=10_000, members=2, total=100, elements=3)
    with pytest.raises(UsageError, match="members"):
        read_qdpx(zipped(*((f"{n}.txt", b"x") for n in range(3))), small)
    with pytest.raises(UsageError, match="bytes"):
        read_qdpx(zipped(("project.qde", b"<Project/>" + b" " * 200)), small)
    with pytest.raises(UsageError, match="elements"):
        safe_xml(b"<a><b/><c/><d/></a>", small)
    with pytest.raises(UsageError, match="bytes"):
        read_codebook(b" " * 20_000, small)


def test_a_file_that_was_cut_anywhere_is_refused_or_read_never_worse():
    whole = of_nvivo()
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        with pytest.raises(UsageError):
            read_qdpx(whole[:end])


def test_a_member_that_lies_about_its_size_is_refused():
    raw = zipped(("project.qde", b"<Project/>" + b" " * 1000))
    lying = raw.replace((1010).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != raw
    with pytest.raises(UsageError):
        read_qdpx(lying)
