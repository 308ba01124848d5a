"""Seats that were added in play are there again when the host is, with whoever fills them."""

from pathlib import Path

import pytest

from tests.host.helpers import running


@pytest.mark.parametrize("who", ["script", "person"])
def test_a_host_that_is_started_again_knows_the_seats_that_were_added_in_play(
    tmp_path: Path, who: str
) -> None:
    settings = {"who": {"*": "script"}}
    with running(tmp_path, **settings) as host:
        host.to("doors")
        host.to("play")
        lead = host.program("control.moderator")
        lead.move("open-seat", {"body": "buft", "role": "Head of contracts", "to": who})
        (seat,) = [
            event.body["seat"]
            for event in host.house.room.view("control.moderator").events
            if event.kind == "seat-added"
        ]
    with running(tmp_path, **settings) as again:
        holders = again.house.live.driver.holders
        assert (seat in holders) == (who == "script")
