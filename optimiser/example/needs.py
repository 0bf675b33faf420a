"""The needs of the Western Balkans example, by recipient, activity, quarter and tier."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.example.facts import FACTS

Row = dict[str, object]
QUARTERS = ("2016-Q1", "2016-Q2")
LIFE_SAVING, URGENT, PREPARATORY = "Life-saving", "Urgent", "Preparatory"

SURVEILLANCE = "Border surveillance equipment"
PATROLS = "Joint police patrols"
REGISTRATION = "Registration and screening"
ASYLUM = "Asylum procedures"
LIAISON = "Liaison officers and data links"
INVESTIGATION = "Investigation of smuggling networks"
RECEPTION = "Reception and shelter"
PROTECTION = "Food, health and protection"
PRAGUE, BUDAPEST = "Prague Process", "Budapest Process"

MONEY_FOR_AN_EXPERT_MONTH = {
    PATROLS: 12_000, ASYLUM: 20_000, INVESTIGATION: 30_000, LIAISON: 40_000, REGISTRATION: 60_000,
}
"""EUR that go with one expert-month (A9)."""

UNCERTAINTY = {"2016-Q1": 0.15, "2016-Q2": 0.3}
"""How far a need may turn out higher or lower (A17)."""

PUBLISHED = {"Serbia": "N1", "North Macedonia": "N2", "Croatia": "N3", "Slovenia": "N4"}
"""Countries with a published requirement, and its code."""

SHARES: tuple[tuple[str, str, str, tuple[tuple[int, int], ...]], ...] = (
    # activity, tier, reason, and for each country of PUBLISHED the percentages of its
    # requirement in the first and the second quarter: each country's add up to 100 (A2)
    #                                                        Serbia  N. Mac.  Croatia  Slovenia
    (SURVEILLANCE, URGENT, "vehicles, thermal cameras, posts",
     ((3, 2), (5, 3), (2, 1), (2, 1))),
    (PATROLS, URGENT, "guest officers and their vehicles",
     ((3, 3), (6, 6), (3, 2), (4, 2))),
    (REGISTRATION, URGENT, "every arrival is registered",
     ((8, 4), (7, 3), (9, 3), (9, 3))),
    (ASYLUM, URGENT, "claims grow as onward travel ends",
     ((3, 4), (3, 3), (2, 2), (3, 3))),
    (LIAISON, URGENT, "small teams and secure links",
     ((1, 1), (1, 1), (1, 1), (1, 1))),
    (INVESTIGATION, URGENT, "smuggling grows as borders close",
     ((2, 3), (2, 3), (2, 2), (2, 2))),
    (RECEPTION, LIFE_SAVING, "winter places for arrivals",
     ((12, 6), (12, 5), (16, 5), (16, 5))),
    (RECEPTION, URGENT, "places for people stranded",
     ((5, 9), (4, 8), (5, 6), (4, 5))),
    (PROTECTION, LIFE_SAVING, "food and health care on arrival",
     ((14, 8), (13, 7), (17, 8), (17, 8))),
    (PROTECTION, URGENT, "schooling, counsel, host communities",
     ((4, 5), (4, 4), (7, 6), (6, 6))),
)

PREPAREDNESS: tuple[tuple[str, str, str, tuple[tuple[int, int], ...]], ...] = (
    # activity, tier, reason, and EUR thousand in the first and the second quarter (A4)
    #                                                     Albania  Bosnia  Montenegro  Kosovo*
    (SURVEILLANCE, PREPARATORY, "green borders watched before arrivals",
     ((500, 700), (350, 450), (200, 250), (250, 350))),
    (PATROLS, PREPARATORY, "a few joint teams at each border",
     ((250, 350), (200, 250), (100, 150), (200, 250))),
    (REGISTRATION, PREPARATORY, "devices and training kept ready",
     ((300, 400), (250, 300), (120, 180), (200, 250))),
    (ASYLUM, URGENT, "small asylum offices already in use",
     ((150, 250), (150, 200), (80, 120), (150, 200))),
    (INVESTIGATION, PREPARATORY, "smugglers follow the route",
     ((150, 200), (100, 150), (50, 50), (75, 125))),
    (RECEPTION, PREPARATORY, "centres kept ready",
     ((350, 600), (250, 350), (120, 180), (150, 200))),
)
PREPARING = ("Albania", "Bosnia and Herzegovina", "Montenegro", "Kosovo*")

PROCESSES = (
    (PRAGUE, (300_000, 400_000), "secretariat and meetings"),
    (BUDAPEST, (250_000, 250_000), "working groups and secretariat"),
)


def needs() -> list[Row]:
    """Return the rows of Needs; each published country's rows add up to its requirement."""
    return [*_published(), *_preparing(), *_regional()]


def _published() -> Iterator[Row]:
    for at, (country, code) in enumerate(PUBLISHED.items()):
        fact = FACTS[code]
        for number, quarter in enumerate(QUARTERS):
            for activity, tier, reason, shares in SHARES:
                share = shares[at][number]
                yield _need(country, activity, quarter, tier,
                            int(fact.figure) * share // 100, fact.unit,
                            f"{share}% of {fact.shown} [{code}]: assumption [A2], {reason}")


def _preparing() -> Iterator[Row]:
    for at, country in enumerate(PREPARING):
        for number, quarter in enumerate(QUARTERS):
            for activity, tier, reason, amounts in PREPAREDNESS:
                yield _need(country, activity, quarter, tier, amounts[at][number] * 1_000,
                            "EUR", f"assumption [A4]: {reason}")


def _regional() -> Iterator[Row]:
    for process, amounts, reason in PROCESSES:
        for quarter, amount in zip(QUARTERS, amounts, strict=True):
            yield _need("Regional processes", process, quarter, PREPARATORY, amount, "EUR",
                        f"assumption: {reason}, named by the Declaration [P1]")


def _need(recipient: str, activity: str, quarter: str, tier: str, amount: int, currency: str,
          source: str) -> Row:
    row: Row = {"Recipient": recipient, "Activity": activity, "Period": quarter, "Tier": tier,
                "Need": amount, "Currency": currency, "Source": source}
    if recipient != "Regional processes":
        row["Uncertainty"] = UNCERTAINTY[quarter]
    for_a_month = MONEY_FOR_AN_EXPERT_MONTH.get(activity)
    if for_a_month:
        euros = amount / (FACTS["X4"].figure if currency == "USD" else 1)
        row["Expert-months"] = max(1, round(euros / for_a_month))
    return row
