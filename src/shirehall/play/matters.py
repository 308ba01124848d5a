"""Matters: business between bodies. A matter travels whole in every event that moves it on, so that whoever first hears
of it then knows it; what it is about goes by number, and only to those who know that thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.drafting import engine, spoken
from shirehall.play.fields import Ask, EventRef
from shirehall.play.kinds import Evolve, Kind, Names, Nature, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import holds_power, not_possible, refusal_under, registered
from shirehall.play.world import Matter, World, put

COMPETITION = "competition case"
REGISTRATION = "registration"
FAILURE = "failure"
LOAN = "loan"
COMMENTS = "patients' comments"
FOUNDATION = "foundation"
"""The power that foundation status is: a body holds it from the opening, by a decision in play, or from a later round on."""
TRANSITION = "transition"
RUNNING = "running"
TWO_SIDED = (LOAN, TRANSITION)
"""Matters of which all sides know all."""
OFFERS = ("job", "shared post", "support", "merger", "takeover", "site", "alliance", LOAN)
NUMBERED = ("id", "subject", "history")


def row_of(matter: Matter) -> dict[str, Any]:
    """The matter as JSON, without numbers of things and without the history, which each reader keeps for itself."""
    return {f.name: getattr(matter, f.name) for f in fields(Matter) if f.name not in NUMBERED}


def moved(
    kind: str,
    world: World,
    seat: str,
    ask: Ask,
    matter: Matter,
    *,
    to: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    everyone: bool = False,
) -> Draft:
    """The event by which a seat opens a matter or moves it on; addressed to seats, seen also by its own colleagues."""
    body = {"matter": row_of(matter), "on": matter.subject or None}
    own = world.seats_of(world.organisation_of(seat))
    acting = ask if not matter.id else altered(ask, in_reply_to=ask.in_reply_to or EventRef(matter.id))
    hearers = tuple(s for s in to if s != seat)
    subject = matter.id or OWN
    return spoken(
        kind, world, seat, acting, body, to=hearers, also=(*own, *also), everyone=everyone, subject=subject
    )


def arises(kind: str, matter: Matter, to: tuple[str, ...], also: tuple[str, ...] = ()) -> Draft:
    """The event by which a matter arises from somebody's act without being asked for, as a regulator's task does."""
    body = {"text": matter.outcome, "matter": row_of(matter), "on": matter.subject or None}
    audience = tuple(dict.fromkeys((*to, *also)))
    return engine(kind, body, to=to, audience=audience, subject=OWN, organisation=matter.by)


def takes(world: World, event: Event) -> World:
    """The matter as the event tells it, with the step added to what was known of its history."""
    row = event.body["matter"]
    number = event.subject or event.seq
    known = world.matters.get(number)
    history = known.history if known else ()
    if not history or history[-1][0] != row["status"]:
        history = (*history, (row["status"], event.month))
    subject = event.body["on"] or (known.subject if known else 0)
    return put(world, "matters", number, Matter(id=number, subject=subject, history=history, **row))


def matter_kind(
    name: str, nature: Nature, says: Callable[[Event, Names], str], then: Evolve | None = None
) -> Kind:
    """A kind of event that moves a matter on, and then changes whatever `then` changes."""

    def evolve(world: World, event: Event) -> World:
        world = takes(world, event)
        return then(world, event) if then else world

    return Kind(name, nature, says, evolve, numbers=("on",))


def lies_with(seen: World, seat: str, matter: Matter, *kinds: str) -> Refusal | None:
    """Only whoever handles a matter settles it, while it is open, and only with a move made for its kind."""
    if matter.kind not in kinds:
        return not_possible(f"“{matter.title}” is a {matter.kind}, which that does not settle.")
    if matter.status != "open":
        return not_possible(f"“{matter.title}” is no longer open: {matter.status}.")
    if matter.handler != seen.organisation_of(seat):
        who = short(seen, matter.handler)
        return not_possible(f"“{matter.title}” lies with {who}.", who)
    return None


def no_own_case(seen: World, seat: str, matter: Matter) -> Refusal | None:
    """Nobody judges what its own body is a side of, not even when it came to be one by a merger."""
    if seen.organisation_of(seat) in (matter.by, *matter.against):
        return not_possible(f"your body is a side of “{matter.title}”, and does not judge it.")
    return None


def waits_for(*kinds: str) -> Callable[[World, str], bool]:
    """Whether an open matter of some kinds lies with the seat's body."""

    def offered(seen: World, seat: str) -> bool:
        mine = seen.organisation_of(seat)
        return any(
            m.kind in kinds and m.status == "open" and m.handler == mine for m in seen.matters.values()
        )

    return offered


