"""An input workbook as plain data, and the plain figures it states, all amounts exact."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import xlsxwriter

from reference import (
    Book,
    BudgetRow,
    Burden,
    Cell,
    Figures,
    NeedRow,
    Parts,
    Pin,
    Row,
    Rule,
    Selection,
    Slot,
)

NAME_COLUMNS = frozenset(
    ["Recipient", "Activity", "Fund", "Donor", "Group", "Region", "Pillar", "Expertise", "Tier"]
)
SELECTOR_COLUMNS = frozenset(
    ("For recipients", "For activities", "Donors", "Funds", "Recipients", "Activities")
)
MULTIPLIERS = {"units": 1, "thousands": 1000, "millions": 1_000_000}
RELATIONS = {"<=": "at most", ">=": "at least", "=": "exactly"}


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Return the columns of a sheet in the order of their first appearance."""
    return list(dict.fromkeys(column for row in rows for column in row))


def write_workbook(book: Book, path: Path) -> Path:
    """Write the book as an .xlsx file, one sheet a table, and return its path."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as workbook:
        for sheet, rows in book.items():
            worksheet = workbook.add_worksheet(sheet)
            columns = columns_of(rows)
            worksheet.write_row(0, 0, columns)
            for position, row in enumerate(rows, start=1):
                for column, value in row.items():
                    if isinstance(value, str):
                        worksheet.write_string(position, columns.index(column), value)
                    elif value is not None:
                        worksheet.write(position, columns.index(column), value)
    return path


def write_folder(book: Book, path: Path) -> Path:
    """Write the book as a folder with one .csv file a table, and return the folder."""
    path.mkdir()
    for sheet, rows in book.items():
        with (path / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns_of(rows), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return path


def shuffle(book: Book, seed: int) -> Book:
    """Return the book with its sheets, rows and columns in another order.

    The rows of Tiers stay where they are: their order has a meaning.
    """
    chance = random.Random(seed)
    shuffled: Book = {}
    for sheet in chance.sample(list(book), len(book)):
        rows = book[sheet]
        columns = columns_of(rows)
        chance.shuffle(columns)
        order = rows if sheet == "Tiers" else chance.sample(rows, len(rows))
        shuffled[sheet] = [{column: row.get(column) for column in columns} for row in order]
    return shuffled


def normal(name: object) -> str:
    """Return the form in which two spellings of one name are the same text."""
    return " ".join(unicodedata.normalize("NFKC", str(name)).split()).casefold()


def selector_parts(text: str) -> list[tuple[str, str]]:
    """Split a selector into pairs of ("" or "not ", name)."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return [("not ", part[4:]) if part.startswith("not ") else ("", part) for part in parts]


def names_of(book: Book) -> list[str]:
    """Return every name of the book in its normal form, without periods, sorted."""
    return sorted(
        {
            normal(row[column])
            for rows in book.values()
            for row in rows
            for column in NAME_COLUMNS & row.keys()
            if row[column] is not None
        }
    )


def rename(book: Book, names: Mapping[str, str]) -> Book:
    """Return the book with every name replaced, in name columns and in selectors."""

    def renamed(column: str, value: object) -> object:
        if value is None or column not in NAME_COLUMNS | SELECTOR_COLUMNS:
            return value
        if column in NAME_COLUMNS:
            return names[normal(value)]
        parts = selector_parts(str(value))
        return "; ".join(negation + names[normal(name)] for negation, name in parts)

    return {
        sheet: [{column: renamed(column, value) for column, value in row.items()} for row in rows]
        for sheet, rows in book.items()
    }


def reversed_names(book: Book) -> dict[str, str]:
    """Return new names that sort the other way round, by the normal form of the old."""
    names = names_of(book)
    return {name: f"{len(names) - place:03d} {name}" for place, name in enumerate(names)}


def share(value: object) -> Fraction:
    """Return a percentage column's value; "45%" is 45/100."""
    text = str(value).strip()
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def is_share(value: object) -> bool:
    """Tell whether a cell of money or a share holds a share."""
    return str(value).endswith("%")


