"""Who a session's token stands for in the day: which view they have, and whether they are a facilitator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shirehall.play.view import OBSERVER, WALL

if TYPE_CHECKING:
    from shirehall.host.register import Register
    from shirehall.host.web import Who
    from shirehall.patch.pack import Patch


class Sessions:
    """Sessions by token. The register knows whose a token is; names are read from it when somebody joins."""

    def __init__(self, register: Register, patch: Patch) -> None:
        self._register = register
        self._patch = patch
        self._badges: dict[str, str] | None = None
        control = {body.id for body in patch.organisations if body.kind == "control"}
        self._control = frozenset(seat.id for seat in patch.seats.seats if seat.organisation in control)

    def who(self, token: str) -> Who | None:
        """Who holds a token, none for one that is not known or was ended."""
        from shirehall.host.web import Who

        holder = self._register.who(token)
        if holder is None:
            return None
        seat = holder.seat if holder.kind == "seat" else ""
        viewer = {"observer": OBSERVER, "wall": WALL}.get(holder.kind, seat)
        return Who(
            holder.kind, viewer, seat, holder.session, self.is_control(seat), self.badges.get(seat, "")
        )

    @property
    def badges(self) -> dict[str, str]:
        """The names on the badges of those who agreed to have them shown, by seat."""
        if self._badges is None:
            self._badges = self._register.badges()
        return self._badges

    def forget(self) -> None:
        """Read names anew: somebody joined, left, was released or erased."""
        self._badges = None

    def is_control(self, seat: str) -> bool:
        """Whether a seat of the pack is a facilitator's or moderator's."""
        return seat in self._control
