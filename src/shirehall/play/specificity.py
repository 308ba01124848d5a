"""How specific an agreement is: six things that it may say, by its terms or in its words, and which of them it leaves open.

The score is the share said of those that apply, each counting alike:

who         who does it: a body named for it, or two parties and no more
what        which service, capacity or need
how much    a number, a share or a volume
from when   the month from which it holds
price       what is paid, or for what price
where       from or to which place

A typed clause is asked only what its mechanism can say. An agreement in words alone is asked all six, and its words are searched for
names of bodies, sites and services, for numbers with a unit and for sums; that is coarse, and told as such. What is said in words
alone counts for the score, but only terms can be modelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.economy import levers
from shirehall.economy.deals import ASPECTS
from shirehall.economy.dials import RESOURCES, SERVICES
from shirehall.patch.county import CountyTables
from shirehall.play.agreements import Agreement
from shirehall.play.fields import Clause
from shirehall.play.world import TermInForce, World

PARTS = ("who", "what", "how much", "from when", "price", "where")
QUESTIONS: Mapping[str, str] = {
    "who": "who does it", "what": "which service, capacity or need", "how much": "a number, a share or a volume",
    "from when": "from which month", "price": "what is paid for it", "where": "from or to which place",
}  # fmt: skip
NAMING: Mapping[str, frozenset[str]] = {
    "who": frozenset(("provider", "to", "council", "body", "supplier", "receiver", "borrower", "staff_body")),
    "what": frozenset(next(terms for name, _, terms in ASPECTS if name == "service")),
    "where": frozenset(("site", "from", "to")),
}
"""The terms of mechanisms that name who does what where."""
AMOUNTS = ("percent", "count", "days")
ASIDE = ("believed", "setup", "ramp")
"""Beginnings of names of terms that say neither how much nor for what price."""
NUMBER = re.compile(
    r"\d[\d,.]*\s*(?:%|per cent|percent|patients|people|places|beds|visits|contacts|clinics|sessions|slots|hours|days|nurses|posts|"
    r"admissions|attendances|referrals|appointments|cases)",
    re.IGNORECASE,
)
SUM = re.compile(r"£\s*\d|\btariff\b|\bat cost\b|\bprice of\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Specificity:
    """How specific an agreement is: which parts were asked of it, and which of them it says by its terms and which in words alone."""

    asked: tuple[str, ...]
    by_terms: tuple[str, ...]
    by_words: tuple[str, ...]

    @property
    def said(self) -> tuple[str, ...]:
        """The parts that it says, one way or the other."""
        return tuple(part for part in self.asked if part in self.by_terms or part in self.by_words)

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that it leaves open."""
        return tuple(part for part in self.asked if part not in self.said)

    @property
    def score(self) -> float:
        """The share said of what was asked, 0 to 1."""
        return round(len(self.said) / len(self.asked), 4)

    def told(self) -> str:
        """What is said and what is missing, in a sentence."""
        counted = f"{len(self.said)} of {len(self.asked)} things are said"
        if not self.missing:
            return f"{counted}."
        return f"{counted}; missing: {', '.join(f'{part} ({QUESTIONS[part]})' for part in self.missing)}."


def clauses_meant(agreement: Agreement, terms: Iterable[TermInForce]) -> tuple[Clause, ...]:
    """The typed clauses that an agreement amounts to: its own, or, for one in words, those that were ruled (never those assumed)."""
    ruled = tuple(term.clause for term in terms if term.source == agreement.id and term.basis == "ruled")
    return agreement.typed or ruled


def specificity(agreement: Agreement, world: World, tables: CountyTables) -> Specificity:
    """How specific an agreement is as the world has it."""
    clauses = clauses_meant(agreement, world.terms)
    asked = {part for clause in clauses for part in asked_of(clause)} or set(PARTS)
    asked |= {"who", "from when"}
    terms = {part for clause in clauses for part in said_by(clause)}
    terms |= {"from when"} if agreement.start >= 1 else set()
    terms |= {"who"} if len(agreement.parties) == 2 else set()
    words = said_in_words(agreement, world, tables) - terms
    return Specificity(in_order(asked), in_order(terms & asked), in_order(words & asked))


def in_order(parts: set[str]) -> tuple[str, ...]:
    """Parts in the order in which they are told."""
    return tuple(part for part in PARTS if part in parts)


def asked_of(clause: Clause) -> set[str]:
    """What a clause's mechanism can say at all; whatever moves or buys a service is asked for its price too."""
    mechanism = levers.catalogue().get(clause.mechanism)
    if mechanism is None:
        return set(PARTS)
    names = {term.name for term in mechanism.terms}
    found = {part for part, terms in NAMING.items() if names & terms}
    if any(term.kind in AMOUNTS and not term.name.startswith(ASIDE) for term in mechanism.terms):
        found.add("how much")
    if "what" in found or any(priced(term.name, term.kind) for term in mechanism.terms):
        found.add("price")
    return found


def said_by(clause: Clause) -> set[str]:
    """What a typed clause says."""
    mechanism = levers.catalogue().get(clause.mechanism)
    given = {name for name, value in clause.terms if value not in ("", None)}
    if mechanism is None:
        return set()
    kinds = {term.name: term.kind for term in mechanism.terms}
    found = {part for part, terms in NAMING.items() if given & terms}
    if any(kinds.get(name) in AMOUNTS and not name.startswith(ASIDE) for name in given):
        found.add("how much")
    if any(priced(name, kinds.get(name, "")) for name in given):
        found.add("price")
    return found


def priced(name: str, kind: str) -> bool:
    """Whether a term says what is paid."""
    return (
        (kind == "pounds" and not name.startswith(ASIDE))
        or "price" in name
        or "tariff" in name
        or name == "form"
    )


def said_in_words(agreement: Agreement, world: World, tables: CountyTables) -> set[str]:
    """What the title and the clauses' words say, as far as a search for names, numbers and sums can tell."""
    text = " ".join((agreement.title, *(clause.words for clause in agreement.clauses))).lower()
    sites = {site.site: getattr(site, "name", "") for site in tables.sites}
    services = {
        *SERVICES,
        *RESOURCES,
        *(row.pathway for row in tables.demand),
        *(row.need for row in tables.needs),
    }
    found = set()
    if any(
        named(text, (world.organisations[party].name, world.organisations[party].short))
        for party in agreement.parties
    ):
        found.add("who")
    if named(text, services):
        found.add("what")
    if NUMBER.search(text):
        found.add("how much")
    if SUM.search(text):
        found.add("price")
    if named(text, (*sites, *sites.values())):
        found.add("where")
    return found


def named(text: str, names: Iterable[str]) -> bool:
    """Whether a text names one of some things, whole words only; hyphens stand for spaces."""
    flat = f" {re.sub(r'[^a-z0-9]+', ' ', text)} "
    return any(f" {re.sub(r'[^a-z0-9]+', ' ', name.lower()).strip()} " in flat for name in names if name)
