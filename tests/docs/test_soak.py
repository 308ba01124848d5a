"""The soak's parts: what each measured is kept, also when it was broken off, and the page is put together from what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import soak

WORDS = """
[gw0] [ 10%] PASSED tests/record/test_killed.py::test_kills[20]
[gw1] [ 20%] PASSED tests/record/test_power_cut.py::test_cuts[a]
[gw0] [ 30%] FAILED tests/record/test_power_cut.py::test_cuts[b]
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(soak, "KEPT", tmp_path)
    monkeypatch.setattr(soak, "ROOT", tmp_path)
    monkeypatch.setattr(soak, "PAGE", tmp_path / "page.md")
    return tmp_path


def part_of(script: Path, words: str, longest: float = 1.0) -> soak.Part:
    """A part whose command is a script."""
    script.write_text(words, encoding="utf-8")
    return soak.Part("trial", "A trial", 1, longest, (str(script),))


def test_what_a_part_measured_is_on_the_page(kept: Path) -> None:
    script = "import sys\nopen(sys.argv[2], 'w').write('# All\\n\\nWhat it is.\\n\\nMeasured now.\\n\\n## More\\n\\n| a | b |\\n')\n"
    trial = part_of(kept / "trial.py", script)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soak, "PARTS", (trial,))
        assert soak.main(["trial"]) == 0
    page = soak.PAGE.read_text(encoding="utf-8")
    assert page.startswith("# What a rehearsal measured")
    assert "## A trial" in page
    assert "everything held" in page
    assert "Measured now.\n\n### More" in page
    assert "What it is." not in page


def test_a_part_that_is_broken_off_keeps_what_it_had(kept: Path) -> None:
    script = "import sys, time\nopen(sys.argv[2], 'w').write('Measured some.')\nprint('on we go', flush=True)\ntime.sleep(60)\n"
    trial = part_of(kept / "trial.py", script, longest=0.03)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soak, "PARTS", (trial,))
        assert soak.main(["trial"]) == 1
    page = soak.PAGE.read_text(encoding="utf-8")
    assert "broken off" in page
    assert "Measured some." in page
    assert "on we go" in (kept / "trial.log").read_text(encoding="utf-8")


def test_tests_are_counted_and_a_failed_one_is_named() -> None:
    told, code = soak.counted(WORDS, 1, broken_off=False)
    assert told.startswith("2 tests passed, 1 failed.")
    assert "test_cuts[b]` failed" in told
    assert code == 1
    whole = WORDS.replace("FAILED", "PASSED")
    assert soak.counted(whole, 0, broken_off=False)[1] == 0
    assert "before the others were reached" in soak.counted(whole, 2, broken_off=True)[0]
    assert soak.counted("", 4, broken_off=False)[1] == 4, "nothing was run"


def test_each_usual_part_is_there_and_an_unknown_one_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(part.name in listed for part in soak.PARTS)
    assert sum(part.minutes for part in soak.PARTS if part.usual) <= 60
    assert soak.main(["nothing"]) == 2
    assert "year" in capsys.readouterr().err
