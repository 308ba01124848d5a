"""Whatever was played, the study can tell it: random days, and what a measure says of itself."""

from __future__ import annotations

import pytest

from shirehall.study.exports import exports
from shirehall.study.findings import judge_all
from shirehall.study.measures import compute, measures
from shirehall.study.reading import tell
from shirehall.study.timeline import as_lines, timeline
from tests.play.plays import random_day
from tests.record.programs import SOAK


@pytest.mark.parametrize("seed", range(1, 7) if SOAK else (1, 2))
def test_a_random_day_can_be_told_measured_judged_and_exported(seed):
    day = random_day(seed, 250 if SOAK else 130)
    told = tell(day.session.events, day.patch)
    last = len(told.events)
    for name in measures():
        assert all(1 <= seq <= last for evidence in compute(name, told).evidence for seq in evidence), name
    line = timeline(told)
    entries = [e for phase in line.phases for story in phase.organisations for e in story.entries]
    assert all(e.seq and max(e.seq) <= last for e in entries) and as_lines(line)
    deeds = {e.seq for e in told.acts if told.nature(e) == "commitment" or told.settles(e)}
    assert deeds <= {seq for e in entries for seq in e.seq}
    assert len(judge_all(told)) == len(day.patch.findings)
    again = tell(day.session.events, day.patch)
    for export in exports().values():
        assert export.content(told) == export.content(again)
