"""The closed sets of words that inputs, model, audit and outputs share.

A word is compared as a member of its set, never as a text, and what depends on it is declared
where its set is registered, so that a new word shows everywhere it has to be treated.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum


class Relation(StrEnum):
    """How the left side of a limit stands to its right side."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    EXACTLY = "exactly"

    @classmethod
    def read(cls, text: str) -> Relation:
        """Return the relation as an analyst writes it, in words or as a sign.

        >>> Relation.read(">="), Relation.read("At most")
        (<Relation.AT_LEAST: 'at least'>, <Relation.AT_MOST: 'at most'>)
        """
        return cls.signs().get(text) or cls(text.casefold())

    @classmethod
    def signs(cls) -> Mapping[str, Relation]:
        """Return the signs that stand for the words."""
        return {"<=": cls.AT_MOST, ">=": cls.AT_LEAST, "=": cls.EXACTLY}


class Unit(StrEnum):
    """What a limit's figures are in."""

    MONEY = "money"
    EXPERT_MONTHS = "expert-months"
    GRANTS = "grants"
    DONORS = "donors"
    FUNDS = "funds"
    RECIPIENTS = "recipients"
    ACTIVITIES = "activities"
    PILLARS = "pillars"
    NEEDS = "needs"
    UNITS = "units"

    @property
    def singular(self) -> str:
        """The unit's name for one of it.

        >>> Unit.GRANTS.singular, Unit.ACTIVITIES.singular, Unit.MONEY.singular
        ('grant', 'activity', 'money')
        """
        return "activity" if self is Unit.ACTIVITIES else self.value.removesuffix("s")

    @property
    def is_count(self) -> bool:
        """Whether it counts what takes part or does not, and nothing between."""
        return self not in (Unit.MONEY, Unit.EXPERT_MONTHS)


class ValueIs(Enum):
    """What the Value of a rule is."""

    MONEY = "money"
    SHARE = "share"
    MULTIPLE = "multiple"
    RATE = "money for each one"
    NUMBER = "number"

    @property
    def is_of_a_sum(self) -> bool:
        """Whether the limit is this value times a sum."""
        return self in (ValueIs.SHARE, ValueIs.MULTIPLE, ValueIs.RATE)


