"""Why an output gives what it gives: needs, money and limits that a question is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.names import name_key
from optimiser.plan.reopen import Row, log_of_this_version, read_explained
from optimiser.suggestions import nearest
from optimiser.tables.results import NEAR_ITEM
from optimiser.vocabulary import LimitKind
from optimiser.words import listing, money

_BINDING = "Binding"
_SHEETS = {
    "Allocation": ("Fund", "Recipient", "Activity", "Period", "Amount"),
    "Funds": ("Fund", "Donor", "Left", "Left in fund currency", "Currency", "Why money is left"),
    "Needs": ("Recipient", "Activity", "Period", "Tier", "Need", "Unmet", "Weight",
              "Held back by"),
    "Held back": ("Recipient", "Activity", "Period", "Tier", "Limit"),
    "Limits": ("Name", "Kind", "In words", "Source", "Relation", "Limit", "Value", "Slack",
               "Status", "Shadow price", "Price of one less", "Allowable increase",
               "Allowable decrease", "Unit", "What it would do"),
}


@frozen
class Asked:
    """What a question names; None leaves it open."""

    recipient: str | None = None
    activity: str | None = None
    period: str | None = None
    fund: str | None = None
    donor: str | None = None
    rule: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is named."""
        return all(getattr(self, field.name) is None for field in fields(self))

    @property
    def is_about_money(self) -> bool:
        """Whether a fund or a donor is named."""
        return self.fund is not None or self.donor is not None


@frozen
class NeedRow:
    """A need as the output shows it.

    `held_back_by` is a sentence, "" where it is met to a rounding unit; `limits` are the names
    of the limits in its way.
    """

    recipient: str
    activity: str
    period: str
    tier: str
    need: float
    unmet: float
    weight: float
    held_back_by: str
    limits: tuple[str, ...]


@frozen
class PaidRow:
    """An amount as the output shows it."""

    fund: str
    donor: str
    recipient: str
    activity: str
    period: str
    amount: float


@frozen
class LimitRow:
    """A limit as the output shows it; prices are None where it shows none.

    `price_of_less` is None, too, where any less leaves no plan: `does` says so.
    """

    name: str
    kind: str
    words: str
    source: str
    relation: str
    limit: float
    value: float
    slack: float
    status: str
    price: float | None
    price_of_less: float | None
    increase: float | None
    decrease: float | None
    unit: str
    does: str


@frozen
class FundRow:
    """A fund as the output shows it; `why` says what keeps money in it, "" where none is left."""

    fund: str
    donor: str
    left: float
    left_in_own: float
    currency: str
    why: str

    def said(self, base: str) -> str:
        """Say what is left in base currency, and in the fund's own where that is another one."""
        left = money(round(self.left, 2), base)
        return left if self.currency == base else (
            f"{left} ({money(round(self.left_in_own, 2), self.currency)})")


@frozen
class Answer:
    """What an output says to a question: needs, the money for them, and the limits on both.

    `funds` are those that a question about money names. `near` says what the search for the plan
    left open, "" for nothing.
    """

    asked: Asked
    currency: str
    needs: tuple[NeedRow, ...]
    paid: tuple[PaidRow, ...]
    limits: tuple[LimitRow, ...]
    funds: tuple[FundRow, ...] = ()
    near: str = ""


