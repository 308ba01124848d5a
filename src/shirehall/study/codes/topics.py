"""The record read by other topics than those that senders declared: those that people coded, or those of the word list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from shirehall.study.codes.agreement import in_words
from shirehall.study.codes.codings import codings_of
from shirehall.study.codes.raters import agreement
from shirehall.study.codes.suggestions import suggested_topics
from shirehall.study.filters import EVENT_FILTERS, acts
from shirehall.study.reading import Telling
from shirehall.study.study import Study
from shirehall.study.tables import Filters

By = Literal["declared", "coded", "word-list", "none"]

EVENTS: Filters = {"on": "event"}


@dataclass(frozen=True, slots=True)
class Basis:
    """On how much a reading by coded topics rests: acts that people coded for topics, of all that the filters keep."""

    coded: int
    whole: int
    coders: int
    agreement: str
    entries: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether every act was coded."""
        return self.coded == self.whole

    @property
    def said(self) -> str:
        """The basis in words."""
        who = f"{self.coders} coder{'' if self.coders == 1 else 's'}"
        return f"topics as coded by {who} in {self.coded} of {self.whole} acts; {self.agreement}"


def telling_by(study: Study, by: By) -> Telling:
    """The record with the topics of every act told in another way; `declared` and `none` leave it as it is.

    By `coded`, an act has the topics that more than half of its coders gave, and none when nobody coded it. By `word-list`, those
    that the list suggests.
    """
    if by == "coded":
        return study.once("telling by coded topics", lambda s: retold(s.telling, coded_topics(s)))
    if by == "word-list":
        return study.once("telling by the word list", lambda s: retold(s.telling, listed_topics(s)))
    return study.telling


def coded_topics(study: Study) -> dict[int, tuple[str, ...]]:
    """The topics that most coders gave to each event that was coded for topics."""
    return {
        each.unit.number: each.most("topic")
        for each in codings_of(study).coded("topic")
        if each.unit.sort == "event"
    }


def listed_topics(study: Study) -> dict[int, tuple[str, ...]]:
    """The topics that the word list suggests for each act."""
    return {
        number: tuple(stems) for (sort, number), stems in suggested_topics(study).items() if sort == "event"
    }


def retold(telling: Telling, topics: Mapping[int, tuple[str, ...]]) -> Telling:
    """The telling with other topics on its acts and contacts; everything else is as it was."""
    events = tuple(replace(event, about=topics.get(event.seq, ())) for event in telling.events)
    contacts = tuple(replace(contact, topics=topics.get(contact.seq, ())) for contact in telling.contacts)
    told = tuple(events[event.seq - 1] for event in telling.acts)
    return replace(telling, events=events, contacts=contacts, acts=told, kept={})


def basis(study: Study, filters: Filters) -> Basis:
    """How many of the acts that the filters keep, whatever their topic, people coded for topics, and how far they agree."""
    about: Filters = {
        name: value for name, value in filters.items() if name in EVENT_FILTERS and name != "topic"
    }
    kept = [event.seq for event in acts(study.telling, about)]
    units = {each.unit.number: each for each in codings_of(study).coded("topic") if each.unit.sort == "event"}
    coded = [units[seq] for seq in kept if seq in units]
    coders = {coder for each in coded for coder in each.coders["topic"]}
    entries = tuple(sorted({number for each in coded for number in each.entries}))
    return Basis(
        len(coded), len(kept), len(coders), in_words(agreement(study, "topic", EVENTS).overall), entries
    )
