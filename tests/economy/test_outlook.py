"""Looking ahead: what `ask` would tell of the last month, with nothing lived twice that is the same to people and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest

from shirehall.economy import levers
from shirehall.economy.county import County
from shirehall.economy.dials import MONEY, MONEY_REMEMBERED, Dials
from shirehall.economy.network import MS_DAY
from shirehall.economy.state import State
from shirehall.economy.stretches import Stretches
from shirehall.economy.terms import Terms, lever
from shirehall.errors import UsageError
from shirehall.play.analyst import PEOPLE
from shirehall.rounds import analyst_on
from tests.economy.asked import SEED, closure, county

TOLD = ("ae-within-4h", "provider-income", "commissioner-balance", "elective-waiting")
CHEAPER = (
    lever("price", "deal", 1, None, "what-if", commissioner="marlbridge", percent=-10, provider="buft"),
)
PAID_FOR_QUALITY = (
    lever(
        "quality-payment", "bonus", 1, None, "what-if", commissioner="marlbridge", provider="buft",
        measure="ae-within-4h", begins_at=50, target=99, pounds=480_000,
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def opened() -> State:
    return county().begin(SEED)


@pytest.fixture
def lives(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The months that the kernel lives, as they are lived, by a county that has looked at nothing yet."""
    life, months = county().life, list[int]()
    live = type(life).live

    def counted(self, *given):  # type: ignore[no-untyped-def]
        months.append(given[3])
        return live(self, *given)

    monkeypatch.setattr(type(life), "live", counted)
    monkeypatch.setattr(county(), "looked", Stretches())
    yield months


@pytest.mark.parametrize("terms", [None, CHEAPER, PAID_FOR_QUALITY], ids=["beds", "price", "quality"])
def test_an_outlook_tells_what_the_question_would_have_told_of_the_last_month(
    opened: State, terms: Terms | None
) -> None:
    terms = closure(0.2) if terms is None else terms
    asked = county().ask(opened, terms, 2, 2, against=())
    wanted = [r for r in asked if r.month == 2 and r.group == "all" and r.measure in TOLD]
    assert wanted and list(county().outlook(opened, terms, 2, 2, (), TOLD)) == wanted


@pytest.mark.parametrize("terms", [(), CHEAPER, PAID_FOR_QUALITY], ids=["none", "price", "quality"])
def test_a_month_looked_at_leaves_the_county_as_a_month_lived(opened: State, terms: Terms) -> None:
    lived, figures = county().live_month(opened, terms)
    looked, nothing = county().look_on(opened, terms)
    assert looked.digest == lived.digest and nothing == ()
    assert county().look_on(opened, terms, told=True)[1] == figures


@pytest.mark.parametrize("measures", [TOLD, ("experience",)], ids=["some", "of quality"])
def test_figures_that_are_wanted_are_those_of_the_whole(opened: State, measures: tuple[str, ...]) -> None:
    whole, some = (
        county().look_on(opened, CHEAPER, told=True, wanted=w)[1] for w in (None, frozenset(measures))
    )
    wanted = [row for row in whole if row.measure in measures]
    assert wanted and [row for row in some if row.measure in measures] == wanted


def test_terms_of_money_alone_are_lived_once_with_the_baseline(opened: State, lives: list[int]) -> None:
    county().outlook(opened, CHEAPER, 2, 2, (), TOLD)
    assert len(lives) == 4
    county().outlook(opened, PAID_FOR_QUALITY, 2, 2, (), TOLD)
    assert len(lives) == 4
    county().outlook(opened, closure(0.2), 2, 2, (), TOLD)
    assert len(lives) == 8


def test_what_is_kept_stays_within_its_memory_and_is_lived_again_to_the_same(
    opened: State, lives: list[int]
) -> None:
    small: County = county()
    small.looked.most = 1
    first = small.outlook(opened, CHEAPER, 2, 2, (), TOLD)
    assert len(small.looked) == 1 and len(lives) > 4
    assert small.outlook(opened, CHEAPER, 2, 2, (), TOLD) == first


def test_an_outlook_on_nothing_is_refused(opened: State) -> None:
    for months, futures in ((0, 1), (1, 0)):
        with pytest.raises(UsageError, match="one month and one future"):
            county().outlook(opened, (), months, futures, (), TOLD)


class Penniless(Dials):
    """Dials of which those of money cannot be read."""


for name in MONEY:
    setattr(Penniless, name, property())


def test_life_is_read_from_no_dial_of_money(opened: State) -> None:
    whole = Dials(1, dict(opened.owners), opened.memory)
    levers.apply((*closure(0.2), *CHEAPER, *PAID_FOR_QUALITY), whole)
    blind = object.__new__(Penniless)
    for each in fields(Dials):
        if each.name not in MONEY:
            setattr(blind, each.name, getattr(whole, each.name))
    blind.memory = {k: v for k, v in whole.memory.items() if not k.startswith(MONEY_REMEMBERED)}
    with pytest.raises(AttributeError):
        _ = blind.prices
    length = 30 * MS_DAY
    lived = [
        county().life.live(opened.system, dials, 6, opened.t, length, county().weekday0)
        for dials in (whole, blind)
    ]
    kept = [
        county().life.remember(system, seen, dials)
        for (system, seen), dials in zip(lived, (whole, blind), strict=True)
    ]
    assert kept[0] == kept[1]
    assert lived[0][0]["P"].tobytes() == lived[1][0]["P"].tobytes()


def test_an_analyst_follows_a_sample_of_the_people_and_no_more_than_the_county_itself() -> None:
    sampled = analyst_on(county())._county
    assert (county().people, sampled.people) == (1.0, PEOPLE)
    assert sampled.tables == county().tables and "10% of people followed" in sampled.engine
    assert analyst_on(sampled)._county is sampled
