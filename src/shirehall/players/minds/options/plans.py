"""Plans: written when one is due or asked for, made of what the seat looks at, inflated by hope, with evidence only by craft."""

from __future__ import annotations

from random import Random

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, Clause, OrganisationRef, Pence, PlanLine, PlanRef, Text
from shirehall.play.moves.plan import SubmitPlan
from shirehall.play.world import Bid, Deadline, Plan, Tender
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options import shifting
from shirehall.players.minds.options.beds import beds_of
from shirehall.players.minds.options.facts import colleague
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, clipped, lower_first, month_name, number_words, pounds, say
from shirehall.players.minds.years import holds

WRITES = 0.45
"""The craft of contracts from which on one writes terms behind a line (assumed)."""
WARDS_COST_MOST = 400
"""Beds of one's own that make wards the largest cost (assumed)."""
EVENED_OUT = "acute care: less variation in who is sent in"
REFERRING = "variation in referring"
RESTS_ON_MEMBERS = (EVENED_OUT, REFERRING)
"""Lines that come true only if members who are free to refuse do as the best of them do: an aim, before anybody knows a way to it."""
AIM = "practices doing as the best of them do"
BUYER_SECTORS: tuple[tuple[str, str, float, str], ...] = (
    (
        EVENED_OUT,
        "each practice shown its own figures, visited twice, and paid by what changes",
        1.0,
        "access",
    ),
    ("planned care", "a higher threshold for procedures of limited value", 0.7, "money"),
    ("prescribing", "switching to cheaper drugs of the same kind", 0.65, "money"),
    ("outpatients", "follow-up by telephone and in practices", 0.5, "access"),
    (REFERRING, "peer review to close the variation between practices", 0.4, "figures"),
    ("community care", "more for the same block", 0.08, "patients"),
    ("mental health", "fewer placements out of the county", 0.12, "patients"),
    ("prevention", "stop smoking and falls programmes", 0.15, "prevention"),
    ("continuing care", "reviews of packages that have run for years", 0.3, "money"),
    ("running costs", "posts left unfilled and shared premises", 0.25, "money"),
)
GIVER_SECTORS: tuple[tuple[str, str, float, str], ...] = (
    ("beds and wards", "shorter stays, and a ward closed once they show", 0.9, "access"),
    ("agency staff", "a bank shared with neighbours and a cap on rates", 0.8, "money"),
    ("procurement", "one price list for all sites", 0.7, "money"),
    ("theatres", "starts on time and more day cases", 0.6, "access"),
    ("back office", "payroll and estates shared with another body", 0.5, "independence"),
    ("buildings", "empty space given up", 0.45, "money"),
    ("services at a loss", "a frank look at what loses money", 0.35, "money"),
    ("quality", "fewer falls and infections, which also cost money", 0.2, "quality"),
)
COVER = (
    "Here is our plan. It finds {found} against {gap}. {frank}",
    "As you asked: {found} towards {gap}, line after line. {frank}",
    "Plan attached; {found} found so far of {gap}. {frank}",
    "{found} of {gap}. The [largest|heaviest] line is {line}, at {amount}: {means}. {frank}",
    "[Our table|The board] passed this [on Tuesday|last night]: {count} lines, {found}, of which {amount} is {line}. {frank}",
    "{gap} is the gap and {found} is what we can show for it. {frank} [We should like your view {when}.|Tell us {when} "
    "whether it will do.]",
    "[You will look first at|Turn to] {line}: {amount}, from {means}. The whole comes to {found}. {frank}",
)
AGAIN = (
    "You said that {point}. [We have gone back to it|Here is another go]: {found} of {gap}, in {count} lines. {frank}",
    "[Second attempt.|The plan, mended.] {line} now [carries|stands at] {amount}, and the whole at {found}. {frank}",
    "[We took your comments to heart|After your letter we began again]. {found} against {gap}; {frank}",
)
FRANK = (
    "Not all of it is certain.",
    "We know what is missing from it.",
    "We believe that it can be done.",
    "The later lines depend on others.",
    "[Half rests on people we have yet to hire.|Two lines need {other} to move first.]",
    "[I would defend every line but the last.|The last line is the soft one.]",
    "{colleague} [stands behind|wrote] the sums and will [come and explain|answer for] them.",
    "[If the winter is kind it holds.|A hard winter undoes it.]",
)
NEARER = "planned care: nearer home"
"""The line of a purchaser's plan by which work moves out of hospital."""
TAKEN_ON: tuple[tuple[str, str, float, str], ...] = (
    ("the team", "people who come over with the work, and a bank for the rest", 0.9, "patients"),
    ("opening hours", "urgent need met there by day and in the evening", 0.7, "access"),
    ("clinics in the new place", "clinics held there, so that fewer travel", 0.8, "access"),
    ("one record", "one record and one number to ring for all who work there", 0.5, "figures"),
    ("rooms", "rooms shared with those who are there already", 0.6, "money"),
    ("a slow start", "one place first, the next when it runs", 0.4, "money"),
)
"""What goes into the running of a piece of work that one was given."""
TITLES = {
    "award": "{body}: how we would run what we were given",
    "recovery": "{body}: how we come back to balance",
    "winter": "{body}: plan for the months ahead",
    "budget": "{body}: how we would live within a budget of our own",
    "purchase": "{body}: what we mean to buy, and what becomes of the rest",
    "again": "{body}: the plan, mended",
}


