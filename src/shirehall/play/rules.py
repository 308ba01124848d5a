"""Rules that the play itself checks. Each holds only while the pack's rule behind it is in force."""

from __future__ import annotations

from shirehall.play.kinds import Refusal
from shirehall.play.world import RuleState, World


def refusal_under(rule: RuleState, why: str) -> Refusal:
    """A refusal that names the rule and who could change it."""
    who = ", ".join(rule.who_may_rule) or "nobody in play"
    return Refusal(
        rule.id, f"{why} The rule: {rule.text}", f"{who} may rule on it; anyone may propose to renegotiate it"
    )


def not_possible(why: str, who: str = "the seat that asked") -> Refusal:
    """A refusal for what simply cannot be done, such as signing what has ended."""
    return Refusal("", why, who)


def may_commit(world: World, seat: str, scope: str, body: str = "") -> Refusal | None:
    """Only a seat with authority binds its body, or one to which a body has delegated that authority."""
    rule = world.rule_for("commit-authority")
    chair = world.seats[seat]
    own = not body or chair.organisation == body
    if own and (rule is None or scope in chair.may_commit):
        return None
    lender = body or chair.organisation
    for lent in world.delegations.values():
        if not lent.ended and lent.to == seat and lent.accountable == lender and lent.scope == scope:
            return None
    if rule is None or not own:
        return not_possible(
            f"{world.organisations[lender].short} has lent you no authority over {scope}.", lender
        )
    short = world.organisations[lender].short
    able = [s for s in world.seats_of(lender) if scope in world.seats[s].may_commit]
    named = " or ".join(world.seats[s].role for s in able) or "nobody"
    return refusal_under(rule, f"{chair.role} of {short} has no authority over {scope}; {named} has.")


def holds_power(world: World, seat: str, power: str, check: str) -> Refusal | None:
    """Only a body with a power uses it."""
    rule = world.rule_for(check)
    body = world.organisations[world.organisation_of(seat)]
    if rule is None or power in body.powers:
        return None
    able = ", ".join(world.organisations[b].short for b in world.with_power(power)) or "nobody in play"
    return refusal_under(
        rule, f"{body.short} does not hold the power to {power.replace('-', ' ')}; {able} does."
    )


def members_consulted(world: World, organisation: str, subject: int, version: int) -> Refusal | None:
    """A body that must go back to its members cannot bind itself before they have been asked about this text."""
    rule = world.rule_for("consult-first")
    body = world.organisations[organisation]
    if rule is None or body.consult != "consult-first":
        return None
    agreement = world.agreements.get(subject)
    if agreement is not None and agreement.consulted.get(organisation, 0) >= version:
        return None
    return refusal_under(rule, f"{body.short} has not yet consulted its members on this text.")


BEFORE_BID, BEFORE_SERVICE = "before-bid", "before-service"
"""Steps at which the duty to be registered may bind: before a body offers to give care, or only before it does."""


def registered(world: World, organisation: str, step: str = BEFORE_SERVICE) -> Refusal | None:
    """A body that gives care has to be registered: before it bids, or, where the rule has that timing, before it serves."""
    rule = world.rule_for("registration-before-service")
    body = world.organisations[organisation]
    if rule is None or body.registered or (step == BEFORE_BID and rule.timing == BEFORE_SERVICE):
        return None
    return refusal_under(rule, f"{body.short} is not registered.")
