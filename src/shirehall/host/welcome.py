"""What the host says when it is ready: where to go, and the facilitators' way in."""

from __future__ import annotations

from shirehall.host.house import House


def welcome(house: House, port: int) -> list[str]:
    """The lines printed at the start. The facilitators' links are shown here and nowhere else."""
    url = house.settings.public_url
    lines = [
        f"{house.patch.head.title}: {house.stage}.",
        f"Everybody:     {url}",
        f"On this machine: http://localhost:{port}",
    ]
    for seat in control_seats(house):
        invitation = house.register.invite_staff(seat)
        lines.append(f"Facilitator {seat}: {invitation.address(url)}   (code {invitation.shown})")
    wall = next(
        (one for one in house.register.invitations() if one.kind == "wall"), None
    ) or house.register.invite("wall", label="wall", places=4)
    lines.append(f"Wall screen:   {wall.address(url)}   (code {wall.shown})")
    if house.settings.lan:
        lines.append("Local network without encryption: use it only in a room that you trust.")
    lines.append(
        "Stop with Ctrl+C: everything acknowledged is kept, and the same command goes on where it stopped."
    )
    return lines


def control_seats(house: House) -> list[str]:
    """The seats of facilitators and moderators."""
    return [seat.id for seat in house.patch.active_seats if house.sessions.is_control(seat.id)]
