"""Real names that may stand in a pack's private notes and nowhere that a player reads.

The published exercises were drawn from real places; a pack must not send players back to them. National bodies
of the reformed system (the NHS Commissioning Board, Monitor, the Care Quality Commission) are roles in the
story and stay.
"""

from __future__ import annotations

REAL_NAMES: tuple[str, ...] = (
    "Lincolnshire", "United Lincolnshire", "Louth", "Boston Pilgrim", "Pilgrim Hospital", "Grantham",
    "Skegness", "Mablethorpe", "Gainsborough", "Spalding", "Sleaford", "Stamford", "LADMS",
    "Lincolnshire and District Medical Services", "Peterborough", "Grimsby", "Scunthorpe", "Nottinghamshire",
    "Leicestershire", "Norfolk", "Suffolk", "Cambridgeshire", "Kent", "Essex", "PricewaterhouseCoopers", "PwC",
    "KPMG", "Deloitte", "Ernst & Young", "McKinsey", "Capita", "Serco", "Circle Health", "Hinchingbrooke",
    "Bupa", "Virgin Care", "Assura", "UnitedHealth", "Humana", "Care UK", "Spire Healthcare", "Nuffield Health",
    "Ramsay Health", "BMI Healthcare", "Taunton", "Musgrove Park", "Somerset", "Yeovil", "Dorset", "Devon",
    "Wiltshire", "Gloucestershire", "Swindon", "Torbay", "Bristol", "Birmingham", "Manchester", "Leeds",
    "Sheffield", "Newcastle", "Addenbrooke's", "Guy's and St Thomas'", "King's College Hospital", "Barts",
    "Mid Staffordshire", "Stafford Hospital", "Unison", "David Nicholson", "Andrew Lansley",
)  # fmt: skip
"""Places, trusts, firms and people that are real; compared as whole words, with capitals."""

MOVES: frozenset[str] = frozenset(
    {
    "message", "meet", "call", "join", "decline", "minute", "ask", "answer", "withhold", "advise", "offer-help",
    "propose", "counter", "agree", "claim", "deny", "sign", "refuse", "withdraw", "concede", "defer", "plan",
    "review", "sign-off", "endorse", "bid", "lobby", "rule", "question", "renegotiate", "clear", "condition",
    "block", "authorise", "register", "challenge", "press", "complain", "investigate", "summit", "mediate",
    "intervene", "sanction", "extend", "appoint", "delegate", "share-a-post", "consult", "announce", "hire",
    "buy-support", "merge", "acquire", "dispose", "tender", "evaluate", "award", "expel", "reward", "invest",
    "share", "do-nothing",
    }
)  # fmt: skip
"""Names of kinds of move, which no trait may bear."""