def options(s: Situation) -> Options:
    """A plan for a date that comes near, or a better one after a bad review."""
    if not s.falls_to_me("money", "performance", "strategy", scope="plans"):
        return
    yield from after_a_review(s)
    yield from before_one_commits(s)
    yield from once_awarded(s)
    for deadline in s.world.deadlines.values():
        if (
            deadline.met_by == "plan-submitted"
            and s.who.organisation in deadline.owes
            and not met(s, deadline)
        ):
            yield from towards_a_date(s, deadline)


def met(s: Situation, deadline: Deadline) -> bool:
    """Whether the seat knows that a plan went to those who wait for it, for this date and not an earlier one."""
    since = (deadline.month - 4) * s.world.clock.minutes_a_month
    last = max((s.memory.we_tried(f"plan-submitted/{body}")[1] for body in deadline.to), default=-1000)
    return last > since and last >= 0


def towards_a_date(s: Situation, deadline: Deadline) -> Options:
    """A plan that is due: early with grip, late without, and dropped long after the date."""
    ahead = deadline.at - s.at
    horizon = 12 + 34 * s.who.trait("grip") + 14 * s.who.skill("finance")
    if ahead > horizon or ahead < -45:
        return
    to = tuple(b for b in deadline.to if s.world.seats_of(b))
    if not to:
        return
    near = 1 - max(ahead, 0) / horizon
    worth = (
        0.75
        + 0.9 * near
        + 0.3 * s.who.trait("deference")
        + 0.15 * s.memory.pressure
        - (0.45 if ahead < 0 else 0.0)
    )
    reasons = (f"“{deadline.title}” is due in {ahead} minutes", f"grip {s.who.trait('grip'):.1f}")
    kind = "recovery" if "money" in deadline.about else "winter"
    yield Option("submit-plan", worth, lambda r: plan(s, r, to, kind, None), reasons, 0.9, to[0])