class MeasureName(StrEnum):
    """What a rule limits."""

    AMOUNT = "amount"
    AMOUNT_PER = "amount per"
    COVERAGE = "coverage"
    SHARE_OF_TOTAL = "share of total"
    SHARE_OF_DONOR = "share of donor"
    SHARE_OF_FUND = "share of fund"
    SHARE_OF_RECIPIENT = "share of recipient"
    SHARE_OF_ACTIVITY = "share of activity"
    SHARE_OF_PERIOD = "share of period"
    SHARE_OF_BUDGET = "share of budget"
    SHARE_OF_SELECTION = "share of selection"
    SHARE_OF_EARLIER = "share of earlier"
    EXPERTS = "experts"
    GRANTS = "grants"
    DONORS = "donors"
    FUNDS = "funds"
    RECIPIENTS = "recipients"
    ACTIVITIES = "activities"
    PILLARS = "pillars"

    @classmethod
    def read(cls, text: str) -> tuple[MeasureName, str] | None:
        """Return the measure that a text names and the column that it is per, None for neither.

        >>> MeasureName.read("amount per Population"), MeasureName.read("share of totals")
        ((<MeasureName.AMOUNT_PER: 'amount per'>, 'Population'), None)
        """
        start, column = text[:len(cls.AMOUNT_PER)], text[len(cls.AMOUNT_PER):].strip()
        if start.casefold() == cls.AMOUNT_PER and column:
            return cls.AMOUNT_PER, column
        names = {name.value: name for name in cls if name is not cls.AMOUNT_PER}
        found = names.get(text.casefold())
        return None if found is None else (found, "")

    @property
    def written(self) -> str:
        """The measure as its column offers it."""
        return f"{self.value} COLUMN" if self is MeasureName.AMOUNT_PER else self.value

    @property
    def value_is(self) -> ValueIs:
        """What the rule's Value is: money, a share, a multiple or a number."""
        match self:
            case MeasureName.AMOUNT:
                return ValueIs.MONEY
            case MeasureName.AMOUNT_PER:
                return ValueIs.RATE
            case MeasureName.SHARE_OF_SELECTION:
                return ValueIs.MULTIPLE
            case _:
                return ValueIs.SHARE if self.unit is Unit.MONEY else ValueIs.NUMBER

    @property
    def has_given_base(self) -> bool:
        """Whether what it is compared with stands before the plan does.

        Only then does asking for some of it ask for money: a share of nothing is met by nothing.
        """
        match self:
            case (MeasureName.AMOUNT | MeasureName.AMOUNT_PER | MeasureName.COVERAGE
                  | MeasureName.SHARE_OF_BUDGET | MeasureName.SHARE_OF_EARLIER):
                return True
            case _:
                return self.unit is not Unit.MONEY

    @property
    def may_exceed_all(self) -> bool:
        """Whether its share may be above 100%: what was given before is no whole of it."""
        return self is MeasureName.SHARE_OF_EARLIER

    @property
    def counts_grants(self) -> bool:
        """Whether it counts grants that are made or not made, and nothing between."""
        return self.unit is Unit.GRANTS

    @property
    def unit(self) -> Unit:
        """What the limited sum is in."""
        match self:
            case MeasureName.EXPERTS:
                return Unit.EXPERT_MONTHS
            case (MeasureName.GRANTS | MeasureName.DONORS | MeasureName.FUNDS
                  | MeasureName.RECIPIENTS | MeasureName.ACTIVITIES | MeasureName.PILLARS):
                return Unit(self.value)
            case _:
                return Unit.MONEY

    @property
    def counts(self) -> str | None:
        """The dimension whose elements it counts that take part with new money, None for none."""
        is_of_elements = self.unit.is_count and self.unit is not Unit.GRANTS
        return self.unit.singular if is_of_elements else None


class ObjectiveName(StrEnum):
    """What is optimised, one after the other."""

    SOFT_RULES = "soft rules"
    MEET_NEEDS = "meet needs"
    RAISE_LOWEST_COVERAGE = "raise lowest coverage"
    USE_BUDGETS = "use budgets"
    EVEN_BURDEN = "even burden"
    FEWEST_GRANTS = "fewest grants"
    LEAST_CHANGE = "least change"

    @property
    def counts_grants(self) -> bool:
        """Whether it counts grants that are made or not made, and nothing between."""
        return self is ObjectiveName.FEWEST_GRANTS


class Tie(StrEnum):
    """What new money to one need says of new money to another."""

    ONLY_IF = "only if"
    TOGETHER_WITH = "together with"
    NOT_WITH = "not with"


class Split(StrEnum):
    """Which of the equally good plans is taken."""

    FEW_PAYMENTS = "few payments"
    PROPORTIONAL = "proportional"
    ANY = "any"


class LimitKind(StrEnum):
    """The families of limits, by the names that readers see."""

    NEED = "Need"
    MET_NEED = "Met need"
    BUDGET = "Budget"
    MINIMUM_USE = "Minimum use"
    CAPACITY = "Capacity"
    EXPERTS_USED = "Experts used"
    EXPERTS_OFFERED = "Experts offered"
    MINIMUM_COVERAGE = "Minimum coverage"
    CO_FINANCING = "Co-financing"
    BURDEN_SHARING = "Burden sharing"
    RECIPIENT_KEY = "Recipient key"
    EVEN_BURDEN = "Even burden"
    GRANT_MADE = "Grant made"
    PART_TAKEN = "Part taken"
    SMALLEST_GRANT = "Smallest grant"
    LEAST_AMOUNT = "Least amount"
    CONDITION = "Condition"
    WHOLE_UNITS = "Whole units"
    ALL_UNITS = "All units"
    EARLIER_PLAN = "Earlier plan"
    PIN = "Pin"
    RULE = "Rule"
