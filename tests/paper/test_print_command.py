"""`shirehall print` as a facilitator meets it: files in their folders, codes from a file, one clear error."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from shirehall.cli import main
from shirehall.errors import UsageError
from shirehall.paper.print.codes import read_codes
from tests.paper.printed import bigshire, read, text_of

URL = "http://192.168.1.20:8000"


def run(*words: str) -> tuple[int, str, str]:
    """The exit code of `shirehall print` and what it said."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(["print", *words])
        except SystemExit as stop:
            code = stop.code
    return int(str(code or 0)), out.getvalue(), err.getvalue()


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.pdf"))


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_all_papers_of_one_seat(tmp_path: Path) -> None:
    codes = written(tmp_path, "codes.csv", "seat,code,link\nbuft.chief,7K3D-9QXR,\nbuft.finance,AAAA-BBBB,\n")
    out = tmp_path / "out"
    code, said, err = run(
        "bigshire", "--seat", "buft.chief", "--codes", str(codes), "--url", URL, "--out", str(out)
    )
    assert (code, err) == (0, "")
    assert files(out) == [
        "on-the-day/join-sheets-a4.pdf",
        "on-the-day/positions/position-buft-a4.pdf",
        "on-the-day/role-cards-a4.pdf",
        "on-the-day/table-tents-a4.pdf",
        "send-ahead/pack-buft-a4.pdf",
    ]
    assert len(said.splitlines()) == 5
    sheet = text_of((out / "on-the-day/join-sheets-a4.pdf").read_bytes())
    assert "7K3D-9QXR" in sheet and "AAAA-BBBB" not in sheet and f"{URL} Scan" in sheet
    assert len(read((out / "on-the-day/table-tents-a4.pdf").read_bytes()).pages) == 1


def test_several_papers_in_large_print_beside_the_others_and_none_is_written_over(tmp_path: Path) -> None:
    order = ("bigshire", "--what", "timetable", "--what", "checklist", "--out", str(tmp_path))
    assert run(*order)[0] == 0
    code, said, _ = run(*order, "--large", "--size", "A5", "--json")
    assert code == 0 and [Path(path).name for path in json.loads(said)] == [
        "timetable-a5-large.pdf",
        "checklist-a5-large.pdf",
    ]
    before = (tmp_path / "facilitators/checklist-a4.pdf").read_bytes()
    code, _, err = run("bigshire", "--what", "checklist", "--what", "runsheet", "--out", str(tmp_path))
    assert code == 2 and "checklist-a4.pdf is there already" in err
    assert "facilitators/run-sheet-a4.pdf" not in files(tmp_path)
    assert (tmp_path / "facilitators/checklist-a4.pdf").read_bytes() == before


def test_the_same_order_prints_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert (
            run("bigshire", "--body", "monitor", "--what", "packs", "--out", str(tmp_path / folder))[0] == 0
        )
    name = "send-ahead/pack-monitor-a4.pdf"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_an_address_alone_gives_one_sheet_for_the_hall(tmp_path: Path) -> None:
    assert run("bigshire", "--what", "qr", "--url", URL, "--out", str(tmp_path))[0] == 0
    came = text_of((tmp_path / "on-the-day/join-sheets-a4.pdf").read_bytes())
    assert "Join Bigshire 2013/14" in came and URL in came and "yours alone" not in came


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere",), "there is no pack `nowhere`"),
        (("bigshire", "--what", "posters"), "there is no paper called `posters`"),
        (("bigshire", "--size", "a3"), "`a3` is no size of paper here"),
        (("bigshire", "--seat", "buft.king"), "has no seat `buft.king`"),
        (("bigshire", "--body", "atlantis"), "has no organisation `atlantis`"),
        (("bigshire", "--body", "dh", "--what", "packs"), "nothing to print"),
        (("bigshire", "--what", "qr"), "nothing to join by"),
        (("bigshire", "--url", "javascript:alert(1)"), "is no address"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_line(
    words: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    code, said, err = run(*words, "--out", str(tmp_path / "out"))
    assert code == 2 and said == "" and says in err and "Mend" in err
    assert len(err.strip().splitlines()) == 1 and not (tmp_path / "out").exists()


def test_without_the_extra_it_says_which_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    code, _, err = run("bigshire", "--what", "checklist", "--out", str(tmp_path))
    assert code == 2 and 'pip install "shirehall[report]"' in err and files(tmp_path) == []


def test_codes_come_from_json_of_both_shapes_and_from_csv(tmp_path: Path) -> None:
    patch = bigshire()
    rows = '[{"seat": "buft.chief", "code": "A-1", "link": "https://x.org/in/zz"}]'
    listed = read_codes(written(tmp_path, "a.json", rows), patch)
    mapped = read_codes(
        written(tmp_path, "b.json", '{"buft.chief": "A-1", "*observer": "B-2"}'), patch, URL + "/"
    )
    table = read_codes(written(tmp_path, "c.csv", "code,seat\nA-1,buft.chief\n"), patch, URL)
    assert [card.link for card in listed] == ["https://x.org/in/zz"] and listed[0].typed == "https://x.org"
    assert [card.link for card in mapped] == [f"{URL}/in/A-1", f"{URL}/in/B-2"]
    assert table[0].role == "Chief executive" and table[0].link == mapped[0].link


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", "{", "this is not JSON"),
        ("a.json", '"words"', "another shape"),
        ("a.json", '[{"seat": 4, "code": "x"}]', "have to be text"),
        ("a.json", "[]", "holds no codes"),
        ("a.csv", "place,code\nx,y\n", "no column `seat`"),
        ("a.csv", "seat,code\nbuft.chief,A\nbuft.finance,A\n", "a code is given twice"),
        ("a.csv", "seat,code\nnobody,A\n", "has no seat `nobody`"),
        ("a.csv", "seat,code,link\nbuft.chief,A,javascript:alert(1)\n", "no link to join by"),
    ],
)
def test_a_file_of_codes_that_is_wrong_is_refused_with_its_line(
    name: str, text: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        read_codes(written(tmp_path, name, text), bigshire(), URL)
    assert name in str(refused.value) and "Mend (whoever made the file of codes)" in str(refused.value)


def test_a_code_never_travels_without_an_address(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no link to join by"):
        read_codes(written(tmp_path, "a.json", '{"buft.chief": "A-1"}'), bigshire())
