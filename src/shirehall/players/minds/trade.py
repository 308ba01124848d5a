"""General knowledge of the trade, the same for every patch: kinds of body, topics, what a role usually looks after."""

from __future__ import annotations

from collections.abc import Mapping

PROVIDERS = (
    "acute-provider",
    "community-provider",
    "mental-health-provider",
    "private-provider",
    "gp-provider",
    "social-enterprise",
    "ambulance",
)
BUYERS = ("commissioner",)
SUPPORTERS = ("support-unit", "private-support")
OVERSEERS = (
    "national-board",
    "economic-regulator",
    "quality-regulator",
    "regional-authority",
    "national-government",
)
VOICES = ("patient-voice", "health-board", "council", "politician")

PART_TIME: Mapping[str, float] = {"gp": 0.75, "doctor": 0.85, "councillor": 0.7, "lay": 0.7}
"""The share of a month that people of a profession have left when their own work is done; the rest have all of it."""

ROLE_WORDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("money", "financ", "business"), ("money", "performance")),
    (("contract",), ("contract", "price", "money")),
    (("urgent", "unplanned", "operati", "emergenc"), ("access", "pathway", "estate", "performance")),
    (("planned", "elective", "choice"), ("access", "competition", "pathway")),
    (("community", "older", "adult", "care"), ("pathway", "prevention", "access")),
    (
        ("quality", "nurs", "medical", "matron", "clinical", "inspect", "prescrib"),
        ("quality", "technology", "patients-public"),
    ),
    (("practice",), ("practice-performance", "rules")),
    (("information", "analys", "data", "needs"), ("data", "prevention", "performance")),
    (("public health",), ("prevention", "data", "strategy")),
    (("competition", "price"), ("competition", "price", "rules")),
    (("development", "new service", "partnership"), ("relationship", "strategy", "workforce")),
    (("performance", "case"), ("performance", "money")),
    (("scrutin", "volunteer", "patients"), ("patients-public", "quality")),
    (("strateg",), ("strategy", "estate")),
)
"""What the words of a role suggest that the person looks after, as topics of talk."""

HEAD_WORDS = (
    "chair",
    "chief exec",
    "managing",
    "regional",
    "director",
    "lead partner",
    "case",
    "manager",
    "cabinet",
)
HEAD_TOPICS = ("strategy", "governance", "relationship", "patients-public")

TOPIC_CONCERN: Mapping[str, str] = {
    "money": "money",
    "contract": "money",
    "price": "money",
    "quality": "quality",
    "technology": "quality",
    "access": "access",
    "performance": "access",
    "estate": "access",
    "pathway": "patients",
    "patients-public": "patients",
    "prevention": "prevention",
    "workforce": "growth",
    "competition": "independence",
    "strategy": "independence",
    "practice-performance": "money",
    "data": "figures",
    "rules": "rules",
    "governance": "rules",
    "relationship": "relationships",
}
"""Which concern a topic touches first."""

PLAIN_TOPIC: Mapping[str, str] = {
    "money": "the money",
    "contract": "the contracts",
    "price": "prices",
    "quality": "quality and safety",
    "access": "waits and access",
    "patients-public": "how patients and the public are heard",
    "prevention": "prevention",
    "data": "data and coding",
    "rules": "what the rules allow",
    "competition": "who competes with whom",
    "governance": "who decides",
    "relationship": "how we work together",
    "workforce": "staffing",
    "estate": "beds and buildings",
    "pathway": "the pathway for frail older people",
    "performance": "performance",
    "practice-performance": "variation between practices",
    "strategy": "where the county is heading",
    "technology": "new drugs and equipment",
}
"""A topic as one says it in a sentence."""

GOOD_NEWS: Mapping[str, float] = {
    "commissioner-balance": 1.0,
    "provider-margin": 1.0,
    "ae-within-4h": 1.0,
    "rtt-within-18w": 1.0,
    "delayed-days": -1.0,
    "emergency-admissions": -1.0,
    "trolley-waits-12h": -1.0,
    "elective-waiting": -1.0,
    "bed-occupancy": -1.0,
    "community-waiting": -1.0,
}
"""Measures that people in the trade watch, and whether more of it is good."""

MARKS: Mapping[str, tuple[float, str, str]] = {
    "commissioner-balance": (0.0, "below", "money"),
    "provider-margin": (0.0, "below", "money"),
    "ae-within-4h": (95.0, "below", "access"),
    "rtt-within-18w": (90.0, "below", "access"),
    "trolley-waits-12h": (5.0, "above", "quality"),
    "bed-occupancy": (92.0, "above", "quality"),
}
"""What the trade calls a bad figure: the mark, the bad side of it, the topic. The waits are the national pledges of the time."""

PLAIN_MEASURE: Mapping[str, str] = {
    "commissioner-balance": "the balance",
    "commissioner-spend": "spending",
    "provider-margin": "the month's margin",
    "provider-income": "income",
    "provider-cost": "cost",
    "reserves": "cash",
    "ae-within-4h": "A&E within four hours",
    "rtt-within-18w": "the share waiting under 18 weeks",
    "ae-attendances": "A&E attendances",
    "trolley-waits-12h": "twelve-hour trolley waits",
    "bed-occupancy": "bed occupancy",
    "emergency-admissions": "emergency admissions",
    "delayed-days": "delayed days",
    "elective-waiting": "the waiting list",
    "cancelled-electives": "operations put off",
    "community-contacts": "community contacts",
    "community-waiting": "people waiting for community care",
    "mental-health-contacts": "mental health contacts",
    "referrals": "referrals",
    "carer-hours": "hours given by carers",
    "travel-minutes": "travel to urgent care",
    "practice-wait": "the wait for a GP",
    "care-clients": "people with a care package",
}

COUNTERPART_STEMS = (
    "single lead",
    "single counterpart",
    "single voice",
    "one of you",
    "one person",
    "on behalf of all",
    "speak for all",
    "one voice",
    "lead for all",
    "one lead",
)
"""Words by which one asks several bodies to be represented by one."""

UNCERTAIN_STEMS = (
    "may we",
    "allowed",
    "who decides",
    "what is expected",
    "what the rule",
    "in charge",
    "guidance",
)


def topics_of_role(role: str) -> tuple[str, ...]:
    """The topics that a role's words suggest, those of a head last."""
    words = role.lower()
    found = [
        topic for stems, topics in ROLE_WORDS if any(stem in words for stem in stems) for topic in topics
    ]
    if any(stem in words for stem in HEAD_WORDS):
        found.extend(HEAD_TOPICS)
    return tuple(dict.fromkeys(found))
