"""How fields are called on forms, what hints they carry, which moves need words and which ask to confirm."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "about": "Topics it is about",
    "agreement": "Which agreement",
    "alliance": "Which body to leave",
    "answer": "Which answer of the model",
    "application": "Which application",
    "area": "Area of know-how",
    "away_from": "From which body",
    "bid": "Which bid",
    "bidder": "The body that leads the bid",
    "bodies": "Which bodies",
    "body": "Which body",
    "case": "Which case",
    "change": "How many more (or, with a minus, fewer)",
    "clause": "What the money does",
    "clauses": "What is agreed",
    "compared_with": "Sellers you weighed it against",
    "complaint": "Which complaint",
    "comments": "Which comments",
    "completeness": "How complete the bid is",
    "condition": "Which condition, counted from 1",
    "conditions": "Conditions",
    "consultation": "Which consultation",
    "contract": "Contract it settles, if any",
    "covers": "Criteria it answers",
    "criteria": "Criteria",
    "deadline": "Which deadline",
    "debts": "Debts taken on",
    "decisions": "What was settled",
    "delegation": "Which authority",
    "dispute": "Which dispute",
    "evidence": "What it rests on",
    "for_body": "For which body",
    "form": "What kind of body",
    "floor": "Lowest price, in per cent of the tariff",
    "found": "What you found",
    "gap": "The gap it answers",
    "gives": "What each step gives to the next",
    "holiday": "Months before the first repayment",
    "idea": "Only an idea, not yet a proposal",
    "identity": "Short id",
    "inject": "Which inject",
    "in_public": "In public",
    "in_reply_to": "In reply to",
    "interest": "Interest a year, in per cent",
    "instead_of": "In place of an earlier plan",
    "intention": "What you intend",
    "intervention": "Which intervention",
    "investigation": "Which investigation",
    "invite": "Whom you invite",
    "kept": "It was kept",
    "knowledge": "Area of know-how",
    "lead": "Who is to lead",
    "level": "At which level",
    "lines": "Lines of the plan",
    "list": "Which list",
    "loan": "Which loan",
    "lots": "How many lots",
    "managed_by": "Who is to manage it",
    "may_commit": "What they may commit the body to",
    "measures": "By what each step is measured",
    "mediator": "Who is to mediate",
    "meeting": "Which meeting",
    "members": "Members",
    "minutes": "For how many minutes",
    "months": "How many months ahead",
    "name": "Full name",
    "needs": "What each step needs from the one before",
    "notice": "Starts in how many minutes",
    "of": "What is ruled on",
    "offer": "Which offer",
    "on": "What it is about",
    "others": "The other bodies",
    "over": "Paid back over how many months",
    "pack_question": "Open question of the pack, if you know its name",
    "panel": "Who judges the bids",
    "parties": "With which bodies",
    "pathway": "How you would reach the outcomes",
    "pay": "Pay",
    "place": "Which place",
    "plan": "Which plan",
    "points": "How much, in points of 100",
    "post": "Which post",
    "practice": "Which practice",
    "price_rule": "What price is allowed",
    "protected_until": "Protected to the end of which month",
    "provider": "Which provider",
    "replaces": "Agreement under which it is done now",
    "ring_fence": "Keep what its services have left over for them",
    "ring_fenced": "Whose surplus is kept for its own services",
    "price": "Price you offer",
    "purpose": "What it is for",
    "question": "Which question",
    "request": "What was asked",
    "resource": "What kind of capacity",
    "responsible": "Which party is responsible for each step",
    "role": "Role",
    "rule": "Which rule",
    "scope": "Authority over what",
    "scores": "Scores",
    "seat": "To whom you offer the post",
    "seen_by": "Who sees it",
    "seller": "Who sells it",
    "share_with": "Who gets the answer too",
    "shared_with": "With which body",
    "short": "Short name",
    "service": "Which service",
    "site": "Which site",
    "speaking_for": "For which body you speak",
    "specification": "What you ask for",
    "specified": "Bidders are told the",
    "state": "How it stands",
    "specificity": "How specific the question is",
    "start": "From which month",
    "status": "What becomes of the rule",
    "step": "Which step, counted from 1",
    "steps": "Steps of the chain, in order",
    "sum": "How much",
    "task": "Which task",
    "tender": "Which tender",
    "text": "In your words",
    "tier": "Kind of agreement",
    "timing": "When the duty binds",
    "title": "Title",
    "to": "To whom",
    "to_everyone": "To everyone",
    "together_with": "Together with",
    "towards": "Towards which body",
    "transition": "Which transition",
    "under": "Subcontract under which agreement",
    "until": "Until which month",
    "verdict": "What you decide",
    "wants": "What you want",
    "way": "How",
    "weights": "Weights",
    "what": "What you hold against them",
    "when": "By when, step by step",
    "whom": "Whom you consult",
    "words": "Which words",
    "within": "You hope for an answer within",
    "wording": "The wording you propose",
}
"""What a field is called on every form that has it."""

OWN_LABELS: Mapping[tuple[str, str], str] = {
    ("message", "text"): "Your message",
    ("ask", "text"): "What you ask for",
    ("answer", "text"): "Your answer",
    ("withhold", "text"): "What you tell them, if anything",
    ("defer", "text"): "What you tell them, if anything",
    ("announce", "text"): "Your announcement",
    ("review-plan", "text"): "Your reasons",
    ("evaluate", "text"): "Your comment on the bid",
    ("award", "text"): "Your reasons",
    ("bid-in-tender", "text"): "What you offer",
    ("minute", "text"): "What was said",
    ("mediate", "outcome"): "How it came out",
    ("claim", "text"): "What you take to be agreed",
    ("rule", "text"): "Your ruling",
    ("ask-ruling", "text"): "Your question",
    ("free-move", "text"): "What you do",
    ("do-nothing", "text"): "Why, if you like to say",
    ("sit-on", "text"): "What you keep to yourself",
    ("consult", "text"): "The question you put to them",
    ("consult", "minutes"): "Open for how many minutes",
    ("change-timetable", "minutes"): "Bids are due in how many minutes",
    ("tender", "minutes"): "Bids are due in how many minutes",
    ("extend-deadline", "minutes"): "Put off by how many minutes",
    ("call-meeting", "minutes"): "Lasts how many minutes",
    ("call-summit", "minutes"): "Lasts how many minutes",
    ("open-case", "case"): "What kind of case",
    ("rule-terms", "clauses"): "What it amounts to",
    ("ask-model", "clauses"): "What if this were agreed",
    ("acquire", "sum"): "What you offer to pay",
    ("dispose", "sum"): "The price",
    ("award", "bidder"): "The winning bid",
    ("award", "also"): "Other winning bids",
    ("apply-to-list", "price"): "Your price, in per cent of the tariff",
    ("complain", "against"): "Of which body",
    ("sanction", "against"): "Against which body",
    ("switch-alerts", "on"): "Early warnings are on",
    ("set-pace", "pace"): "Scripts begin things",
    ("revise-position", "text"): "Your body's position now",
    ("revise-position", "published"): "Everyone may read it",
    ("add-inject", "does"): "What it does to the county",
    ("give-seat", "seat"): "Which seat",
    ("close-seat", "seat"): "Which seat",
    ("give-seat", "to"): "To a person or a script",
    ("open-seat", "to"): "Filled by",
    ("leave-open", "text"): "Why it is left open",
    ("withdraw-words", "words"): "Which words of yours",
    ("withdraw-words", "text"): "Why, if you like to say",
}
"""What a field is called on one form alone."""

HINTS: Mapping[str, str] = {
    "identity": "Small letters, digits and hyphens, such as coast-alliance. Left empty, it is made from the short name or the role.",
    "evidence": "What you have seen that this rests on. Newest first.",
    "about": "Tick what it touches, if you like. It helps others to find it.",
    "tier": "Main contracts are kept apart from side deals.",
    "clauses": "In words, in typed terms, or both. Only typed terms act on the county by themselves once all have signed.",
    "scores": "One for each criterion, in the order of the tender.",
    "weights": "They come to 100.",
    "panel": "Left empty, your own body's seats judge.",
    "completeness": "From 0 (an outline) to 100 (ready to run).",
    "gap": "What is missing in a year.",
    "specificity": "General aims find favour easily; a specific change divides.",
    "points": "From 0 to 100.",
    "covers": "One on a line, named as in the tender.",
    "seen_by": "Moderators always see it.",
    "until": "Left empty, it runs on.",
    "change": "A whole number, such as 12 or -8.",
    "resource": "As the county's tables name it, such as medical-beds or beds.",
    "months": "From 1 to 12.",
}
"""What helps to fill a field in."""

MONEY_HINT = "In pounds, such as 250,000 or 7 million."

SHORT_LINES = frozenset(("title", "name", "short", "practice", "role", "what"))
"""Words that fit on one line."""

NEEDS_WORDS = frozenset((
    "add-inject", "advise", "announce", "answer", "answer-complaint", "ask", "ask-mediation", "ask-ruling", "award",
    "bid-in-tender", "block-case", "challenge", "challenge-award", "claim", "close-investigation", "complain",
    "condition-case", "consult", "declare-failure", "dispute", "evaluate", "free-move", "intervene", "investigate",
    "leave-open", "lobby", "mediate", "message", "note-position", "notify", "offer-help", "review-plan", "revise-position",
    "rule", "voice", "withdraw-licence", "award-directly", "call-in-loan", "find-condition", "lay-aside-comments", "refuse-loan",
))  # fmt: skip
"""Moves that the play refuses without words."""

FIXED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "tier": (("main", "Main contract"), ("side", "Side agreement"), ("support", "Support"), ("enhanced", "Enhanced service")),
    "specificity": (("0", "General aims"), ("1", "A direction"), ("2", "A plan"), ("3", "The specific change")),
    "may_commit": (("agreements", "Agreements"), ("plans", "Plans"), ("money", "Money"), ("people", "People"),
                   ("rulings", "Rulings"), ("public", "Public words")),
}  # fmt: skip
"""Fields whose type says less than the few values they take."""

ANALYSIS = "data"
"""The one area of know-how that every pack has: see the move that asks the model."""

CONFIRMS: Mapping[str, str] = {
    "sign": "You are about to sign for your body. What all sign binds them, and typed terms act on the county.",
    "award": "You are about to decide this tender. Every bidder is told.",
    "merge": "You are about to offer a merger. If all accept, your body becomes part of a new one for good.",
    "acquire": "You are about to offer to take a body over, with its assets and its debts.",
    "dispose": "You are about to offer a site of yours to another body.",
    "declare-failure": "You are about to declare that a provider has failed. Others may then offer to take it over.",
    "expel-practice": "You are about to put a practice out of your body.",
    "fine-practice": "You are about to fine a practice.",
    "end": "You are about to end an agreement for your body. What it put in force stops with the next month.",
    "sign-off-plan": "You are about to accept this plan for your body.",
    "accept-offer": "You are about to accept. What follows, follows once all who were asked have accepted.",
    "intervene": "You are about to step into another body.",
    "sanction": "You are about to use what your body can hold against another.",
    "leave-alliance": "You are about to leave. The body is over when fewer than two members are left.",
    "block-case": "You are about to block what this case is about.",
    "withdraw-licence": "You are about to withdraw a licence. The provider can provide no longer, and everyone learns of it.",
    "authorise": "You are about to say whether a body may take up its work. Everyone learns of it.",
    "register": "You are about to decide a registration. Everyone learns of it.",
    "decide-funds": "You are about to decide a bid for funds. Money granted is paid.",
    "settle-rule": "You are about to settle a rule for everyone it binds.",
    "form-alliance": "You are about to found a body with others. Everyone sees it.",
    "invest": "You are about to put your body's own money into a scheme.",
    "skip-month": "You are about to skip to the end of the month. The clock never goes back.",
    "announce": "You are about to tell everyone, for your body.",
    "offer-loan": "You are about to offer a loan. It is paid out once the body accepts.",
    "call-in-loan": "You are about to call a loan in. What is still owed falls due in the next month.",
    "award-directly": "You are about to award work without a tender. Everyone learns of it.",
    "close-investigation": "You are about to give your findings.",
}
"""Moves that ask to confirm, and what they ask."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Talk", ("message", "announce", "advise", "offer-help", "challenge", "lobby", "concede", "endorse", "share", "sit-on",
              "revise-position",
              "withdraw-words")),
    ("Ask and answer", ("ask", "answer", "withhold", "defer", "press")),
    ("Meet", ("call-meeting", "join", "decline", "minute", "call-summit")),
    ("Agree", ("propose", "counter", "agree", "refuse", "withdraw", "sign", "claim", "deny", "dispute", "end",
               "lay-down-chain", "report-step")),
    ("Plan", ("submit-plan", "review-plan", "sign-off-plan", "consult")),
    ("Services and money", ("change-capacity", "invest", "bid-for-funds", "decide-funds", "ask-for-loan", "offer-loan",
                            "refuse-loan", "find-condition", "call-in-loan", "expel-practice", "reward-practice", "fine-practice")),
    ("Tenders", ("tender", "change-timetable", "bid-in-tender", "evaluate", "award", "challenge-award", "open-list",
                 "apply-to-list", "decide-place", "award-directly", "report-transition", "set-level")),
    ("People and know-how", ("appoint-lead", "delegate", "take-back", "hire", "hire-staff", "share-post", "buy-support",
                             "accept-offer", "decline-offer")),
    ("Bodies", ("form-alliance", "leave-alliance", "merge", "acquire", "dispose")),
    ("Rules", ("ask-ruling", "rule", "propose-rule-change", "settle-rule")),
    ("Disputes", ("complain", "answer-complaint", "ask-mediation", "mediate")),
    ("Regulate", ("open-case", "clear-case", "condition-case", "block-case", "authorise", "request-registration", "register",
                  "grant-licence", "withdraw-licence", "apply-for-status", "decide-status", "investigate", "close-investigation",
                  "follow-up-comments", "lay-aside-comments",
                  "intervene", "end-intervention", "sanction", "extend-deadline", "declare-failure")),
    ("What if", ("ask-model", "share-answer")),
    ("Anything else", ("free-move", "do-nothing")),
)  # fmt: skip
"""The moves by what they are for, in the order of the desk."""

