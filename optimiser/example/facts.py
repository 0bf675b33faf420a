"""The published figures that the example uses, and the assumptions that it adds to them.

Every figure has a code (N1, F2, ...) and every assumption too (A1, A2, ...). The Source of a
row in the example names the codes it rests on; the About sheet lists them all.
"""

from __future__ import annotations

import csv
from pathlib import Path

from optimiser.frozen import frozen

FACTS_FILE = Path(__file__).parent / "facts.csv"


@frozen
class Fact:
    """One published figure: what it is, how much, where it was found and how surely."""

    code: str
    topic: str
    entity: str
    item: str
    value: str
    unit: str
    date: str
    source: str
    confidence: str

    @property
    def figure(self) -> float:
        """The value as a number; raise ValueError where it is words."""
        return float(self.value)

    @property
    def shown(self) -> str:
        """The value with its unit, as an officer would write it: `USD 46,900,000`."""
        if self.topic in ("need", "fund", "donor") and self.unit in ("USD", "EUR", "CZK"):
            return f"{self.unit} {self.figure:,.0f}"
        if self.unit == "EUR million":
            return f"EUR {self.figure:,.0f} million"
        if self.unit == "share":
            return f"{self.figure:.0%}"
        if self.unit in ("people", "places", "officers", "detections"):
            return f"{self.figure:,.0f} {self.unit}"
        if self.topic == "exchange rate":
            return f"{self.unit} {self.value} for EUR 1"
        return self.value


def read_facts(path: Path = FACTS_FILE) -> dict[str, Fact]:
    """Read the published figures by their codes."""
    with path.open(encoding="utf-8", newline="") as file:
        facts = [Fact(**row) for row in csv.DictReader(file)]
    return {fact.code: fact for fact in facts}


FACTS = read_facts()

ASSUMPTIONS: dict[str, str] = {
    "A1": "Whole year in two quarters. The published requirement of a country covers January to "
          "December 2016; the example plans all of it in the first half, because by the figures "
          "of Frontex nearly all arrivals of the year came in its first weeks [R1, R2; both are "
          "rounded].",
    "A2": "Split by activity. The requirement is published by country only. The shares are round "
          "figures: about three quarters for reception, food, protection and registration, which "
          "are the sectors of the response plan [N6], and the rest for border management, "
          "information and investigations, which the Declaration asks for [P1] and which the plan "
          "itself does not cover. The first quarter is heavier in Croatia and Slovenia, the "
          "second in Serbia and North Macedonia, where people were stranded.",
    "A3": "Tiers. Winter places, food and health care are life-saving; border, asylum and "
          "investigation work is urgent; what prepares for a route that may move is preparatory.",
    "A4": "Countries outside the response plan. For Albania, Bosnia and Herzegovina, Montenegro "
          "and Kosovo* no requirement is published. They were named as alternative routes [R3]: "
          "round figures for preparedness, by size of border and population.",
    "A5": "Budgets of Hungary, Poland and Slovakia. No figure for the region is published. Round "
          "figures of the same order as the Czech programmes, by size of economy.",
    "A6": "Regional window of the Trust Fund. Most of its money is for Syria's neighbours; EUR 10 "
          "million of EUR 645 million [F1] is taken for the region beside the action for Serbia.",
    "A7": "Own funds. Serbia and North Macedonia bore costs of reception themselves; no figure is "
          "published. Round figures of about a tenth of what the EU gives each.",
    "A8": "Experts on offer. Officers sent or offered [E1 to E4] count as three expert-months a "
          "quarter each. Asylum experts and analysts are round figures for Frontex, EASO, Europol "
          "and national offices.",
    "A9": "Experts needed. One expert-month goes with EUR 12,000 of joint patrols, EUR 20,000 of "
          "asylum procedures, EUR 30,000 of investigations, EUR 40,000 of liaison and EUR 60,000 "
          "of registration: pay, travel, vehicles and equipment.",
    "A10": "Capacity. What ministries and partners can contract and deliver in a quarter, by size "
           "of the administration; for reception in Serbia the places committed [N5] at EUR 900 a "
           "place and quarter.",
    "A11": "Severity, priority, floors. Severity follows arrivals for each inhabitant; priority "
           "puts protection first, then registration and trafficking; floors are what a "
           "coordinator would ask for.",
    "A12": "Commitments. The funds and what they pay for are published; the amounts under contract "
           "at the end of March 2016 are round figures, unless a row says otherwise.",
    "A13": "Unit costs. Round figures for the outputs that money buys; for patrols the "
           "expert-month of A9, for reception the place and quarter of A10.",
    "A14": "Burden sharing. GDP and population in equal parts, as the EU relocation key weighs "
           "them alike [B1, B2]; the tolerance of 25% leaves room for earmarks.",
    "A15": "Coordinators. Offices are plausible, addresses are made up (example.org).",
    "A16": "Scenarios. The Declaration asks to keep sight of further changes in routes [P1]. A "
           "closed border in Hungary turned the route to Croatia and Slovenia in autumn 2015; an "
           "Adriatic branch through Albania was planned for; an agreement with Turkey was to cut "
           "arrivals, with needs falling less as standing costs stay; funds that many decide on "
           "come late. Sizes and chances are assumptions.",
    "A17": "Uncertainty. Needs of the first quarter may turn out 15% higher or lower, those of the "
           "second 30%: the farther ahead, the less is known of arrivals. Conferences of the "
           "regional processes cost what they cost.",
    "A18": "Protection marker. Whole for asylum procedures and for food, health and protection, "
           "40% for registration, reception and investigations of trafficking, which serve it "
           "among other ends, nothing for the rest: the three steps of the EU's climate markers.",
    "A19": "Shares of the region. Partners published what they need; that none of them gets less "
           "than half of its share of these requirements, or half as much again, keeps a route "
           "that shifts from emptying one country's reception for another's.",
}
"""Assumptions by code: a title up to the first full stop, then the reasoning."""

NAMES: tuple[tuple[str, str], ...] = (
    ("North Macedonia", "In 2016: the former Yugoslav Republic of Macedonia."),
    ("Czechia", "In 2016 also: the Czech Republic."),
    ("Kosovo*", "This designation is without prejudice to positions on status, and is in line with "
                "UNSCR 1244 and the ICJ Opinion on the Kosovo declaration of independence. "
                "The code XK is not one of ISO 3166 [K1]."),
    ("V4", "The Visegrad Group: Czechia, Hungary, Poland and Slovakia."),
    ("RMRP", "Regional Refugee and Migrant Response Plan for Europe, January to December 2016, "
             "of UNHCR, IOM and partners."),
)