class Reader:
    """Reads the figures of one book; its parts need each other's names."""

    def __init__(self, book: Book) -> None:
        """Note the names, classes, rates and units that the tables refer to."""
        self.book = book
        settings = {normal(row["Setting"]): row["Value"] for row in self.rows("Settings")}
        self.multiplier = MULTIPLIERS[normal(settings.get("amounts in", "units"))]
        self.rounding = Fraction(str(settings.get("rounding", 1)))
        self.rates = {
            normal(row["Currency"]): Fraction(str(row["Per unit of base"]))
            for row in self.rows("Exchange rates")
        }
        self.rates[normal(settings.get("base currency", "EUR"))] = Fraction(1)
        self.periods = tuple(sorted({self.name(row, "Period") for row in self.rows("Needs")}))
        self.classes = {
            "donor": self.several("Donors", "Donor", "Group"),
            "recipient": self.several("Recipients", "Recipient", "Region"),
            "activity": self.several("Activities", "Activity", "Pillar"),
            "fund": {},
            "period": {},
        }
        self.elements = {
            "donor": self.all_names("Donor", "Donors", "Budgets", "Expertise"),
            "fund": self.all_names("Fund", "Budgets"),
            "recipient": self.all_names("Recipient", "Recipients", "Needs"),
            "activity": self.all_names("Activity", "Activities", "Needs"),
            "period": frozenset(self.periods),
        }

    def rows(self, sheet: str) -> list[Row]:
        """Return the rows of a sheet without their blank cells."""
        rows = self.book.get(sheet, [])
        return [{c: v for c, v in row.items() if v is not None and v != ""} for row in rows]

    def name(self, row: Row, column: str) -> str:
        """Return a name in normal form, "" where the cell is blank."""
        return normal(row.get(column, ""))

    def number(self, row: Row, column: str, default: int = 0) -> Fraction:
        """Return a plain number."""
        return Fraction(str(row.get(column, default)))

    def money(self, row: Row, column: str) -> Fraction:
        """Return money in base currency: the workbook's unit and the row's rate applied."""
        rate = self.rates[self.name(row, "Currency")] if "Currency" in row else Fraction(1)
        return self.number(row, column) * self.multiplier / rate

    def pairs(self, sheet: str, column: str, other: str) -> dict[str, str]:
        """Return what a sheet says in one column about the names in another."""
        rows = [row for row in self.rows(sheet) if other in row]
        return {self.name(row, column): self.name(row, other) for row in rows}

    def several(self, sheet: str, column: str, other: str) -> dict[str, frozenset[str]]:
        """Return the classes that a sheet gives to its names, several to a cell."""
        rows = [row for row in self.rows(sheet) if other in row]
        return {self.name(row, column): frozenset(
            normal(name) for _, name in selector_parts(str(row[other]))) for row in rows}

    def factors(self, sheet: str, column: str, other: str) -> dict[str, Fraction]:
        """Return the numbers or percentages that a sheet gives to its names."""
        return {
            self.name(row, column): share(row[other]) for row in self.rows(sheet) if other in row
        }

    def all_names(self, column: str, *sheets: str) -> frozenset[str]:
        """Return the names that stand in the column on any of the sheets."""
        return frozenset(
            self.name(row, column) for sheet in sheets for row in self.rows(sheet) if column in row
        )

    def choose(self, row: Row, column: str, dimension: str) -> frozenset[str]:
        """Return the elements that a selector chooses; a blank one chooses all."""
        elements, classes = self.elements[dimension], self.classes[dimension]
        wanted: set[str] = set()
        unwanted: set[str] = set()
        for negation, name in selector_parts(str(row.get(column, ""))):
            key = normal(name)
            members = {e for e in elements if e == key or key in classes.get(e, ())}
            (unwanted if negation else wanted).update(members)
        return frozenset(wanted or elements) - unwanted

    def needs(self) -> tuple[NeedRow, ...]:
        """Read Needs with the weights of recipients, activities and tiers."""
        severity = self.factors("Recipients", "Recipient", "Severity")
        priority = self.factors("Activities", "Activity", "Priority")
        tier_weight = self.factors("Tiers", "Tier", "Weight")
        rows = []
        for row in self.rows("Needs"):
            slot = self.slot(row)
            worth = severity.get(slot[0], Fraction(1)) * priority.get(slot[1], Fraction(1))
            worth *= tier_weight.get(self.name(row, "Tier"), Fraction(1))
            worth *= self.number(row, "Weight", 1)
            months = self.number(row, "Expert-months")
            amount = self.money(row, "Need")
            rows.append(NeedRow(slot, amount, worth, months))
        return tuple(rows)

    def budgets(self) -> tuple[BudgetRow, ...]:
        """Read Budgets; the rows of a fund that carries over share their earmarks."""
        rows = self.rows("Budgets")
        carrying = {self.name(row, "Fund") for row in rows if self.name(row, "Carry over") == "yes"}
        earmarks: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        for row in rows:
            fund, none = self.name(row, "Fund"), (frozenset[str](), frozenset[str]())
            recipients = self.choose(row, "For recipients", "recipient")
            activities = self.choose(row, "For activities", "activity")
            earlier = earmarks.get(fund, none) if fund in carrying else none
            earmarks[fund] = (recipients | earlier[0], activities | earlier[1])
        return tuple(self.budget_row(row, carrying, earmarks) for row in rows)

    def budget_row(
        self,
        row: Row,
        carrying: set[str],
        earmarks: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    ) -> BudgetRow:
        """Read one row of Budgets."""
        fund = self.name(row, "Fund")
        own = (
            self.choose(row, "For recipients", "recipient"),
            self.choose(row, "For activities", "activity"),
        )
        recipients, activities = earmarks[fund] if fund in carrying else own
        return BudgetRow(
            fund=fund,
            donor=self.name(row, "Donor"),
            period=self.name(row, "Period"),
            amount=self.money(row, "Budget"),
            recipients=recipients,
            activities=activities,
            carry_over=fund in carrying,
            minimum_use=share(row.get("Minimum use", 0)),
            smallest_grant=self.money(row, "Smallest grant"),
        )

    def key_shares(self, group: str, key: str, budgets: Iterable[BudgetRow]) -> dict[str, Fraction]:
        """Return each donor's share of its group: every column made to add up to 1, weighted."""
        donors = [donor for donor, groups in self.classes["donor"].items() if group in groups]
        shares = dict.fromkeys(donors, Fraction(0))
        parts = [part.split() for part in key.split(";")]
        for column, *weight in parts:
            figure = self.key_column(donors, column, budgets)
            factor = share(weight[0]) if weight else Fraction(1, len(parts))
            for donor in donors:
                shares[donor] += factor * figure[donor] / sum(figure.values())
        return shares

    def key_column(
        self, donors: list[str], column: str, budgets: Iterable[BudgetRow]
    ) -> dict[str, Fraction]:
        """Return the figure of each donor that a key names."""
        if column == "equal":
            return dict.fromkeys(donors, Fraction(1))
        if column == "budget":
            return {
                d: sum((row.amount for row in budgets if row.donor == d), Fraction(0))
                for d in donors
            }
        figures = self.factors("Donors", "Donor", column)
        return {donor: figures[donor] for donor in donors}

    def burdens(self) -> tuple[Burden, ...]:
        """Read Burden sharing."""
        budgets = self.budgets()
        return tuple(
            Burden(
                key_shares=self.key_shares(self.name(row, "Group"), str(row["Key"]), budgets),
                tolerance=share(row.get("Tolerance", 0)),
                should=row.get("Strength") == "should",
                penalty=self.number(row, "Penalty", 1),
                month=self.number(row, "Value of an expert-month") * self.multiplier,
            )
            for row in self.rows("Burden sharing")
        )

    def recipient_keys(self) -> tuple[Burden, ...]:
        """Read Recipient keys; a key is `need` or one column of Recipients."""
        return tuple(
            Burden(
                key_shares=self.shares_of_recipients(row),
                tolerance=share(row.get("Tolerance", 0)),
                should=row.get("Strength") == "should",
                penalty=self.number(row, "Penalty", 1),
            )
            for row in self.rows("Recipient keys")
        )

    def shares_of_recipients(self, row: Row) -> dict[str, Fraction]:
        """Return the key shares of a region, raised and lowered until all are within."""
        region, key = self.name(row, "Region"), str(row["Key"])
        members = sorted(r for r in self.elements["recipient"]
                         if region in ("all", *self.classes["recipient"].get(r, ())))
        figures = self.factors("Recipients", "Recipient", key)
        if key == "need":
            figures = {r: sum((n.amount for n in self.needs() if n.slot[0] == r), Fraction(0))
                       for r in members}
        low, high = share(row.get("Lowest share", 0)), share(row.get("Highest share", 1))
        whole = sum(figures[r] for r in members)

        def held(factor: Fraction) -> dict[str, Fraction]:
            return {r: min(max(factor * figures[r] / whole, low), high) for r in members}

        # The shares rise with one factor for all: between two of its corners they are straight.
        corners = sorted({bound * whole / figures[r] for r in members for bound in (low, high)})
        under = max((c for c in corners if sum(held(c).values()) <= 1), default=Fraction(0))
        over = min((c for c in corners if sum(held(c).values()) >= 1), default=Fraction(1))
        least, most = sum(held(under).values()), sum(held(over).values())
        part = (1 - least) / (most - least) if most > least else Fraction(0)
        return held(under + part * (over - under))

    def rules(self) -> tuple[Rule, ...]:
        """Read the enabled rows of Rules."""
        rows = self.rows("Rules")
        return tuple(self.rule(row) for row in rows if row.get("Enabled", "yes") == "yes")

    def rule(self, row: Row) -> Rule:
        """Read one row of Rules."""
        columns = ("Donors", "Funds", "Recipients", "Activities", "Periods")
        dimensions = ("donor", "fund", "recipient", "activity", "period")
        chosen = [self.choose(row, c, d) for c, d in zip(columns, dimensions, strict=True)]
        measure, _, column = str(row["Measure"]).partition("amount per ")
        measure, relation = measure or "amount per", str(row["Relation"])
        money = measure == "amount"
        return Rule(
            name=str(row["Rule"]),
            selection=Selection(*chosen),
            for_each=tuple(part for _, part in selector_parts(str(row.get("For each", "")))),
            measure=measure,
            relation=RELATIONS.get(relation, relation),
            value=self.money(row, "Value") if money else share(row["Value"]),
            should=row.get("Strength") == "should",
            penalty=self.number(row, "Penalty", 1),
            of={d: self.choose(row, f"Of {c.lower()}", d)
                for c, d in zip(columns, dimensions, strict=True) if f"Of {c.lower()}" in row},
            per=self.factors("Recipients", "Recipient", column) if column else {},
            counted=(self.factors("Activities", "Activity", str(row["Counted by"]))
                     if "Counted by" in row else None),
        )

    def limit(self, row: Row, column: str) -> Fraction | None:
        """Return an optional amount of money, None where the cell is blank."""
        return self.money(row, column) if column in row else None

    def slot(self, row: Row) -> Slot:
        """Return the recipient, activity and period that a row names, "" where blank."""
        recipient, activity = self.name(row, "Recipient"), self.name(row, "Activity")
        return recipient, activity, self.name(row, "Period")

    def cell(self, row: Row) -> Cell:
        """Return the fund, recipient, activity and period that a row names."""
        return self.name(row, "Fund"), *self.slot(row)

    def offer(self, row: Row) -> tuple[str, str, str, Fraction]:
        """Return who offers which expertise when, "" for all periods, and how much."""
        donor, expertise = self.name(row, "Donor"), self.name(row, "Expertise")
        return donor, expertise, self.name(row, "Period"), self.number(row, "Expert-months")

    def figures(self) -> Figures:
        """Read every table that has a say in the plan."""
        objectives = sorted(self.rows("Objectives"), key=lambda row: self.number(row, "Order"))
        stages = tuple(
            (str(row["Objective"]), share(row.get("Tolerance", 0))) for row in objectives
        ) or (("soft rules", Fraction(0)), ("meet needs", Fraction(0)))
        if "soft rules" not in dict(stages):
            stages = (("soft rules", Fraction(0)), *stages)
        return Figures(
            periods=self.periods,
            needs=self.needs(),
            budgets=self.budgets(),
            commitments={
                self.cell(row): self.money(row, "Amount") for row in self.rows("Commitments")
            },
            minimum_coverage=self.factors("Recipients", "Recipient", "Minimum coverage"),
            co_financing=self.factors("Recipients", "Recipient", "Co-financing"),
            expertise_of=self.pairs("Activities", "Activity", "Expertise"),
            offers=tuple(self.offer(row) for row in self.rows("Expertise")),
            capacities=tuple(
                (*self.slot(row), self.money(row, "Capacity")) for row in self.rows("Capacity")
            ),
            burdens=self.burdens(),
            recipient_keys=self.recipient_keys(),
            pins=tuple(
                Pin(self.cell(row), self.limit(row, "At least"), self.limit(row, "At most"))
                for row in self.rows("Pins")
            ),
            rules=self.rules(),
            classes=self.classes,
            earlier=tuple((self.cell(row), self.money(row, "Amount"))
                          for row in self.rows("Earlier plan")),
            objectives=stages,
            rounding=self.rounding,
            parts=self.parts(),
        )

    def parts(self) -> Parts:
        """Read least amounts, whole units and conditions."""
        return Parts(
            {self.slot(row): (share(row["Least amount"]) * (
                1 if is_share(row["Least amount"]) else self.multiplier),
                is_share(row["Least amount"]))
             for row in self.rows("Needs") if "Least amount" in row},
            {self.name(row, "Activity"): self.number(row, "Unit cost")
             for row in self.rows("Activities") if row.get("Whole units") == "yes"},
            tuple(((self.name(row, "Recipient"), self.name(row, "Activity")),
                   str(row["Condition"]),
                   (self.name(row, "Other recipient"), self.name(row, "Other activity")))
                  for row in self.rows("Conditions")))
