"""Which tests one worker takes together, and which are begun first.

A worker that takes a room plays that room's days, reads its packs and draws its charts once. Rooms whose files share nothing are
taken file by file, so that there is something small left for whoever is done first.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

FILE_BY_FILE = frozenset({"cli", "docs", "economy", "host", "record"})
"""Rooms whose files are taken one by one."""
TOGETHER = {
    "players_options": "players",
    "players_behaviour": "players",
    "test_from_a_handshake_to_a_bed.py": "requirements",
    "economy/test_tipping.py": "economy/test_ask.py",
    "economy/test_tipping_brought.py": "economy/test_ask.py",
    "economy/test_outlook.py": "economy/test_ask.py",
    "paper/test_model_page.py": "economy/test_ask.py",
}
"""Rooms and files that go with another, with whose plays they have something in common."""
LONGEST = (
    "study",
    "host/test_load.py",
    "players",
    "paper",
    "lab",
    "requirements",
    "play",
    "host/test_facilitator_browser.py",
    "host/test_browser_day.py",
    "host/test_player_browser.py",
    "economy/test_ask.py",
    "economy/test_county.py",
    "host/test_observer_browser.py",
    "host/test_study_browser.py",
    "economy/test_national.py",
    "host/test_choice.py",
    "host/test_faults_browser.py",
    "host/test_faults_killed.py",
    "host/test_wall.py",
    "host/test_noninterference_pages.py",
    "host/test_threats_words.py",
    "patch",
    "lab_results",
    "host/test_faults_county.py",
    "host/test_before.py",
    "docs/test_docs_hold.py",
    "docs/test_docs_run.py",
    "cli/test_cli.py",
    "host/test_rehearse.py",
    "host/test_player_desk.py",
    "host/test_player.py",
    "host/test_faults_stores.py",
    "host/test_fuzz.py",
    "record/test_power_cut.py",
    "house",
)
"""What takes longest, the longest first: it is begun first, so that no processor waits for one at the end."""
ORDER = {unit: place for place, unit in enumerate(LONGEST)}


def unit_of(nodeid: str) -> str:
    """What a test is taken together with: its room, or its file, below `tests`."""
    file = nodeid.partition("::")[0].removeprefix("tests/")
    room = file.partition("/")[0]
    unit = file if room in FILE_BY_FILE or file in TOGETHER else room
    return TOGETHER.get(unit, unit)


def place_of(item: pytest.Item) -> int:
    """The place of a test's unit among those that are begun first."""
    return ORDER.get(unit_of(item.nodeid), len(ORDER))


class ByUnit(LoadScopeScheduling):
    """Hands out unit after unit, in the order in which they stand, each to whoever has least left to do."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
