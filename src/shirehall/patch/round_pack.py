"""A pack set to one of its rounds, as play left it, and a pack set to several rounds told as one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from shirehall.patch.model import Contract, Deadline, Inject, Organisation, PackHead, Power, Publication
from shirehall.patch.pack import Patch
from shirehall.patch.rounds import RoundPlan, round_plans


def in_round(
    patch: Patch,
    number: int,
    heirs: Mapping[str, str],
    owners: Mapping[str, str],
    homes: Mapping[str, str] | None = None,
    founded: Mapping[str, tuple[str, str]] | None = None,
) -> Patch:
    """The pack as it stands when a later round opens (`number` is its place, from 0), for whoever reads it in that round.

    `heirs` maps every body that another follows by now to that other, `owners` every site to its owner, and `homes` seats that are
    elsewhere than their body's heir to where they are. `founded` names bodies that play founded to follow others, long and short: each is
    described as the first that it follows. Seats, contracts, sites and the
    readers of publications go to whoever follows; a contract between bodies that have become one is gone, and the others are to be
    made anew for the year. Rules, papers, assumptions, injects and deadlines are the round's; months run on.
    """
    patch = patch.whole or patch
    plan = round_plans(patch)[number]
    before = patch.first_month(number) - 1
    homes = {
        **{seat.id: heirs.get(seat.organisation, seat.organisation) for seat in patch.seats.seats},
        **(homes or {}),
    }
    seats = [seat.model_copy(update={"organisation": homes[seat.id]}) for seat in patch.seats.seats]
    powers = powers_after(round_plans(patch)[1 : number + 1])
    seated = {seat.organisation for seat in seats}
    bodies = tuple(
        body.model_copy(update={
            "seated": "control" if body.seated == "control" else "yes" if body.id in seated else "no",
            "members": [heirs.get(member, member) for member in body.members],
            "powers": powers(body.id, body.powers),
        })
        for body in (*(each for each in patch.organisations if each.id not in heirs), *described(patch, heirs, founded or {}))
    )  # fmt: skip
    sites = [row.model_copy(update={"owner": owners.get(row.site, row.owner)}) for row in patch.county.sites]
    return dataclasses.replace(
        patch,
        head=read_by(patch.head, heirs),
        organisations=bodies,
        seats=patch.seats.model_copy(update={"seats": seats, "ties": inherited(patch, heirs)}),
        contracts=contracts_after(patch.contracts, heirs),
        rules=patch.rules.model_copy(update={"rules": list(plan.rules)}),
        injects=injects_of(plan, before),
        calendar=deadlines_of(plan, before),
        assumptions=plan.assumptions,
        spares=(),
        county=patch.county.model_copy(update={"sites": sites}),
        played=(number, number + 1),
        whole=patch,
    )


def described(
    patch: Patch, heirs: Mapping[str, str], founded: Mapping[str, tuple[str, str]]
) -> tuple[Organisation, ...]:
    """Bodies that play founded, as the pack might have them: the first that each follows, under the new name."""
    firsts = {heirs[body.id]: body for body in reversed(patch.organisations) if body.id in heirs}
    return tuple(
        firsts[name].model_copy(update={"id": name, "name": long, "short": short})
        for name, (long, short) in founded.items()
        if name in firsts
    )


def powers_after(plans: Sequence[RoundPlan]) -> Callable[[str, list[Power]], list[Power]]:
    """What powers a body has by the last of some later rounds, from those that the pack gives it."""
    changes = [change for plan in plans if plan.change for change in plan.change.powers]

    def after(body: str, powers: list[Power]) -> list[Power]:
        for change in changes:
            if change.body == body:
                powers = [*(p for p in powers if p not in (*change.loses, *change.gains)), *change.gains]
        return powers

    return after


def inherited(patch: Patch, heirs: Mapping[str, str]) -> list[object]:
    """Ties between bodies and seats, those of a body that another follows with that other."""
    ties = []
    for tie in patch.seats.ties:
        near, far = (heirs.get(each, each) for each in tie.between)
        if near != far:
            ties.append(tie.model_copy(update={"between": [near, far]}))
    return list(ties)


def contracts_after(contracts: Sequence[Contract], heirs: Mapping[str, str]) -> tuple[Contract, ...]:
    """Standing contracts under the names of those who follow; main ones are to be made anew for the round's year.

    Main contracts that now lie between the same two bodies are one, under the first one's id: its value is theirs together.
    """
    after: dict[tuple[str, str, str, str], Contract] = {}
    for one in contracts:
        buyer, seller = heirs.get(one.commissioner, one.commissioner), heirs.get(one.provider, one.provider)
        if buyer == seller:
            continue
        moved = one.model_copy(
            update={"commissioner": buyer, "provider": seller, "signed": one.signed and one.tier != "main"}
        )
        key = (buyer, seller, one.tier, "" if one.tier == "main" else one.id)
        after[key] = together(after[key], moved) if key in after else moved
    return tuple(after.values())


def together(first: Contract, other: Contract) -> Contract:
    """Two main contracts between the same bodies as one."""
    value = first.value.model_copy(
        update={
            "value": round(first.value.value + other.value.value, 6),
            "source": f"{first.value.source}; {other.value.source}",
        }
    )
    covers = list(dict.fromkeys((*first.covers, *other.covers)))
    return first.model_copy(
        update={"value": value, "covers": covers, "title": f"{first.title}; {other.title}"}
    )


def read_by(head: PackHead, heirs: Mapping[str, str]) -> PackHead:
    """The head of the pack with publications read by those who follow their readers."""

    def followed(names: str | bool | list[str]) -> str | bool | list[str]:
        if not isinstance(names, list):
            return names
        return list(dict.fromkeys(heirs.get(name, name) for name in names))

    def after(one: Publication) -> Publication:
        return one.model_copy(update={"audience": followed(one.audience), "alert": followed(one.alert)})

    return head.model_copy(update={"publications": [after(one) for one in head.publications]})


def injects_of(plan: RoundPlan, before: int) -> tuple[Inject, ...]:
    """A later round's own injects, spares aside, their months running on from the `before` months of the rounds before."""
    if plan.change is None:
        return ()
    return tuple(shifted(one, before) for one in plan.change.injects if not one.spare)