@frozen
class Explained:
    """All that an output says of its reasons, read once for any number of questions."""

    currency: str
    funds: tuple[FundRow, ...]
    needs: tuple[NeedRow, ...]
    paid: tuple[PaidRow, ...]
    limits: tuple[LimitRow, ...]
    near: str = ""

    def answer(self, asked: Asked) -> Answer:
        """Answer a question; raise UsageError where a name is not in the output."""
        _require_known(asked, self.needs, {row.fund: row.donor for row in self.funds},
                       self.limits)
        if asked.rule is not None:
            limits = [limit for limit in self.limits if _is_rule(limit, asked.rule)]
            return Answer(asked, self.currency, (), (), tuple(limits), near=self.near)
        paid = tuple(row for row in self.paid if _matches(asked, row))
        if asked.is_about_money:
            return Answer(asked, self.currency, (), paid, self._limits_on_money(asked),
                          tuple(row for row in self.funds if _is_asked(asked, row)), self.near)
        needs = tuple(row for row in self.needs if _matches(asked, row))
        return Answer(asked, self.currency, needs, paid, self._limits_on_needs(asked, needs),
                      near=self.near)

    def _limits_on_money(self, asked: Asked) -> tuple[LimitRow, ...]:
        """Return the limits that name the fund, or the donor or any of its funds.

        Of a fund also those in money on its donor that are full: they hold it back as well.
        """
        names = [name for name in (asked.fund, asked.donor) if name is not None]
        if asked.donor is not None:
            donor = name_key(asked.donor)
            names += [row.fund for row in self.funds if name_key(row.donor) == donor]
        return tuple(limit for limit in self.limits
                     if any(_names(limit, name) for name in names)
                     or (asked.fund is not None and self._is_on_its_donor(asked.fund, limit)))

    def _is_on_its_donor(self, fund: str, limit: LimitRow) -> bool:
        """Tell whether a full limit is on the donor of a fund, and on no other fund by name."""
        if limit.status != _BINDING or limit.unit != self.currency:
            return False
        own = {row.donor for row in self.funds if name_key(row.fund) == name_key(fund)}
        others = [row.fund for row in self.funds if name_key(row.fund) != name_key(fund)]
        return (any(_names(limit, donor) for donor in own)
                and not any(_names(limit, other) for other in others))

    def _limits_on_needs(self, asked: Asked, needs: tuple[NeedRow, ...]) -> tuple[LimitRow, ...]:
        """Return the limits in the way of needs; asked nothing in particular, all that cost."""
        in_the_way = {name for need in needs for name in need.limits}

        def costs(limit: LimitRow) -> bool:
            return limit.status == _BINDING and bool(limit.does) and bool(limit.price)

        return tuple(limit for limit in self.limits
                     if limit.name in in_the_way or (asked.is_open and costs(limit)))


def explained(path: Path) -> Explained:
    """Read the reasons of an output as they stand in the file.

    Raises InputError for no output, UsageError for one of another version.
    """
    log = log_of_this_version(path)
    tables = read_explained(path, _SHEETS, may_lack=("Held back",))
    funds = tuple(FundRow(_text(row, "Fund"), _text(row, "Donor"), _figure(row, "Left"),
                          _figure(row, "Left in fund currency"), _text(row, "Currency"),
                          _text(row, "Why money is left")) for row in tables["Funds"])
    donors = {row.fund: row.donor for row in funds}
    limits = tuple(map(_limit, tables["Limits"]))
    in_the_way = _in_the_way(tables["Held back"])
    needs = tuple(_need(row, in_the_way.get(_named(row), ())) for row in tables["Needs"])
    if any(_number(row, "Unmet") is None for row in tables["Needs"]):
        raise UsageError(f"{path.name} was saved without what its formulas come to.",
                         "Open it in Excel or LibreOffice, save it there, and ask again.")
    currency = next((limit.unit for limit in limits if limit.kind == LimitKind.NEED), "")
    return Explained(currency, funds, needs,
                     tuple(_paid(row, donors) for row in tables["Allocation"]), limits,
                     log.get(NEAR_ITEM, ""))


def _is_asked(asked: Asked, row: FundRow) -> bool:
    """Tell whether a question names a fund, or its donor."""
    return all(named is None or name_key(named) == name_key(own)
               for named, own in ((asked.fund, row.fund), (asked.donor, row.donor)))


def answer(path: Path, asked: Asked) -> Answer:
    """Answer a question from an output workbook as it stands.

    Raises InputError where the file is no output, UsageError where a name is not in it.
    """
    return explained(path).answer(asked)


def _named(row: Row) -> tuple[str, ...]:
    """Return what tells one need from all others."""
    return tuple(_text(row, heading) for heading in ("Recipient", "Activity", "Period", "Tier"))


