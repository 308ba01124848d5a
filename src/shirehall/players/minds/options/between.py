"""What passes between bodies: asked about by those who oversee, where a rule has each body judged by itself."""

from __future__ import annotations

from random import Random

from shirehall.play.agreements import Agreement
from shirehall.play.fields import Ask
from shirehall.play.names import listed
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import title_of
from shirehall.players.minds.options.letters import letter
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PROVIDERS
from shirehall.players.minds.years import says

EACH_ALONE = "passes between bodies"
"""The words of a rule that leaves what passes between bodies to nobody, or to somebody to say."""
ASKED = (
    "[I read that|We are told that] {bodies} share a service under “{title}”. [I judge each of you by itself.|My powers stop at each "
    "door.] If it goes wrong between you, [who answers for it|whose board hears of it first]?",
    "“{title}” [lies across two bodies and I oversee one at a time|is joint, and nothing of mine is]. [Partnerships will be harder to "
    "oversee than hospitals.|Who keeps its accounts, and who is told of a death?] {shown}",
)
SAID = (
    "[Care that crosses from one body to another|What is shared between providers] is nobody's to judge. [With more partnerships it will "
    "get harder.|I should like to know who thinks it theirs.] {view}.",
    "[We look at each of you alone.|Our returns are one for each body.] Joint work, across two or three of you, [we cannot see|falls "
    "between our files]. [How would you want it overseen?|What do you do about it?]",
)
STANDS = ("agreed", "signed", "in-force")


def options(s: Situation) -> Options:
    """A word on joint work, to one of those who share it, or to somebody who might."""
    if not s.oversees or not says(s, EACH_ALONE):
        return
    if (
        not s.falls_to_me("governance", "quality")
        or not s.fresh("message-sent:governance", 50)
        or not s.fresh("message-sent", 8)
    ):
        return
    shared = next((a for a in reversed(list(s.world.agreements.values())) if without_buyer(s, a)), None)
    bodies = shared.parties if shared is not None else s.who.roster.of("acute-provider", "community-provider")
    near = [b for b in bodies if s.world.seats_of(b) and s.fresh(f"message-sent/{b}", 60)]
    if not near:
        return
    body = max(near, key=s.known)
    worth = (
        0.3
        + 0.35 * s.concern("rules")
        + 0.3 * s.concern("quality")
        + (0.35 if shared is not None else 0.0)
        + 0.2 * s.share_of("governance", "quality", "rules", "strategy")
    )
    reasons = (
        "two bodies do it together" if shared is not None else "partnerships are talked of",
        "each body is judged by itself",
    )
    yield Option("message", worth, later(write, s, body, shared), reasons, 0.7, body)


def without_buyer(s: Situation, a: Agreement) -> bool:
    """Whether those who give care have settled something among themselves."""
    return a.phase in STANDS and all(s.who.roster.kinds.get(p) in PROVIDERS for p in a.parties)


def write(s: Situation, random: Random, body: str, shared: Agreement | None) -> Ask:
    """The question."""
    about, to = ("governance", "rules"), ("governance", "quality")
    if shared is None:
        return letter(s, random, body, SAID, *about, to=to)
    title, bodies = title_of(shared.title), listed([s.name(p) for p in shared.parties])
    return letter(s, random, body, ASKED, *about, to=to, title=title, bodies=bodies)