TITLES: Mapping[str, str] = {
    "message": "Write a message",
    "propose": "Propose an agreement",
    "counter": "Put another text",
    "free-move": "Do anything else",
}

BUTTONS: Mapping[str, str] = {
    "message": "Send", "announce": "Tell everyone", "advise": "Send the advice", "offer-help": "Offer it", "challenge": "Send",
    "lobby": "Send", "share": "Share it", "ask": "Ask", "answer": "Send the answer", "withhold": "Do not give it",
    "defer": "Put it off", "press": "Press for it", "call-meeting": "Call the meeting", "join": "Join", "decline": "Decline",
    "propose": "Send the proposal", "counter": "Send the text", "agree": "Agree", "refuse": "Refuse", "sign": "Sign",
    "submit-plan": "Submit the plan", "consult": "Send the question", "tender": "Open the tender", "bid-in-tender": "Send the bid",
    "ask-ruling": "Ask", "rule": "Give the ruling", "complain": "Send the complaint", "answer-complaint": "Send the answer",
    "ask-model": "Ask", "free-move": "Do it", "do-nothing": "Do nothing",
}  # fmt: skip
"""What the button says that sends a form; the form's own title where nothing shorter is natural."""


def label_of(move: str, field: str) -> str:
    """What a field is called on a move's form."""
    plain = field.replace("_", " ")
    return OWN_LABELS.get((move, field)) or LABELS.get(field) or plain[:1].upper() + plain[1:]


def hint_of(field: str) -> str:
    """What helps to fill a field in; empty when nothing is needed."""
    return HINTS.get(field, "")


def confirms(move: str) -> str:
    """What a move asks to confirm before it is made; empty when it asks nothing."""
    return CONFIRMS.get(move, "")


def purpose_of(move: str, control: bool) -> str:
    """What a move is for, as the desk groups them."""
    if control:
        return "Run the day"
    return next((name for name, moves in GROUPS if move in moves), "Anything else")
