"""What an option itself pushes over is told apart from what falls in the baseline too."""

from __future__ import annotations

from dataclasses import replace

from shirehall.economy.ask import BASELINE
from shirehall.economy.tipping import brought_about, falls
from tests.economy.asked import two_options


def test_a_fall_is_set_against_the_same_futures_of_the_baseline() -> None:
    asked = two_options()
    base = {(f.threshold.id, f.subject): f for f in falls(asked, BASELINE)}
    found = falls(asked, "many")
    assert all(not (f.brought or f.spared or f.deeper or f.by_option or f.pushed) for f in base.values())
    assert any(f.brought for f in found)
    for fall in found:
        assert fall.runs - fall.brought + fall.spared == base[fall.threshold.id, fall.subject].runs
        assert not (fall.by_option and fall.pushed)
    occupancy = next(f for f in found if (f.threshold.id, f.subject) == ("occupancy", "marlbridge-general"))
    assert occupancy.deeper > 0


def test_what_stays_over_comes_before_what_comes_back_and_what_falls_anyway_is_left_out() -> None:
    asked = two_options()
    one = next(f for f in falls(asked, "many") if f.falls)
    early, late = (1.0, 1.0, 1.0), (4.0, 4.0, 4.0)
    of = one.of
    back = replace(one, subject="back", runs=of, brought=of, spared=0, at_end=0, first=early)
    stays = replace(one, subject="stays", runs=of, brought=of, spared=0, at_end=of, first=late)
    anyway = replace(one, subject="anyway", runs=of, brought=0, spared=0, at_end=of, first=early, deeper=2.0)
    assert [f.subject for f in brought_about([anyway, back, stays])] == ["stays", "back"]
    assert anyway.pushed and not replace(anyway, deeper=0.5).pushed
