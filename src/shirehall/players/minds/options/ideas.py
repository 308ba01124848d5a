"""Schemes of care in words: what each is called, what it is about, what it does, and why one might want it."""

from __future__ import annotations

OPENERS = (
    "{reason} We think this could take pressure off {when}. We reckon it might save {saving} a year, once it is running.",
    "{reason} It is small, it can start soon, and either side may stop it. Our own sum is {saving} a year.",
    "{reason} [Nobody has measured it properly|There is no good count of it]; {other} and we [could be the first|would like to], from "
    "{month}, and we hope for {saving} a year.",
    "{reason} {shown} [So here is|Hence] a proposal to {other}: begin in {month}, [look at it after three months|count from "
    "the first day]. {saving} a year [is our guess|might come of it].",
    "To {other}: {reason} [On our reckoning|By our arithmetic] that is worth {saving} a year, [shared|if half of it comes "
    "true]. [Could you say yes or no {when}?|What would you need to see?]",
    "{saving} a year is what we [believe|hope] this [brings|gives], and [I would settle for half|nobody should bank it yet]. "
    "{reason} Start in {month}?",
    "{reason} [We have talked of this long enough|Everybody has a paper on it and nobody a start]. {month}, {other} and we, "
    "[no fanfare|a page of text]. [Say {saving} a year, and {other} keeps the count.|It could be {saving} a year, if {other} comes in.]",
    "[An offer|A proposal] rather than a paper. {reason} We [bring|put in] {colleague}; {other} [brings the people who know "
    "the houses|puts in what it has]. Hoped for, from {month}: {saving} a year.",
)
IDEAS = {
    "discharge": (
        "Home sooner: supported discharge from hospital",
        "pathway",
        "Runs {places} places at home so that people leave a hospital bed about {days} sooner: early discharge with support.",
    ),
    "avoidance": (
        "Rapid response instead of an admission",
        "pathway",
        "Runs {places} urgent places at home to avoid admission: a rapid response team, open every day of the week.",
    ),
    "practice": (
        "Peer review of referrals between practices",
        "practice-performance",
        "Practices look at one another's referrals each month, to close {share}% of the variation between practices.",
    ),
    "pool": (
        "Sharing the risk of the costliest patients",
        "money",
        "The members put {share}% of any surplus or deficit into one pool and share it by allocation.",
    ),
    "price": (
        "More planned care at a lower price",
        "price",
        "Takes further planned patients at {share}% below the usual price.",
    ),
    "budget": (
        "A real budget for our own patients",
        "practice-performance",
        "Holds a real budget for the care of its own patients: keeps {share}% of what is left of the whole, and bears as much of what "
        "is overspent.",
    ),
    "prevention": (
        "Keeping people well: stop smoking and falls",
        "prevention",
        "Pays {sum} a year for a prevention programme: stop smoking help and falls classes.",
    ),
}
BY_OCCASION = {
    "together": (
        "Buying together for people who need both health and social care",
        "relationship",
        "One budget for people who need health and social care, {sum} from each side in the first year. One of the two buys for both, and "
        "tells the other each month what was bought.",
    ),
    "packages": (
        "Home care on the day people leave hospital",
        "access",
        "{places} care packages a week stand ready, each begun within {days} of a call from the ward.",
    ),
    "treat": (
        "Treated where they are, and not brought in",
        "access",
        "Crews treat {places} people a week at home who would have been brought to the door, and hand the rest over within a quarter of "
        "an hour.",
    ),
    "sites": (
        "Services shared out between hospitals",
        "estate",
        "One rota at night in place of two, and the work of {places} beds moved to where there is room for it.",
    ),
    "rooms": (
        "Clinics in rooms that stand empty",
        "estate",
        "{places} appointments a week are held there, for a rent {share}% above what the rooms cost.",
    ),
    "back": (
        "Treated here and not beyond the county line",
        "access",
        "Patients who are treated out of the county now are treated here as far as there is room: work worth {sum} a year, paid as it is "
        "done.",
    ),
    "telecare": (
        "Watched over at home by machine",
        "technology",
        "{places} people with long illnesses have monitors at home, somebody who answers and somebody who comes, beside the care that "
        "they have now: {sum} for the first year.",
    ),
}
"""Schemes that a county's rules, neighbours and firms make possible, as `IDEAS` has them."""
ABOUT = tuple(dict.fromkeys(topic for _, topic, _ in (IDEAS | BY_OCCASION).values()))
"""What schemes are about."""
WAYS_OF_CARE = ("packages", "treat", "sites", "rooms", "telecare")
"""Those of them that change how or where people are cared for before they change who pays."""
WHY: dict[str, tuple[str, ...]] = {
    "discharge": (
        "[Every|Any] ward round finds people who [could be at home|are well enough to leave].",
        "The last three days in a hospital bed [do an old person no good|are often a wait for somebody's form].",
    ),
    "avoidance": (
        "At six in the evening a family doctor has [an ambulance or nothing|nobody to ring].",
        "Half of those who come in by ambulance on a Friday [needed a nurse at the door|might have stayed in their own bed].",
    ),
    "practice": ("Neighbouring practices [refer|send people on] at rates that differ threefold.",),
    "pool": (
        "[A patient like that|A bad winter] can undo any one of us.",
        "Alone, each of us is too small to [bear|insure] a run of bad luck.",
    ),
    "price": (
        "[There is a queue and there is|We have] room in the week.",
        "[People would travel a little|Patients ask us] to be seen sooner.",
    ),
    "budget": (
        "[A budget on paper moves nobody.|We are told what we spend and can change none of it.]",
        "What we save [goes back into somebody else's hole|is gone by the spring].",
    ),
    "prevention": (
        "[A fall prevented|A broken hip that does not happen] costs nobody a bed.",
        "We [keep paying|pay every winter] for illness that need not come.",
    ),
}
"""Why one might want each sort of scheme, in words."""
WHY_BY_OCCASION: dict[str, tuple[str, ...]] = {
    "together": (
        "[The same old man has a file with each of us.|We each pay half a carer and wonder who pays the rest.]",
        "The rule lets one of us buy for both, and [nobody does|we have never used it].",
    ),
    "packages": (
        "[The ward waits for you and you wait for the ward.|A bed costs more in a day than a carer in a week.]",
        "[People who could be at home wait for a carer|What keeps people in our beds is washing and meals].",
    ),
    "treat": (
        "[Half of those in the back of the vehicle need no hospital|A crew can do more than drive].",
        "[Our vehicles stand in your yard|An hour at your door is an hour without a crew].",
    ),
    "sites": (
        "[We both pay for a night that neither fills.|Each of us is short of the same three consultants.]",
        "[One of us has the room and the other the queue|What is too small for two is enough for one].",
    ),
    "rooms": (
        "[People would sooner come to you than drive to us|It is nearer for them than anything of ours].",
        "[You have a roof and we have the staff|Your corridor is quiet three afternoons a week].",
    ),
    "back": (
        "[We pay others for what could be done here|Each month a bill comes from over the county line].",
        "[What leaves the county is money that we shall not see again|People travel an hour past our own hospital].",
    ),
    "telecare": (
        "[A machine that asks how you are each morning misses nothing|Most crises give a week's notice].",
        "[It runs in other counties|We bring the equipment and the people who watch it].",
    ),
}
"""Why one might want each of those, in words."""