def before_one_commits(s: Situation) -> Options:
    """A plan for what one is about to take upon oneself and nobody asked a plan of: a large purchase, or a budget of one's own. It goes
    to whoever signs plans off, for cover, and to whoever gives the budget."""
    tendered = [
        tender.opened
        for tender in s.world.tenders.values()
        if tender.by == s.who.organisation and tender.lots > 1 and tender.status == "open"
    ]
    givers = holds(s, "practice-budget") if s.provides else ()
    above = [
        b for b in s.world.with_power("sign-off-plans") if b != s.who.organisation and s.world.seats_of(b)
    ]
    to = tuple(dict.fromkeys((*givers, *above[:1])))
    early = 2 * s.world.clock.minutes_a_month
    since = max((s.memory.round_began, *(opened - early for opened in tendered)))
    if not to or not (tendered or givers):
        return
    if any(s.memory.we_tried(f"plan-submitted/{body}")[1] >= since for body in to):
        return
    worth = (
        0.5
        + 0.3 * s.who.trait("caution-in-public")
        + 0.3 * s.who.trait("grip")
        + 0.2 * s.who.trait("looks-upward")
    )
    what = "a budget of our own" if givers else "a purchase of this size"
    reasons = (f"{what} should rest on a plan that somebody has put their name to",)
    yield Option(
        "submit-plan",
        worth,
        lambda r: plan(s, r, to, "budget" if givers else "purchase", None),
        reasons,
        0.9,
        to[-1],
    )


def once_awarded(s: Situation) -> Options:
    """How one would run the work that one was given, put to whoever gave it, once for each award."""
    for tender in s.world.tenders.values():
        mine = own_bid(s, tender)
        if mine is None or s.who.organisation not in tender.awarded or not s.world.seats_of(tender.by):
            continue
        if s.memory.we_tried(f"plan-submitted/{tender.by}")[1] >= tender.closes:
            continue
        worth = (
            0.6
            + 0.35 * s.who.trait("grip")
            + 0.2 * s.who.trait("proactive")
            + 0.15 * s.share_of("strategy", "contract")
            - 0.3 * s.load()
        )
        reasons = (
            f"“{clipped(tender.title, 60)}” is ours to run, and {s.name(tender.by)} has to say yes to how",
        )
        yield Option(
            "submit-plan", worth, later(plan, s, (tender.by,), "award", None), reasons, 0.9, tender.by
        )
        return


def own_bid(s: Situation, tender: Tender) -> Bid | None:
    """The bid that one leads or has joined, if there is one."""
    return next((each for each in tender.bids if s.who.organisation in each.bidders), None)


def after_a_review(s: Situation) -> Options:
    """A plan that was found wanting is mended once or twice, unless the same readers have accepted a later one."""
    said = list(s.memory.plans_out.items())
    for number, verdict in said[-3:]:
        known = s.world.plans.get(number)
        if verdict not in ("not credible", "partly credible") or known is None or known.version > 2:
            continue
        if any(
            later_one > number
            and so == "signed off"
            and (plan_then := s.world.plans.get(later_one)) is not None
            and set(known.to) <= set(plan_then.to)
            for later_one, so in said
        ):
            continue
        hurt = 0.75 if verdict == "not credible" else 0.4
        worth = 0.5 + hurt * s.who.trait("persistence") + 0.2 * s.memory.pressure
        to = tuple(b for b in known.to)
        reasons = (f"our plan was judged {verdict}",)
        yield Option("submit-plan", worth, later(plan, s, to, "again", number), reasons, 0.8, "", 0.7, number)


