"""Foundation status: asked for, tested, granted, put off or refused; and what it lets a trust do."""

from __future__ import annotations

import pytest

from shirehall.play.fields import MatterRef, Pence
from shirehall.play.moves.lending import AskForLoan
from shirehall.play.moves.status import ApplyForStatus, DecideStatus
from shirehall.play.moves.takeover import Acquire
from tests.instruments.smallshire import Shire

BORROW = AskForLoan(to="licensor", title="Help", sum=Pence(1_00), over=2)
TAKE_OVER = Acquire(body="clinics", sum=Pence(1_00))


def decision(shire: Shire, verdict: str, finance: str = "pass", text: str = "") -> DecideStatus:
    things = shire.session.view("licensor-lead").world.matters
    number = next(n for n, m in things.items() if m.kind == "foundation status" and m.status == "open")
    return DecideStatus(
        application=MatterRef(number),
        finance=finance,
        governance="pass",
        quality="pass",
        verdict=verdict,
        text=text,
    )


@pytest.mark.requirement("LEV-75")
def test_a_trust_bids_for_the_status_is_put_off_and_gets_it_with_its_freedoms_once_it_passes_every_test() -> (
    None
):
    shire = Shire(foundations=True)
    for freedom in (BORROW, TAKE_OVER):
        shire.refused("trust-lead", freedom, "freedoms", "licensor")
    shire.refused("east-lead", ApplyForStatus(to="licensor"))
    shire.refused("trust-lead", ApplyForStatus(to="board"), "licences", "Licensor")
    shire.do("trust-lead", ApplyForStatus(to="licensor"))
    shire.refused("trust-lead", ApplyForStatus(to="licensor"))
    shire.refused("licensor-lead", decision(shire, "granted", finance="fail"))
    shire.refused("licensor-lead", decision(shire, "deferred", finance="fail"))
    shire.do("licensor-lead", decision(shire, "deferred", finance="fail", text="Come back when it balances."))
    known = [
        m for m in shire.session.view("west-lead").world.matters.values() if m.kind == "foundation status"
    ]
    assert [(m.by, m.status, dict(m.detail["tests"])["finance"]) for m in known] == [
        ("trust", "deferred", "fail")
    ]
    shire.refused("trust-lead", BORROW, "freedoms")
    shire.do("trust-lead", ApplyForStatus(to="licensor"))
    shire.do("licensor-lead", decision(shire, "granted"))
    assert "foundation" in shire.session.view("west-lead").world.organisations["trust"].powers
    shire.do("trust-lead", BORROW)
    shire.do("trust-lead", TAKE_OVER)
    shire.refused("trust-lead", ApplyForStatus(to="licensor"))
    shire.replayed()


def test_who_was_made_one_before_play_has_the_freedoms_and_where_no_rule_keeps_them_everybody_has() -> None:
    shire = Shire(foundations=True, trust="foundation")
    shire.do("trust-lead", BORROW)
    shire.refused("nurses-lead", BORROW, "freedoms")
    shire.do("east-lead", Acquire(body="clinics", sum=Pence(1_00)))
    Shire().do("nurses-lead", BORROW)