def shifted(inject: Inject, before: int) -> Inject:
    """An inject whose month runs on from the rounds before; one without a month as it is."""
    if inject.when.month is None:
        return inject
    when = inject.when.model_copy(update={"month": inject.when.month + before})
    return inject.model_copy(update={"when": when})


def deadlines_of(plan: RoundPlan, before: int) -> tuple[Deadline, ...]:
    """A later round's own deadlines, their months running on."""
    if plan.change is None:
        return ()
    return tuple(one.model_copy(update={"month": one.month + before}) for one in plan.change.calendar)


def spanning(patch: Patch, rounds: int) -> Patch:
    """The pack with its first rounds told as one: phases, injects, deadlines and assumptions of all of them, by months that run on."""
    patch = patch.whole or patch
    if rounds == 1:
        return patch
    plans = list(enumerate(round_plans(patch)[:rounds]))[1:]
    assumptions = {one.id: one for one in patch.assumptions}
    for _, plan in plans:
        assumptions |= {one.id: one for one in plan.assumptions}
    befores = [(plan, patch.first_month(number) - 1) for number, plan in plans]
    return dataclasses.replace(
        patch,
        injects=(*patch.injects, *(one for plan, before in befores for one in injects_of(plan, before))),
        calendar=(*patch.calendar, *(one for plan, before in befores for one in deadlines_of(plan, before))),
        assumptions=tuple(assumptions.values()),
        played=(0, rounds),
        whole=patch,
    )


def shortened(patch: Patch, months: int) -> Patch:
    """A pack of several rounds with at most so many months of each; 0 leaves it whole, and so is a pack of one round.

    Months run on without a gap. Deadlines and timed injects of the months that are left out go with them.
    """
    if not months or len(patch.head.rounds) == 1:
        return patch
    rounds = [one.model_copy(update={"months": min(one.months, months)}) for one in patch.head.rounds]
    within = {one.id: one.months for one in rounds}

    def kept(injects: Sequence[Inject], most: int) -> list[Inject]:
        return [one for one in injects if (one.when.month or 0) <= most]

    between = tuple(
        one.model_copy(update={
            "injects": kept(one.injects, within[one.opens]),
            "calendar": [each for each in one.calendar if each.month <= within[one.opens]],
        })
        for one in patch.between
    )  # fmt: skip
    first = rounds[0].months
    return dataclasses.replace(
        patch,
        head=patch.head.model_copy(update={"rounds": rounds}),
        injects=tuple(kept(patch.injects, first)),
        calendar=tuple(one for one in patch.calendar if one.month <= first),
        between=between,
    )
