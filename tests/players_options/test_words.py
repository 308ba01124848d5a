"""What scripts write: varied, specific, without a slot, an id or a doubled word; and answers speak of what was asked."""

from __future__ import annotations

import re
from random import Random

import pytest

from shirehall.patch.pack import Patch
from shirehall.players.minds.words import by_when, joined, lower_first, number_words, pounds, say, tidied
from tests.players.helpers import Played
from tests.players_options.reading import SENTENCE, Words, bared, names_in, share_repeated, written

SLOTS = re.compile(r"[{}\[\]|]|\bNone\b[^ ]|\bTrue\b|\bFalse\b|<[a-z]")
DOUBLED = re.compile(r"\b(the|a|an|of|to|in|on|and|is|for|with) \1\b", re.IGNORECASE)
SPACING = re.compile(r"  | [,.;:?!]|\.\.|[,;:][.?!,;]|[?!]\.")
DECIMALS = re.compile(r"\d\.\d{3,}")
FIRST = re.compile(r"^[“(£\d]?[a-z]|[.?] [a-z]")
MOST_REPEATED = 0.06
"""The share of messages that may say the same as another but for names, figures, months and quotations."""
MOST_SENTENCES_REPEATED = 0.40
"""The share of single sentences that may."""


@pytest.fixture(scope="module", params=["without_figures", "with_figures"])
def played(request: pytest.FixtureRequest) -> Played:
    found: Played = request.getfixturevalue(request.param)
    return found


def ids_in(patch: Patch) -> set[str]:
    """Ids that are no English words."""
    ids = {s.id for s in patch.seats.seats} | {row.site for row in patch.county.sites}
    ids |= {r.id for r in patch.rules.rules} | {c.id for c in patch.contracts} | {i.id for i in patch.injects}
    ids |= {d.id for d in patch.calendar}
    return {each for each in ids if "-" in each or "." in each} | {
        o.id for o in patch.organisations if o.short.lower() != o.id
    }


def test_few_messages_say_what_another_says_but_for_names_and_figures(played: Played) -> None:
    names = names_in(played.patch)
    texts = [bared(each.text, names) for each in written(played.events)]
    assert len(texts) > 800
    assert share_repeated(texts) < MOST_REPEATED
    assert share_repeated([x for text in texts for x in SENTENCE.split(text)]) < MOST_SENTENCES_REPEATED


def test_no_slot_shows_and_no_small_word_stands_twice(played: Played) -> None:
    for each in written(played.events):
        text = re.sub(r"“[^”]*”", "“”", each.text)
        assert not SLOTS.search(each.text), each.text
        assert not DOUBLED.search(each.text), each.text
        assert not SPACING.search(text), each.text


def test_sentences_begin_with_capitals_and_figures_are_rounded(played: Played) -> None:
    for each in written(played.events):
        plain = re.sub(r"“[^”]*”", "“”", each.text)
        assert not FIRST.search(plain), each.text
        assert not DECIMALS.search(each.text), each.text


def test_no_id_of_the_pack_stands_in_what_is_written(played: Played) -> None:
    ids = ids_in(played.patch) - {"public", "council", "practices", "control"}
    found = re.compile(
        r"(?<![\w.-])(" + "|".join(map(re.escape, sorted(ids, key=len, reverse=True))) + r")(?![\w-])"
    )
    for each in written(played.events):
        assert not found.search(each.text), (each.event.seat, each.text)


def specific(each: Words, names: list[str]) -> bool:
    """Whether a message names a body, a post or a place, quotes something, or gives a figure or a date."""
    return bared(each.text, names) != each.text.lower() or "“" in each.text


def test_most_messages_name_somebody_something_or_a_figure(played: Played) -> None:
    names = names_in(played.patch)
    words = written(played.events)
    assert sum(specific(each, names) for each in words) > 0.75 * len(words)


def test_seats_of_different_posts_speak_differently(with_figures: Played) -> None:
    """Sentences that chairs of buyers write and that regulators never do, and the other way about."""
    names = names_in(with_figures.patch)
    kinds = {o.id: o.kind for o in with_figures.patch.organisations}
    said: dict[str, set[str]] = {"commissioner": set(), "national-board": set(), "economic-regulator": set()}
    for each in written(with_figures.events):
        kind = kinds.get(each.event.organisation or "")
        if kind in said:
            said[kind].update(x for x in SENTENCE.split(bared(each.text, names)) if len(x.split()) > 5)
    above = said["national-board"] | said["economic-regulator"]
    assert len(said["commissioner"] - above) > 0.6 * len(said["commissioner"])
    assert len(above - said["commissioner"]) > 0.5 * len(above)


def test_answers_speak_of_what_was_asked(played: Played) -> None:
    """An answer carries a topic of the question; a question about something that arrived is mostly answered by its title."""
    events = {e.seq: e for e in played.events}
    pairs = [(events[e.subject], e) for e in played.events if e.kind == "answered" and e.subject in events]
    assert len(pairs) > 100
    assert all(set(reply.about) & set(ask.about) for ask, reply in pairs if ask.about)
    about_news = [
        (events[ask.in_reply_to], reply)
        for ask, reply in pairs
        if ask.in_reply_to in events and events[ask.in_reply_to].kind == "inject-published"
    ]
    titled = [reply for news, reply in about_news if news.body["title"][:12] in reply.body["text"]]
    assert not about_news or len(titled) > 0.15 * len(about_news)


def test_two_days_with_one_seed_are_worded_alike(without_figures: Played) -> None:
    """Every word follows from the seed: the same templates with the same draws give the same text."""
    lines = ("[A|B[|, too,]] on {x}, [and {y}|or {y}].", "{x}: [yes|no].")
    one = [say(Random(seed), lines, x="beds", y="money") for seed in range(50)]
    assert one == [say(Random(seed), lines, x="beds", y="money") for seed in range(50)]
    assert len(set(one)) == 8


def test_words_are_tidied() -> None:
    assert tidied("the the Board  is , we think,. well. so be it") == "The Board is, we think. Well. So be it"
    assert joined("yes", "", "we agree.") == "Yes. We agree."
    assert (
        joined("Thank you~", "On the money: no", "~My auditors ask.")
        == "Thank you: on the money: no; my auditors ask."
    )
    assert joined("Thank you~", "Wrenby is late.") == "Thank you. Wrenby is late."
    assert joined("~Let us meet.") == joined("Let us meet~") == "Let us meet."
    assert joined("Is it so?", "~I ask.") == "Is it so? I ask."
    assert tidied("“Is it so?”. it is") == "“Is it so?” it is"
    assert (
        pounds(1_250_000) == "£1.2m" and pounds(350_400) == "£350,000" and pounds(-2_000_000) == "minus £2m"
    )
    assert lower_first("A&E within four hours") == "A&E within four hours"
    assert number_words(3) == "three"


def test_a_date_is_named_by_its_month(without_figures: Played) -> None:
    from shirehall.players.minds.mind import ScriptedMind
    from shirehall.players.minds.situation import Situation

    holder = next(iter(without_figures.driver.holders.values()))
    assert isinstance(holder.player, ScriptedMind)
    view = without_figures.session.view(holder.seat, 0)
    s = Situation(holder.player.character, holder.memory, view)
    months = {by_when(s, Random(n), 5) for n in range(20)}
    assert all(any(name in words for name in ("June", "July")) for words in months), months