def short(seen: World, organisation: str) -> str:
    """A body's short name, or its id."""
    body = seen.organisations.get(organisation)
    return body.short if body else organisation or "nobody"


def power_held(seen: World, seat: str, power: str, check: str) -> Refusal | None:
    """Only a body that was given a power can use it.

    Where the pack has a rule on the power, that rule binds while it is in force. Where it has none, a body that was never
    given the power simply has nothing to use.
    """
    if any(rule.check == check for rule in seen.rules.values()):
        return holds_power(seen, seat, power, check)
    body = seen.organisations[seen.organisation_of(seat)]
    if power in body.powers:
        return None
    able = ", ".join(short(seen, each) for each in seen.with_power(power)) or "nobody in play"
    return not_possible(
        f"{body.short} was not given the power to {power.replace('-', ' ')}; {able} has it.", able
    )


def goes_to_holder(seen: World, organisation: str, power: str, check: str) -> Refusal | None:
    """What is asked of a body has to lie in its power; the rule on that power says so while it is in force."""
    if power in seen.organisations[organisation].powers:
        return None
    able = ", ".join(short(seen, each) for each in seen.with_power(power)) or "nobody in play"
    return under(
        seen, check, f"{short(seen, organisation)} does not {power.replace('-', ' ')}; {able} does.", able
    )


def under(seen: World, check: str, why: str, who: str) -> Refusal | None:
    """A refusal under the pack's rule behind a check; none once that rule was set aside; a plain one where there is none."""
    rule = seen.rule_for(check)
    if rule is not None:
        return refusal_under(rule, why)
    if any(each.check == check for each in seen.rules.values()):
        return None
    return not_possible(why, who)


def may_bind(seen: World, organisation: str, subject: int, tier: str) -> Refusal | None:
    """A body not yet founded or no longer there signs nothing; nor does one that competition or its licence bars."""
    body = seen.organisations[organisation]
    if body.status == "proposed":
        return not_possible(
            f"{body.short} is not founded yet: not all who were invited have entered.", "those invited"
        )
    if body.successor:
        return not_possible(
            f"{body.short} has become part of {short(seen, body.successor)}.", short(seen, body.successor)
        )
    for matter in seen.matters.values():
        about = matter.body == organisation or (subject != 0 and matter.subject == subject)
        if matter.kind == COMPETITION and matter.status == "blocked" and about:
            who = short(seen, matter.handler)
            return under(seen, "competition-power", f"{who} has blocked “{matter.title}”.", who)
    return (licensed(seen, organisation) or registered(seen, organisation)) if tier == "main" else None


def licensed(seen: World, organisation: str) -> Refusal | None:
    """A body whose licence was withdrawn provides no longer."""
    body = seen.organisations[organisation]
    if body.licence != "withdrawn":
        return None
    able = ", ".join(short(seen, each) for each in seen.with_power("license")) or "nobody in play"
    return under(seen, "licence-holder", f"{body.short}'s licence was withdrawn.", able)


def foundation_right(seen: World, organisation: str) -> Refusal | None:
    """Where a rule keeps some freedoms for foundations, a provider that is none does not have them."""
    rule, body = seen.rule_for("foundation-rights"), seen.organisations[organisation]
    if rule is None or "provide" not in body.powers or FOUNDATION in body.powers:
        return None
    return refusal_under(rule, f"{body.short} is no foundation.")


def standing(seen: World, *organisations: str) -> Refusal | None:
    """Refuse dealings with bodies that are no longer there, or that nobody sits for, or that run the exercise."""
    for each in organisations:
        body = seen.organisations[each]
        if body.successor or body.status == "ended":
            return not_possible(f"{body.short} is no longer there.", short(seen, body.successor))
        if body.kind == "control":
            return not_possible(f"{body.short} runs the exercise and is no part of the county.")
        if not seen.seats_of(each):
            return not_possible(f"nobody sits for {body.short}.", "the facilitator")
    return None


def says_matter(verb: str) -> Callable[[Event, Names], str]:
    """A sentence for a step in a matter: the body, what it did, the matter's title, and its words."""

    def says(event: Event, names: Names) -> str:
        words = f" “{clip(event.body['text'])}”" if event.body["text"] else ""
        return f"{names.body(event.organisation)} {verb} “{clip(event.body['matter']['title'])}”.{words}"

    return says


def told(row: Mapping[str, Any], names: Names) -> str:
    """The bodies a matter is against, in a sentence."""
    return names.bodies(tuple(row["against"])) or "nobody in particular"
