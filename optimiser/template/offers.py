"""Drop-downs: the names that a workbook knows, closed lists, and bounds of numbers.

A drop-down of names reads the sheet that lists them, and where that is still empty the sheet in
which they are typed first, so that it works in an empty workbook too. It offers, and never stops
a new name: `allocate check` says what does not fit.
"""

from __future__ import annotations

from optimiser.report.book import Worksheet
from optimiser.tables.columns import Column, Kind
from optimiser.tables.schema import sheet_of
from optimiser.template.content import Content

HEADING_ROW = 3
ROOM_BELOW = 200
"""Rows below the last one that keep their drop-downs, for officers who add some."""
LISTED = {"Recipient": ("Recipients", "Recipient"), "Activity": ("Activities", "Activity"),
          "Donor": ("Donors", "Donor"), "Tier": ("Tiers", "Tier"), "Fund": ("Budgets", "Fund"),
          "Period": ("Periods", "Period"), "Group": ("Donors", "Group"),
          "Expertise": ("Activities", "Expertise")}
"""Where the names of a column are listed: a sheet and its column."""
TYPED_FIRST = {"Recipient": ("Needs", "Recipient"), "Activity": ("Needs", "Activity"),
               "Donor": ("Budgets", "Donor"), "Tier": ("Needs", "Tier"),
               "Period": ("Needs", "Period"), "Expertise": ("Expertise", "Expertise")}
"""Where they are typed while the list is empty."""
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CZK", "HUF", "PLN", "RON", "BGN", "RSD", "BAM", "MKD",
               "ALL", "MDL", "TRY", "UAH", "SEK", "DKK", "NOK")


def offer(page: Worksheet, rows: tuple[int, int], at: int, column: Column,
          content: Content) -> None:
    """Offer a column's closed list, or the names that the workbook knows; bound its numbers."""
    names, closed = _names(page.get_name(), column, content), _closed(column)
    rule = _bounds(column)
    if names is not None:
        # A name is typed somewhere for the first time: a list of names warns of nothing.
        rule = {"validate": "list", "source": names, "show_error": False}
    elif closed is not None:
        rule = {"validate": "list", "source": closed,
                "error_message": "This is not in the list; the program will say whether it fits."}
    if rule is not None:
        page.data_validation(rows[0], at, rows[1], at, {
            "ignore_blank": True, "error_type": "warning", "error_title": column.heading, **rule})


def _bounds(column: Column) -> dict[str, object] | None:
    if column.kind is Kind.SHARE:
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
                "error_message": "A percentage between 0% and 100%."}
    if column.kind in (Kind.MONEY, Kind.NUMBER):
        return {"validate": "decimal", "criteria": ">=", "value": 0,
                "error_message": "A number, 0 or more."}
    return None


def _closed(column: Column) -> list[str] | None:
    if column.kind is Kind.CHOICE:
        return list(column.choices)
    return ["yes", "no"] if column.kind in (Kind.YES_NO, Kind.CARRY) else None


def _names(sheet: str, column: Column, content: Content) -> str | list[str] | None:
    """Return the source of a drop-down of names, None where the column has none."""
    if column.kind not in (Kind.NAME, Kind.CLASSES, Kind.PERIOD, Kind.SELECTOR):
        return None
    if content.full and column.heading in LISTED:
        return _in_full(sheet, column.heading)
    home = LISTED.get(column.heading, ("", ""))[0]
    if home != sheet and home in content.tables and column.heading == sheet_of(
            home).columns[0].heading:
        first = HEADING_ROW + 2
        return f"={home}!$A${first}:$A${first + max(len(content.tables[home]) - 1, 0)}"
    if column.heading in ("Currency", "Period", "Group", "Expertise"):
        words = {str(row[column.heading]): None for rows in content.tables.values()
                 for row in rows if row.get(column.heading)}
        if column.heading == "Currency" and content.full:
            words |= dict.fromkeys(_CURRENCIES)
        return list(words) if column.heading == "Currency" else sorted(words) or None
    return None


def _in_full(sheet: str, heading: str) -> str | None:
    """Return the formula of a list in a workbook with every column."""
    home, first = LISTED[heading], TYPED_FIRST.get(heading)
    if home == (sheet, heading):
        return f"={_filled(first)}" if first is not None else None
    if first is None or first == (sheet, heading):
        return f"={_filled(home)}"
    return f"=IF(COUNTA({_range(home)})=0,{_filled(first)},{_filled(home)})"


def _range(column: tuple[str, str]) -> str:
    letter, first = _letter(column), HEADING_ROW + 2
    return f"{_quoted(column[0])}!${letter}${first}:${letter}${first + ROOM_BELOW}"


def _filled(column: tuple[str, str]) -> str:
    """Return the part of a column down to its last filled cell, at least one cell."""
    cell = _range(column).split(":")[0]
    return f"OFFSET({cell},0,0,MAX(1,COUNTA({_range(column)})),1)"


def _letter(column: tuple[str, str]) -> str:
    headings = [one.heading for one in sheet_of(column[0]).columns]
    return chr(ord("A") + headings.index(column[1]))


def _quoted(sheet: str) -> str:
    return f"'{sheet}'" if " " in sheet else sheet
