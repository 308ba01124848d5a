"""Checks of who sits at the table and how unlike they are."""

from __future__ import annotations

from collections.abc import Iterator

from shirehall.errors import PackFault, Place
from shirehall.patch.draft import Draft
from shirehall.patch.faults import one_of
from shirehall.patch.model import Organisation, Seat

WHOLE_SYSTEM = (
    "commissioner", "acute-provider", "community-provider", "mental-health-provider", "private-provider", "gp-provider",
    "health-board", "patient-voice", "national-board", "economic-regulator", "quality-regulator", "support-unit",
)  # fmt: skip
"""The kinds of body that together make a whole health system."""

NATIONAL = (
    "national-board",
    "economic-regulator",
    "quality-regulator",
    "regional-authority",
    "national-government",
)
STRANGERS = 0.1
"""The strongest tie that an outsider to the county may have with local seats."""


def _seated(draft: Draft) -> list[Organisation]:
    return [one for one in draft.organisations().values() if one.seated in ("yes", "part")]


def seats_make_a_whole_system(draft: Draft) -> Iterator[PackFault]:
    """Every kind of body of a health system has a seat, or `left_out` says why not (a warning)."""
    plan = draft.sections["seats.yaml"]
    kinds = {one.kind for one in _seated(draft)}
    excused = " ".join(f"{left.who} {left.why}".lower().replace("-", " ") for left in plan.left_out)
    for kind in WHOLE_SYSTEM:
        if kind not in kinds and kind.replace("-", " ") not in excused:
            yield PackFault(
                f"nobody sits for the kind {kind}, and left_out does not say why.",
                where=draft.place("seats.yaml", ("left_out",), key=True),
                mend=f"seat a body of kind {kind}, or add to left_out: {{who: {kind}, why: ...}}.",
            )


def seated_bodies_have_seats(draft: Draft) -> Iterator[PackFault]:
    """Every organisation that is seated has a seat that comes without a switch."""
    taken = {seat.organisation for _, seat in draft.each("seats.yaml", "seats") if seat.only_with is None}
    for path, body in draft.each("organisations.yaml"):
        if body.seated == "yes" and body.id not in taken:
            yield PackFault(
                f"`{body.id}` is seated but has no seat.",
                where=draft.place("organisations.yaml", (*path, "seated")),
                mend="add a seat to seats.yaml, or say `seated: no` and name the body in left_out.",
            )


def kinds_declare_their_contrast(draft: Draft) -> Iterator[PackFault]:
    """Where a kind has two or more seated bodies, each says how it differs from its peers."""
    kinds: dict[str, list[str]] = {}
    for body in _seated(draft):
        kinds.setdefault(body.kind, []).append(body.id)
    for path, body in draft.each("organisations.yaml"):
        peers = [one for one in kinds.get(body.kind, []) if one != body.id]
        if body.id in kinds.get(body.kind, []) and peers and not body.contrast.strip():
            yield PackFault(
                f"`{body.id}` does not say how it differs from {one_of(peers)}, also of kind {body.kind}.",
                where=draft.place("organisations.yaml", path),
                mend="add `contrast:` with a sentence on what sets it apart.",
            )


def commissioners_start_unlike(draft: Draft) -> Iterator[PackFault]:
    """At least two commissioners differ in need, in balance and in the quality of their practices."""
    bodies = [one for one in _seated(draft) if one.kind == "commissioner"]
    if len(bodies) < 2:
        return
    for what, values in _differences(draft, bodies).items():
        if len(values) >= 2 and max(values) - min(values) <= 1e-6:
            yield PackFault(
                f"the commissioners do not differ in {what}: all stand at {values[0]:.3g}.",
                where=Place("organisations.yaml", 1, 1),
                mend={
                    "need": "give their places different deprivation fifths or ages in places.csv.",
                    "balance": "give them different opening_balance in money.yaml, or `gap` in organisations.yaml.",
                    "practice quality": "give their practices different indices in practices.csv.",
                }[what],
            )