def plan(s: Situation, random: Random, to: tuple[str, ...], kind: str, old: int | None) -> Ask:
    """The plan: as many lines as the seat can think of, adding up to what it hopes."""
    gap = s.who.gap or gap_from_figures(s)
    known = s.world.plans.get(old or next(reversed(s.memory.plans_out), 0))
    if known is not None and not s.who.gap and s.memory.round_began:
        gap = max(gap, known.gap_pence // 100)
    if kind == "award":
        gap, lines = for_an_award(s, random)
    else:
        anew = known is None or (kind == "budget" and old is None)
        lines = lines_of(s, random, gap, kind) if known is None or anew else mended(s, random, gap, known)
    lines = nearer_home(s, random, lines)
    text = cover(s, random, lines, gap, old)
    title = Text(TITLES[kind].format(body=s.who.name))
    about = s.about("money", "strategy") if kind != "winter" else s.about("access", "performance")
    return SubmitPlan(
        to=tuple(OrganisationRef(b) for b in to),
        title=title,
        gap=Pence(gap * 100),
        lines=lines,
        instead_of=None if old is None else PlanRef(old),
        text=text,
        about=about,
    )


def cover(s: Situation, random: Random, lines: tuple[PlanLine, ...], gap: int, old: int | None) -> Text:
    """The letter with a plan: what it finds, on what it rests most, and how sure one is."""
    known = s.world.plans.get(old or 0)
    said = known.reviews[-1].reasons if known is not None and known.reviews else ""
    others = [s.name(p.other) for p in s.who.contracts] or ["others"]
    first = max(lines, key=lambda line: line.pence)
    frank = say(
        random, FRANK, other=others[int(random.random() * len(others))], colleague=colleague(s, random)
    )
    return say(
        random,
        AGAIN if said else COVER,
        found=pounds(sum(line.pence for line in lines) / 100),
        gap=pounds(gap),
        frank=frank,
        line=lower_first(first.sector),
        amount=pounds(first.pence / 100),
        means=lower_first(first.means or AIM),
        count=number_words(len(lines)),
        when=by_when(s, random, 25),
        point=lower_first(clipped(said.split(". ")[0].rstrip("."), 90)),
    )


def gap_from_figures(s: Situation) -> int:
    """A gap in pounds a year as the published figures suggest it; a round sum where there are none."""
    margin, balance = s.figure("provider-margin"), s.figure("commissioner-balance")
    if margin is not None and margin[1] < 0:
        return int(-margin[1] * 12)
    if balance is not None and balance[1] < 0:
        return int(-balance[1])
    return 500_000


def for_an_award(s: Situation, random: Random) -> tuple[int, tuple[PlanLine, ...]]:
    """What one asked for the newest piece of work that one was given, and lines for it."""
    won = [
        bid.pence // 100
        for tender in s.world.tenders.values()
        if s.who.organisation in tender.awarded and (bid := own_bid(s, tender)) is not None
    ]
    return won[-1], lines_of(s, random, won[-1], "award")


def nearer_home(s: Situation, random: Random, lines: tuple[PlanLine, ...]) -> tuple[PlanLine, ...]:
    """The plan of a buyer that knows how to move work out of hospital says so in a line with terms: what goes where, and how much."""
    if not s.buys or any(line.sector == NEARER for line in lines) or not shifting.meant(s):
        return lines
    wanted = max((t.lots for t in s.world.tenders.values() if t.by == s.who.organisation), default=1)
    pence = round(wanted * (300_000 + 200_000 * random.random()), -4) * 100
    clause = shifting.as_meant(s, random) if s.who.skill("contracting") >= WRITES else None
    line = PlanLine(NEARER, int(pence), "clinics at local sites in place of the hospital's", "", clause)
    return (*lines, line)


def lines_of(s: Situation, random: Random, gap: int, kind: str) -> tuple[PlanLine, ...]:
    """Lines from the sectors that the seat looks at, by its interests; the number of them by its grip of money. Who holds a budget
    looks where a buyer looks."""
    buying = s.buys or kind == "budget"
    sectors = TAKEN_ON if kind == "award" else BUYER_SECTORS if buying else GIVER_SECTORS
    ranked = sorted(
        sectors,
        key=lambda row: -(row[2] + cost_there(s, row[0]) + 0.5 * s.concern(row[3]) + 0.5 * random.random()),
    )
    skill = s.who.skill("finance")
    count = min(len(ranked), 3 + round(3 * skill) + min(s.memory.support, 1))
    hope = 1 + max(0.0, s.who.thinks_it_can("finance") - skill)
    cover = min(1.1, (0.45 + 0.45 * skill + 0.12 + 0.1 * s.memory.support) * hope)
    parts = [1.0 / (place + 1.5) for place in range(count)]
    lines = []
    for row, part in zip(ranked, parts, strict=False):
        amount = round(gap * cover * part / sum(parts) * (0.85 + 0.3 * random.random()), -4)
        shown = random.random() < s.who.skill("data") * 0.7 + 0.3 * min(s.memory.support, 1)
        evidence = evidence_for(s, random, row[0].partition(":")[0]) if shown else ""
        clause = clause_for(s, row[0])
        means = row[1] if clause is not None or says_how(s, random, row[0]) else ""
        lines.append(PlanLine(row[0], int(amount) * 100, means, evidence, clause))
    return tuple(lines)


def cost_there(s: Situation, sector: str) -> float:
    """Savings are looked for where the cost is: in wards by whoever runs many, and not by those who run hardly any."""
    if sector != "beds and wards":
        return 0.0
    return 0.6 * min(1.0, beds_of(s) / WARDS_COST_MOST) - 0.2


def says_how(s: Situation, random: Random, sector: str) -> bool:
    """Whether a line says how it comes true. What one orders oneself has its way; what rests on members has one for those who have
    tried a lever on them, or who know what can be put into a contract."""
    if sector not in RESTS_ON_MEMBERS:
        return True
    tried = s.times("practice-rewarded", ours=True) + s.times("practice-fined", ours=True)
    return random.random() < 0.5 * s.who.skill("contracting") + 0.4 * min(tried, 2)


def mended(s: Situation, random: Random, gap: int, old: Plan) -> tuple[PlanLine, ...]:
    """The old plan rolled forward, more shown for it and more asked of its largest line: what one put one's name to is seldom given up.

    Wildavsky 1964, on budgets as last year's budget and a little more; Staw 1976, on commitment to a course once it is one's own.
    """
    skill, support = s.who.skill("data"), min(s.memory.support, 1)
    kept = tuple(
        line
        if line.evidence or random.random() > 0.4 * skill + 0.2 * support
        else altered(line, evidence=evidence_for(s, random, line.sector.partition(":")[0]))
        for line in old.lines
    )
    missing = gap * 100 - sum(line.pence for line in kept)
    if missing <= 0 or not kept:
        return kept
    first = max(range(len(kept)), key=lambda place: kept[place].pence)
    more = int(round(missing * (0.2 + 0.3 * random.random()), -6))
    return tuple(
        altered(line, pence=line.pence + more) if place == first else line for place, line in enumerate(kept)
    )


def evidence_for(s: Situation, random: Random, sector: str) -> str:
    """What is shown for a line."""
    texts = (
        f"Last year's figures for {sector}, practice by practice."
        if s.buys and any(sector in line for line in RESTS_ON_MEMBERS)
        else f"Last year's bills for {sector}, month by month."
        if s.buys
        else f"Twelve months of our own figures for {sector}.",
        f"A count of 200 cases in {sector}, and what a neighbour measured.",
        f"Benchmarks for {sector} against like bodies.",
        f"An audit of {sector} that {colleague(s, random)} ran in {month_name(s, s.month - 1)}.",
        f"What {sector} cost in each of the last three years, with the cause of each rise.",
    )
    return texts[int(random.random() * len(texts))]


def clause_for(s: Situation, sector: str) -> Clause | None:
    """Terms behind a line, where the seat can write them and the matter is its own to decide."""
    if not s.buys or s.who.skill("contracting") < WRITES:
        return None
    mine = s.who.organisation
    if sector == "planned care":
        return Clause(
            "A higher threshold for planned procedures.",
            "threshold",
            (("commissioner", mine), ("percent", 3)),
        )
    if sector == REFERRING:
        return Clause(
            "Peer review between practices.", "practice", (("close_percent", 5), ("commissioner", mine))
        )
    return None
