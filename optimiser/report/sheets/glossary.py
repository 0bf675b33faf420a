"""`Glossary`: the words of the sheets in plain language; comments of headings name them."""

from __future__ import annotations

from optimiser.frozen import frozen
from optimiser.report.draft import Draft
from optimiser.report.layout import Heading, Look, Page
from optimiser.report.sheet import Sheet

NAME = "Glossary"


@frozen
class Term:
    """A word, what it means, and the headings whose comments name it."""

    word: str
    meaning: str
    headings: tuple[str, ...] = ()


TERMS = (
    Term("Allocated", "What this plan gives, in whole units of Rounding.", ("Allocated",)),
    Term("Committed", "What was promised before and counts already.", ("Committed",)),
    Term("Coverage", "Committed and allocated over need; blank where there is no need.",
         ("Coverage",)),
    Term("Unmet", "Need less committed less allocated, never below 0.", ("Unmet",)),
    Term("Points", "What the plan is scored by: each unit of money that meets a need counts that "
         "need's weight. Points are not money.", ("Points",)),
    Term("Weight", "How much a unit of money counts in a need: severity x priority x weight x the "
         "weight of its tier.", ("Weight",)),
    Term("Tier", "Class of urgency of a need; the heavier is met first.", ("Tier",)),
    Term("Limit", "Anything that a plan may not pass: a budget, a capacity, a rule, a key, a "
         "floor, a fixed amount."),
    Term("Must and wish", "What is marked must is kept in every plan. What is marked should is a "
         "wish: it is missed, by as little as possible, only where it cannot be kept together "
         "with the rest.",
         ("Strength",)),
    Term("Fixed amount (pin)", "What a reviewer has settled for a fund, recipient and activity."),
    Term("Key", "How the donors of a group are to share what the group gives, as by their "
         "populations. Key share is the share that the key gives to a donor.", ("Key share",)),
    Term("Full (binding)", "Nothing more fits under the limit: the plan, before its amounts were "
         "rounded, used it up. Not binding: room is left.", ("Status",)),
    Term("Room (slack)", "What is left under a limit; below 0 where it is not kept.", ("Slack",)),
    Term("Shadow price", "How many points one more unit of a limit (one more euro, say) would add. "
         "It holds for as many units as Allowable increase says; What it would do says it in a "
         "sentence.",
         ("Shadow price", "One more unit", "What it would do", "Price")),
    Term("Price of one less", "How many points would be lost if a limit were one unit lower. It "
         "holds for as many units as Allowable decrease says.",
         ("Price of one less", "One less unit")),
    Term("Allowable increase, decrease", "How far a limit may rise, or fall, until its price "
         "changes.", ("Allowable increase", "Allowable decrease", "Holds up to",
                      "Holds down to")),
    Term("Over by rounding", "No plan in whole units of Rounding keeps the limit together with the "
         "others; by so much it is over.", ("Over by rounding",)),
    Term("Held back by", "What keeps more money from a need: with these limits loosened together "
         "it could be met in full, and no other need would get less; without any one of them it "
         "could not.", ("Held back by",)),
    Term("The same money does more", "The money that could meet this need meets one of greater "
         "weight."),
    Term("Which keeps money in", "Without that limit alone, all others held, this need would take "
         "over money from needs of less weight, and points would rise."),
    Term("Why money is left", "The limits that keep a fund's money from the needs that it may pay "
         "for, and how much of it where that is not all, proved by solving again without them.",
         ("Why money is left",)),
    Term("Least, Most", "How far an amount could move in a plan as good in every objective.",
         ("Least", "Most")),
    Term("Regret", "By how much a plan is below the best plan for what then happens.",
         ("Largest regret",)),
    Term("Check sum", "A figure made of all amounts and their places: it changes where one is "
         "edited or moved."),
)
GLOSSARY = (Heading("Word", "As the sheets use it.", width=30),
            Heading("Meaning", "In plain words.", Look.WORDS, 90))
WORD_OF = {heading: term.word for term in TERMS for heading in term.headings}
"""The word that explains each heading."""


def _page(_draft: Draft) -> Page:
    return Page(NAME, GLOSSARY, [[term.word, term.meaning] for term in TERMS])


GLOSSARY_SHEET = Sheet(
    name=NAME, holds="The words of the sheets in plain language; comments of headings name them.",
    columns=GLOSSARY, build=_page, rows=lambda _draft: len(TERMS))
