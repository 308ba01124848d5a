"""What is sent ahead and what waits at the table: a body's briefing pack, its position statement, the detail behind.

Each is made from the papers for all and the body's own, and from nothing else of the pack.
"""

from __future__ import annotations

from shirehall.errors import UsageError
from shirehall.paper.print.markdown import section_of
from shirehall.paper.print.timetable import day_table
from shirehall.paper.print.words import given
from shirehall.paper.tree import Column, Document, ListBlock, Row, Section, Table, Terms
from shirehall.patch.model import Briefing, Organisation, Seat
from shirehall.patch.pack import Patch
from shirehall.patch.rounds import papers
from shirehall.play.names import listed, sentence_case

COMMITS = {
    "agreements": "sign agreements",
    "plans": "submit and answer for plans",
    "money": "commit money",
    "people": "hire, lend and appoint people",
    "rulings": "rule and decide for others where the body has that power",
    "public": "speak for the body in public",
}
DAY, OWN, DETAIL = "day", "yours", "detail"


def briefed(patch: Patch) -> tuple[Organisation, ...]:
    """The bodies that get papers: those with a seat, facilitators apart, in pack order."""
    return tuple(o for o in patch.organisations if o.kind != "control" and patch.seats_of(o.id))


def paper(patch: Patch, kind: str, body: str | None = None) -> tuple[Briefing, ...]:
    """The first round's papers of one kind: a body's own, or those for all."""
    return tuple(
        each for each in papers(patch, patch.round) if each.kind == kind and each.organisation == body
    )


def pack_document(patch: Patch, body: str, *, detail: bool = True) -> Document:
    """What one body is sent ahead: how the day works, what everyone knows, its own sheet and, last, the detail behind.

    Position statements are not in it: they are given on the day. Raises UsageError when the pack has no such body.
    """
    organisation = known(patch, body)
    sections = [
        how_the_day_works(patch),
        *(section_of(each.text, each.title, each.id) for each in paper(patch, "common")),
        own_sheet(patch, organisation),
        *(behind(patch, body) if detail else ()),
    ]
    return Document(
        f"Briefing pack: {organisation.name}",
        f"{patch.head.title}. For you and your colleagues only.",
        patch.head.notice,
        tuple(sections),
    )


def position_document(patch: Patch, body: str) -> Document | None:
    """A body's position statement, for its seats, on the day; nothing when it has none."""
    return own_document(patch, body, "position", "Position statement: read this first")


def detail_document(patch: Patch, body: str) -> Document | None:
    """The detail behind a body's position, to be given when it is asked for; nothing when there is none."""
    return own_document(patch, body, "detail", "The detail behind: read this when you need a figure")


def own_document(patch: Patch, body: str, kind: str, what: str) -> Document | None:
    """A body's own papers of a kind. Raises UsageError when the pack has no such body."""
    organisation, own = known(patch, body), paper(patch, kind, body)
    if not own:
        return None
    first, *more = own
    parts = [
        section_of(first.text, "", first.id),
        *(section_of(each.text, each.title, each.id) for each in more),
    ]
    about = f"{organisation.name}. For you and your colleagues only. {what}."
    return Document(first.title, about, "", tuple(parts))


def known(patch: Patch, body: str) -> Organisation:
    """A body that gets papers. Raises UsageError for another, with those that do."""
    found = next((o for o in briefed(patch) if o.id == body), None)
    if found is None:
        raise UsageError(
            f"`{body}` is no body with a seat in {patch.id}.",
            mend=f"name one of {', '.join(o.id for o in briefed(patch))}.",
        )
    return found


def behind(patch: Patch, body: str) -> tuple[Section, ...]:
    """The detail behind a body's position as the last sections of its pack."""
    return tuple(
        section_of(each.text, each.title, f"{DETAIL}-{place}" if place else DETAIL)
        for place, each in enumerate(paper(patch, "detail", body))
    )


def how_the_day_works(patch: Patch) -> Section:
    """One page for everybody: what to bring, what to do, when."""
    first = patch.round
    items = (
        f"You live {months_told(patch)}. Each month lasts {first.minutes_a_month} minutes.",
        "You act for your body, in your own post or in one given to you. Do what you would really do.",
        "When you arrive, your position statement lies at your table, and news comes to you as the day goes on.",
        (
            "Talk to anybody. What is to count, such as a message, an offer, a signature or a question about the rules, you put on"
            " the record from your desk on the screen; if screens fail, on a paper form."
        ),
        "Nothing is marked and nobody is tested. Observers write down what they see and ask you at the end what it was like.",
    )
    return Section(
        DAY, "How the day works", (ListBlock(tuple(given(each) for each in items)), day_table(patch))
    )


def months_told(patch: Patch) -> str:
    """The months of play in words."""
    return f"{patch.month_name(1)} to {patch.month_name(patch.round.months)}"


def own_sheet(patch: Patch, organisation: Organisation) -> Section:
    """What a body is: its character, mandate, remit, resources, sanctions and duties, what is unclear on purpose, and its seats."""
    note = organisation.character
    terms = [
        ("Where you stand", note.position),
        ("What troubles you", note.problem),
        ("What you want", note.ambition),
        ("What you are for", organisation.mandate),
    ]
    terms += [("Your remit to save", organisation.remit)] if organisation.remit else []
    terms += [("Before you bind yourselves", consulted(organisation))] if consulted(organisation) else []
    facts = Terms(tuple((term, " ".join(means.split())) for term, means in terms))
    lists = (
        ("What you have", organisation.resources),
        ("What you owe", organisation.duties),
        ("What you can hold against others", organisation.sanctions),
        ("What is unclear, and was left so on purpose", organisation.known_unknowns),
    )
    parts = tuple(
        Section(f"{OWN}-{place}", title, (ListBlock(tuple(given(sentence_case(each)) for each in items)),))
        for place, (title, items) in enumerate(lists, 1)
        if items
    )
    seats = Section(f"{OWN}-seats", "Who sits for you", (seats_table(patch, organisation.id),))
    return Section(OWN, f"Your organisation: {organisation.name}", (facts,), (*parts, seats))


def consulted(organisation: Organisation) -> str:
    """What a body must do before it can bind itself; nothing when it may do so at once."""
    rule = organisation.consult
    if rule.mode != "consult-first":
        return ""
    time = f" It takes {rule.minutes} minutes of play." if rule.minutes else ""
    return f"Your body asks {rule.members or 'its members'} first.{time}"


def seats_table(patch: Patch, body: str) -> Table:
    """The seats of a body and what each may do for it."""
    rows = tuple(Row((seat.role, sentence_case(commits(seat)))) for seat in patch.seats_of(body))
    return Table("", (Column("Seat"), Column("May")), rows)


def commits(seat: Seat) -> str:
    """What a seat may bind its body to, in words."""
    return listed([COMMITS[each] for each in seat.may_commit]) or "speak and listen, but bind nobody"
