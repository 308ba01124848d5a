"""A body that is split: what an heir after the first takes of it, in the play and in the county."""

from __future__ import annotations

from shirehall.patch.between import Part
from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause
from shirehall.play.kinds import Kind, Names
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import TermInForce, World, alter, put


def parting(world: World, parents: tuple[str, ...], first: str, part: Part) -> Draft:
    """The public event by which an heir takes its part from the first one: those of its seats and sites that are still there."""
    body = {
        "parents": parents,
        "from": first,
        "to": part.to,
        "seats": tuple(s for s in part.seats if s in world.seats and world.organisation_of(s) == first),
        "sites": tuple(s for s in part.sites if world.sites.get(s) == first),
        "posts": part.posts,
        "contract_percent": part.contract_percent,
        "pounds": part.pounds,
    }
    return engine("body-parted", body, audience=("*",), organisation=part.to)


def is_parted(world: World, event: Event) -> World:
    """Seats and sites are the other heir's, and so are posts, a share of contracts and a first sum in the county."""
    body = event.body
    heir = world.organisations[body["to"]]
    world = put(
        world,
        "organisations",
        heir.id,
        altered(heir, parents=tuple(dict.fromkeys((*heir.parents, *body["parents"])))),
    )
    for seat in body["seats"]:
        world = alter(world, "seats", seat, organisation=heir.id)
    for site in body["sites"]:
        world = put(world, "sites", site, heir.id)
    levers = tuple(TermInForce(event.seq, clause, event.month, until, "signed", "split")
                   for clause, until in clauses(event))  # fmt: skip
    return altered(world, terms=(*world.terms, *levers))


def clauses(event: Event) -> list[tuple[Clause, int | None]]:
    """What the county is to do, and until when: each site changes hands, posts and contracts with the first, the sum once."""
    body = event.body
    found: list[tuple[Clause, int | None]] = []
    for number, site in enumerate(body["sites"]):
        along = {"contract_percent": body["contract_percent"], "posts": body["posts"]} if number == 0 else {}
        more = {"from": body["from"], **{k: v for k, v in along.items() if v}} if any(along.values()) else {}
        terms = tuple(sorted({"site": site, "to": body["to"], **more}.items()))
        found.append((Clause("a site goes with its part", "transfer", terms), None))
    if body["pounds"]:
        terms = (("payer", body["from"]), ("pounds", body["pounds"]), ("receiver", body["to"]))
        found.append((Clause("what the part begins with", "fund", terms), event.month))
    return found


def says_parted(event: Event, names: Names) -> str:
    count = len(event.body["sites"])
    sites = f" with {count} site{'' if count == 1 else 's'}" if count else ""
    return f"{names.body(event.body['to'])} took its part of {names.bodies(tuple(event.body['parents']))}{sites}."


KINDS = (Kind("body-parted", "deed", says_parted, is_parted),)
