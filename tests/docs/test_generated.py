"""What is made from the code is in step with it: the picture of an agreement, the moves, the checks, the command line."""

from pathlib import Path

import pytest

from shirehall.play.agreements import MOVES, NEXT
from shirehall.play.catalogue import gathered
from tools import agreement_picture, checks_table, cli_help, levers_table, moves_table

DOCS = Path(__file__).parents[2] / "docs"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_picture_of_an_agreement_is_what_the_tables_draw():
    assert read(agreement_picture.PICTURE) == agreement_picture.render(MOVES, NEXT), (
        "run: .venv/bin/python tools/agreement_picture.py"
    )


def test_every_phase_and_every_step_of_the_tables_is_in_the_picture():
    picture = read(agreement_picture.PICTURE)
    for phase, acts in MOVES.items():
        assert f">{phase.replace('-', ' ')}</text>" in picture
        for act in acts:
            assert act.replace("-", " ") in picture
    assert picture.count("<polygon") == len(NEXT)


def test_another_table_draws_another_picture():
    fewer = {step: to for step, to in NEXT.items() if step != ("agreed", "deny")}
    assert agreement_picture.render(MOVES, fewer) != agreement_picture.render(MOVES, NEXT)


def test_the_page_of_moves_is_what_the_catalogue_says():
    assert read(moves_table.PAGE) == moves_table.render(gathered()), (
        "run: .venv/bin/python tools/moves_table.py"
    )


@pytest.mark.parametrize("move", sorted(gathered().moves))
def test_every_move_has_its_place_on_the_page(move: str):
    page = read(moves_table.PAGE)
    section = page.split(f"\n### {move}\n")
    assert len(section) == 2, f"{move} has no section, or two"
    body = section[1].split("\n### ")[0]
    assert all(f"`{kind.name}`" in body for kind in gathered().moves[move].kinds)


def test_the_page_of_the_command_line_is_what_its_help_says():
    assert read(cli_help.PAGE) == cli_help.render(), "run: .venv/bin/python tools/cli_help.py"


def test_the_table_of_checks_is_what_the_check_runs():
    assert checks_table.section(read(checks_table.PAGE)) == checks_table.render(), (
        "run: .venv/bin/python tools/checks_table.py"
    )


def test_the_table_of_levers_is_what_the_economy_has():
    assert levers_table.section(read(levers_table.PAGE)) == levers_table.render(), (
        "run: .venv/bin/python tools/levers_table.py"
    )