def _in_the_way(rows: list[Row]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the limits in the way of each need."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in rows:
        limit = _text(row, "Limit")
        found[_named(row)] = (*found.get(_named(row), ()), *([limit] if limit else []))
    return found


def _need(row: Row, limits: tuple[str, ...]) -> NeedRow:
    return NeedRow(_text(row, "Recipient"), _text(row, "Activity"), _text(row, "Period"),
                   _text(row, "Tier"), _figure(row, "Need"), _figure(row, "Unmet"),
                   _figure(row, "Weight"), _text(row, "Held back by"), limits)


def _paid(row: Row, donors: Mapping[str, str]) -> PaidRow:
    fund = _text(row, "Fund")
    return PaidRow(fund, donors.get(fund, ""), _text(row, "Recipient"), _text(row, "Activity"),
                   _text(row, "Period"), _figure(row, "Amount"))


def _limit(row: Row) -> LimitRow:
    return LimitRow(
        name=_text(row, "Name"), kind=_text(row, "Kind"), words=_text(row, "In words"),
        source=_text(row, "Source"), relation=_text(row, "Relation"), limit=_figure(row, "Limit"),
        value=_figure(row, "Value"), slack=_figure(row, "Slack"), status=_text(row, "Status"),
        price=_number(row, "Shadow price"), price_of_less=_number(row, "Price of one less"),
        increase=_number(row, "Allowable increase"), decrease=_number(row, "Allowable decrease"),
        unit=_text(row, "Unit"), does=_text(row, "What it would do"))


def _text(row: Row, heading: str) -> str:
    cell = row.get(heading)
    return "" if cell is None else str(cell).strip()


def _figure(row: Row, heading: str) -> float:
    return _number(row, heading) or 0.0


def _number(row: Row, heading: str) -> float | None:
    cell = row.get(heading)
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _matches(asked: Asked, row: NeedRow | PaidRow) -> bool:
    """Whether a row has every name of the question that rows of its kind have at all."""
    for field in fields(asked):
        wanted, own = getattr(asked, field.name), getattr(row, field.name, None)
        if wanted is not None and own is not None and name_key(own) != name_key(wanted):
            return False
    return True


def _is_rule(limit: LimitRow, rule: str) -> bool:
    """Whether a limit is of a rule: its name in full, or its number ("R2" of "R2 Ceiling")."""
    name, wanted = name_key(limit.name), name_key(rule)
    _number_or_kind, _, rest = name.partition(" ")
    # "R2 Ceiling (Serbia)" is one of the limits that R2 holds for each recipient.
    return wanted in (name, rest or name) or name.startswith(f"{wanted} ")


def _names(limit: LimitRow, name: str) -> bool:
    """Whether a limit is about a fund or donor: its name holds theirs, as limits are named."""
    return limit.kind != LimitKind.NEED and name_key(name) in name_key(limit.name)


def _require_known(asked: Asked, needs: tuple[NeedRow, ...], donors: Mapping[str, str],
                   limits: tuple[LimitRow, ...]) -> None:
    """Raise UsageError where a question names what the output does not have."""
    known: dict[str, set[str]] = {
        "recipient": {one.recipient for one in needs},
        "activity": {one.activity for one in needs}, "period": {one.period for one in needs},
        "fund": set(donors), "donor": set(donors.values())}
    for of, names in known.items():
        wanted = getattr(asked, of)
        if wanted is not None and name_key(wanted) not in {name_key(name) for name in names}:
            raise UsageError(f"The output has no {of} {wanted}.", _near(wanted, names))
    if asked.rule is not None and not any(_is_rule(limit, asked.rule) for limit in limits):
        raise UsageError(f"The output has no rule or limit {asked.rule}.", _near(asked.rule, {
            limit.name for limit in limits if limit.kind == LimitKind.RULE}))


def _near(wanted: str, names: set[str]) -> str:
    near = nearest(wanted, sorted(names)) or sorted(names)[:3]
    return f"Perhaps {listing(near, 'or')}?" if near else "It has none at all."
