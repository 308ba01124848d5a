"""Where care is given: at home, near home, in hospital, in an ambulance, by contacts and by what they cost.

A contact is one passage of a counted step with a setting. Its cost is the tariff where there is one, else what one more costs
the provider (`variable` of money.yaml), else the unit cost below, which is for a whole episode where the count begins one. A
pack may state its own as the setting `unit-cost-<count>`. Shares by cost are as rough as these costs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from shirehall.economy.money import Accounts
from shirehall.economy.report.layout import COUNTY, Layout
from shirehall.economy.report.month import Month

FAMILIES = {
    "home": ("home", "phone", "residential"),
    "near": ("surgery", "community-clinic", "community-hospital", "mobile-unit"),
    "hospital": ("outpatient", "ae", "ward", "theatre"),
    "ambulance": ("ambulance",),
}
NAMES = {"home": "at-home", "near": "near-home", "hospital": "in-hospital", "ambulance": "by-ambulance"}
UNIT_COSTS = {
    "gp-consultation": 45, "gp-phone": 28, "gp-home": 95, "nurse-consultation": 14, "annual-review": 22, "gp-sent-to-ae": 45,
    "ooh-case": 20, "ooh-seen": 68, "ambulance-call": 8, "conveyed": 230, "see-and-treat": 180, "hear-and-treat": 44,
    "care-home-call": 8, "flare": 0, "monitored": 150, "crisis-response": 500, "avoided": 525, "early-discharge": 630,
    "community-start": 60, "community-visit": 40, "package": 1900, "home-step-down": 2600, "step-down": 5200, "equipment": 250,
    "care-home-admission": 2400, "mh-start": 250, "mh-contact": 140, "mh-admission": 13000, "iapt-referral": 20,
    "iapt-start": 95, "iapt-session": 95, "end-of-life": 60, "hospice-at-home": 120, "hospice-visit": 90, "birth": 1800,
    "critical-care": 5000, "gp-emergency": 100, "imaging": 75, "endoscopy": 400, "did-not-attend": 0, "ae-home": 0,
}  # fmt: skip
"""Pounds a passage, 2013/14, assumed by the authors of the model (rounded from remembered reference costs; £68.30 an
out-of-hours case is from the National Audit Office, 2014). A care home admission stands for a month there."""


class Settings:
    """Contacts and their cost by setting."""

    def __init__(self, layout: Layout, accounts: Accounts, owner: Mapping[str, str]) -> None:
        settings = layout.net.settings
        self.known = tuple(sorted({setting for setting in settings if setting}))
        of = np.array(settings)
        self.of_setting = np.array([of == name for name in self.known], np.float64).reshape(
            len(self.known), len(settings)
        )
        self.of_family = np.array(
            [np.isin(of, names) for names in FAMILIES.values()], np.float64
        ).reshape(len(FAMILIES), len(settings))  # fmt: skip
        prices = [cost(accounts, owner.get(site, ""), count) for _, site, count in layout.net.counts]
        self.price = np.array(prices, np.float64)

    def say(self, month: Month) -> None:
        """Contacts by setting; shares of contacts and of cost by family; nothing for a pack without settings."""
        if not self.known:
            return
        counts = month.seen.counts.astype(np.float64)
        for name, number in zip(self.known, (self.of_setting @ counts).sum(axis=1), strict=True):
            month.say("contacts", COUNTY, number, f"setting:{name}")
        contacts = self.of_family @ counts
        pounds = self.of_family @ (counts * self.price[:, None])
        month.say_groups("contacts", contacts.sum(axis=0))
        for k, family in enumerate(FAMILIES):
            month.say_ratio(f"contacts-{NAMES[family]}", contacts[k], contacts.sum(axis=0), 100)
            month.say_ratio(f"cost-{NAMES[family]}", pounds[k], pounds.sum(axis=0), 100)


def cost(accounts: Accounts, owner: str, count: str) -> float:
    """Pounds of one passage of a count at a site of this owner."""
    tariff = accounts.contracts.tariffs.get(count)
    if tariff is not None:
        return float(tariff.pounds)
    own = accounts.contracts.setting(f"unit-cost-{count}", -1.0)
    if own >= 0:
        return own
    provider = accounts.providers.get(owner)
    variable = provider.variable.get(count, 0.0) if provider is not None else 0.0
    return float(variable or UNIT_COSTS.get(count, 0))
