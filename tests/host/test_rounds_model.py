"""Between two rounds the county's model is asked beside the play: the round waits for it, a start asks again, a failure is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.play.record.event import Event
from shirehall.play.world import World
from tests.host.helpers import Running, running, until
from tests.host.workers import in_place

LEAD = "control.moderator"
SETTINGS = {"seconds_a_month": 600.0, "months": 2, "county": True, "who": {"*": "silent"}}


@dataclass
class Asked:
    """What was so at each point of a day whose model did not answer."""

    pages: dict[str, str] = field(default_factory=dict)
    ways: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: str = ""
    events: tuple[Event, ...] = ()
    world: World = field(default_factory=World)
    views: dict[str, list[str]] = field(default_factory=dict)


def to_the_interval(host: Running, pack: Patch) -> None:
    """Round one played to its end by nobody, and closed."""
    host.to("doors", LEAD)
    host.to("play", LEAD)
    lead = host.browser("seat", LEAD)
    lead.post("/run/round/end", {"key": "months"})
    until(lambda: not host.house.room.moment().computing, 60)
    host.to("interval", LEAD)
    assert host.house.whole.first_month(1) == 3 and pack.first_month(1) == 13


def looked(day: Asked, point: str, host: Running) -> None:
    """Keep what the facilitator sees, and where the day can go."""
    day.pages[point] = host.browser("seat", LEAD).get("/run/interval").text
    day.ways[point] = host.house.ways


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder: Path = tmp_path_factory.mktemp("day")
    (folder / "county").mkdir()
    hang, made, pack = folder / "county" / "hang", Asked(), read_pack("seesaw")
    with pytest.MonkeyPatch.context() as patch:
        in_place(patch.setattr)
        with running(folder, pack, **SETTINGS) as host:
            to_the_interval(host, pack)
            hang.touch()
            host.browser("seat", LEAD).post("/run/interval/open", {})
            looked(made, "asked", host)
            with pytest.raises(UsageError) as refusal:
                host.to("play", LEAD)
            made.refused = str(refusal.value)
        with running(folder, pack, **SETTINGS) as host:
            looked(made, "started again", host)
            hang.unlink()
            until(lambda: not host.house.modelling, 60)
            looked(made, "answered", host)
            view = host.house.room.view(LEAD)
            made.events, made.world = tuple(view.events), view.world
            made.views = {
                seat: [e.kind for e in host.house.room.view(seat).events] for seat in view.world.seats
            }
    yield made


def test_a_round_begins_only_when_the_model_has_answered(day: Asked) -> None:
    for point in ("asked", "started again"):
        assert "play" not in day.ways[point] and "is being put to the county" in day.pages[point], point
    assert "cannot go to" in day.refused
    assert "play" in day.ways["answered"] and "Begin the round" in day.pages["answered"]


def test_a_model_that_fails_is_said_to_the_body_that_would_have_been_told_and_to_nobody_else(
    day: Asked,
) -> None:
    told = [event for event in day.events if event.kind in ("modelling-left-out", "county-modelled")]
    assert [event.kind for event in told] == ["modelling-left-out"], "asked twice, and put on the record once"
    assert "nobody asks this county" in told[0].body["why"]
    assert "nobody asks this county" in day.pages["answered"]
    bodies = {day.world.seats[seat].organisation for seat in told[0].audience}
    assert bodies == {"merged-pct"}
    hears = {seat for seat, kinds in day.views.items() if "modelling-left-out" in kinds}
    control = {seat for seat, chair in day.world.seats.items() if chair.organisation == "control"}
    assert hears == {*told[0].audience, *control}
    assert day.world.runsheet["model-results"].status == "held", (
        "the letter that goes with results does not come"
    )