def _differences(draft: Draft, bodies: list[Organisation]) -> dict[str, list[float]]:
    """Need (mean deprivation and share over 65), balance, and mean practice indices of each commissioner."""
    people: dict[str, list[float]] = {}
    for row in draft.tables["places.csv"].models:
        total, sums = sum(row.people()), people.setdefault(row.consortium, [0.0, 0.0])
        sums[0] += total
        sums[1] += total * (6 - row.fifth) + 10 * sum(row.people()[5:])
    quality: dict[str, list[float]] = {}
    for row in draft.tables["practices.csv"].models:
        sums = quality.setdefault(row.consortium, [0.0, 0.0])
        sums[0] += row.list_size
        sums[1] += row.list_size * (row.referral_index + row.emergency_index + row.prescribing_index)
    opening = {one.id: one.opening_balance for _, one in draft.each("money.yaml", "commissioners")}
    found: dict[str, list[float]] = {"need": [], "balance": [], "practice quality": []}
    for body in bodies:
        if people.get(body.id, [0.0])[0]:
            found["need"].append(people[body.id][1] / people[body.id][0])
        if quality.get(body.id, [0.0])[0]:
            found["practice quality"].append(quality[body.id][1] / quality[body.id][0])
        figure = next(
            (
                body.money[name]
                for name in ("balance", "opening-balance", "gap", "deficit")
                if name in body.money
            ),
            None,
        )
        if body.id in opening:
            found["balance"].append(opening[body.id])
        elif figure is not None:
            found["balance"].append(figure.value)
    return found


def bodies_say_what_they_can_do(draft: Draft) -> Iterator[PackFault]:
    """Every organisation states its mandate, resources, sanctions and known unknowns."""
    for path, body in draft.each("organisations.yaml"):
        for key in ("mandate", "resources", "sanctions", "known_unknowns"):
            value = getattr(body, key)
            empty = not value.strip() if isinstance(value, str) else not any(text.strip() for text in value)
            if empty and (body.seated in ("yes", "part") or key == "mandate"):
                yield PackFault(
                    f"`{body.id}` states no {key.replace('_', ' ')}.",
                    where=draft.place("organisations.yaml", (*path, key)),
                    mend="write at least one; where it has none, say so in words, such as `none of its own`.",
                )


def assigned_seats_say_why(draft: Draft) -> Iterator[PackFault]:
    """A seat whose position is assigned carries the rationale of the choice."""
    for path, seat in draft.each("seats.yaml", "seats"):
        if seat.position == "assigned" and not seat.rationale.strip():
            yield PackFault(
                f"the seat `{seat.id}` is assigned, but no rationale is given.",
                where=draft.place("seats.yaml", (*path, "position")),
                mend="add `rationale:` with the skill or experience for which the person is chosen.",
            )


def outsiders_are_strangers(draft: Draft) -> Iterator[PackFault]:
    """National seats marked as outsiders have ties of at most 0.1 with local seats."""
    kinds = {one.id: one.kind for one in draft.organisations().values()}
    seats: dict[str, Seat] = {seat.id: seat for _, seat in draft.each("seats.yaml", "seats")}

    def national(name: str) -> bool:
        return kinds.get(seats[name].organisation if name in seats else name, "control") in NATIONAL

    outside = {name for name, seat in seats.items() if seat.outsider and national(name)}
    bodies = {seats[name].organisation for name in outside}
    for path, tie in draft.each("seats.yaml", "ties"):
        here, there = tie.between
        for one, other in ((here, there), (there, here)):
            if (one in outside or one in bodies) and not national(other) and tie.strength > STRANGERS:
                yield PackFault(
                    f"`{one}` is an outsider, but its tie with the local `{other}` is {tie.strength:g}.",
                    where=draft.place("seats.yaml", (*path, "strength")),
                    mend=f"write at most {STRANGERS}; or take `outsider` off the seat.",
                )


def seated_bodies_have_one_position(draft: Draft) -> Iterator[PackFault]:
    """Every seated organisation has exactly one position briefing; the pack has a common one."""
    held: dict[str, list[str]] = {}
    for file in draft.briefings:
        if file.briefing is not None and file.briefing.kind == "position" and file.briefing.round is None:
            held.setdefault(file.briefing.organisation or "", []).append(file.file)
    for path, body in draft.each("organisations.yaml"):
        files = held.get(body.id, [])
        if body.seated in ("yes", "part") and not files:
            yield PackFault(
                f"`{body.id}` is seated but has no position briefing.",
                where=draft.place("organisations.yaml", (*path, "seated")),
                mend=(
                    f"write briefings/{body.id}.md with `organisation: {body.id}` and "
                    f"`kind: position` in its front matter."
                ),
            )
        if len(files) > 1:
            yield PackFault(
                f"`{body.id}` has {len(files)} position briefings; the first is {files[0]}.",
                where=Place(files[1], 1, 1), mend="keep one; make the other a `detail`.",
            )  # fmt: skip
    if not any(file.briefing is not None and file.briefing.kind == "common" for file in draft.briefings):
        yield PackFault(
            "no briefing is common to all.",
            where=Place("briefings"), mend="write briefings/common.md with `kind: common` in its front matter.",
        )  # fmt: skip
