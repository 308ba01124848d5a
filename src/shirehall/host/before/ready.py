"""The readiness gate: what stands ready before the doors open, and what does not, each with what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shirehall.host import health
from shirehall.host.house import House
from shirehall.patch.check import CheckReport, check_pack

TICKS = {
    "observers-briefed": "Observers are briefed: codes, tables, how to write without a connection",
    "printed": "Paper is printed: packs, role cards, move forms for the case that machines fail",
    "rehearsed": "The clock, the film and a month of play were rehearsed in the room",
}
"""What only a person can know, to be ticked."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One line of the gate: what, whether it is ready, how it stands, and what mends it or where."""

    what: str
    well: bool
    words: str
    mend: str = ""
    href: str = ""


def gate(house: House) -> tuple[Ready, ...]:
    """Every line of the gate, in the order in which it is read aloud."""
    return (
        pack(house), seats(house), devices(house), observers(house), ticked(house, "printed"), ticked(house, "rehearsed"),
        of_health(health.disk(house)), of_health(health.copy(house)), county(house),
    )  # fmt: skip


@lru_cache(maxsize=8)
def report(path: Path, digest: str) -> CheckReport:  # noqa: ARG001 (a pack that was changed is checked anew)
    """The check of a pack, once for each state of its files."""
    return check_pack(path)


def pack(house: House) -> Ready:
    """Whether the pack checks clean."""
    found = report(house.patch.path, house.patch.digest)
    if found.faults:
        return Ready("The pack", False, f"Its check finds {counted(len(found.faults), 'fault')}.", "Mend them before anybody reads it.",
                     "/run/pack")  # fmt: skip
    warned = f" with {counted(len(found.warnings), 'warning')}" if found.warnings else ""
    return Ready("The pack", True, f"It checks clean{warned}.", href="/run/pack")


def counted(number: int, what: str) -> str:
    """1 fault, 2 faults."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def seats(house: House) -> Ready:
    """Whether each seat is a script's, nobody's on purpose, or a person's who confirmed or came."""
    sure = {one.seat for one in house.register.names() if not one.left and (one.confirmed or one.present)}
    came = {one.seat for one in house.register.sessions() if one.seat}
    people = [
        seat.id for seat in house.patch.active_seats
        if not house.sessions.is_control(seat.id) and house.to_be_filled(seat.id) == "person"
    ]  # fmt: skip
    lacking = [seat for seat in people if seat not in sure | came]
    scripted = sum(
        house.to_be_filled(seat.id) not in ("person", "nobody") for seat in house.patch.active_seats
        if not house.sessions.is_control(seat.id)
    )  # fmt: skip
    told = f"Confirmed or there: {len(people) - len(lacking)} of {len(people)} that people are to fill. Scripted: {scripted}."
    if lacking:
        return Ready("Seats", False, told, "Confirm who comes, or give the others to scripts.", "/run/seats")
    return Ready("Seats", True, told, href="/run/seats")


def devices(house: House) -> Ready:
    """Whether the devices that came were tried, and bore it."""
    came = sorted({one.seat for one in house.register.sessions() if one.seat})
    tried = house.plan.devices
    if not came:
        return Ready("Devices", False, "No device has come in yet.", "Let at least one laptop and one tablet come in and be tried.",
                     "/run/cards")  # fmt: skip
    lacking = [seat for seat in came if seat not in tried]
    failed = [seat for seat in came if seat in tried and not tried[seat].well]
    told = f"{len(came) - len(lacking) - len(failed)} of {len(came)} that came in were tried well."
    if failed:
        return Ready(
            "Devices",
            False,
            f"{told} Not well: {', '.join(failed)}.",
            "Try another browser or network there.",
            "/run/plan/people",
        )
    if lacking:
        return Ready("Devices", False, told, "Each is tried on the device itself: “Test this device” stands on top of the page that waits "
                     "there, and for yours under Before the day. See who has done it.", "/run/plan/people")  # fmt: skip
    return Ready("Devices", True, told, href="/run/plan/people")


def observers(house: House) -> Ready:
    """Whether observers are invited and briefed."""
    invited = sum(one.kind == "observer" for one in house.register.invitations())
    briefed = "observers-briefed" in house.plan.ticks
    told = f"{invited} invited, {'briefed' if briefed else 'not yet briefed'}."
    if not invited:
        return Ready("Observers", False, told, "Invite at least one.", "/run/seats#others")
    return Ready("Observers", briefed, told, "" if briefed else "Brief them, and tick it.", "/run/plan#ticks")


def ticked(house: House, mark: str) -> Ready:
    """Something that only a person can know."""
    at = house.plan.ticks.get(mark, "")
    what = {"printed": "Paper", "rehearsed": "Rehearsal"}[mark]
    if at:
        return Ready(what, True, f"{TICKS[mark]}: ticked {at[:10]}.", href="/run/plan#ticks")
    return Ready(what, False, "Not ticked.", f"{TICKS[mark]}: do it, and tick it.", "/run/plan#ticks")


def of_health(sign: health.Sign) -> Ready:
    """A sign of health as a line of the gate."""
    return Ready(sign.what, sign.mark == "well", sign.words, sign.mend)


def county(house: House) -> Ready:
    """Whether the county's worker is warm."""
    if not house.settings.county:
        return Ready(
            "County", True, "This day is played without the county's figures, as the host was started."
        )
    state = house.warming.state
    words = {"cold": "Not warmed: the first month might wait for minutes.", "warming": "It is being warmed.",
             "warm": "Warm: months are lived in seconds.", "failed": "It could not be warmed."}[state]  # fmt: skip
    mend = {
        "cold": "Warm it now.",
        "failed": "Try again; look at the machine's memory.",
        "warming": "Wait a moment.",
    }.get(state, "")
    return Ready("County", state == "warm", words, mend, "/run/plan#county")
