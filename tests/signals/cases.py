"""Runs with long steps, over all commands: what is read, what is written, how it is started."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Tables = dict[str, Sequence[Sequence[object]]]
EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"


@dataclass(frozen=True, slots=True)
class Case:
    """A run: its arguments, in which `{place}` is the folder with the inputs, and its output.

    `code` is how it ends when nobody tells it to, `told` when somebody does: the page with 0, once
    it serves. What serves until it is told is given `lasts` seconds.
    """

    name: str
    arguments: tuple[str, ...]
    output: str = ""
    code: int = 0
    told: tuple[int, ...] = (130,)
    lasts: float | None = None


def write_inputs(place: Path) -> None:
    """Write what the cases read."""
    place.joinpath("inputs.xlsx").write_bytes(EXAMPLE.read_bytes())
    for name, build in _BOOKS.items():
        folder = place / name
        folder.mkdir()
        for table, rows in build(random.Random(5)).items():
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows)


def _carried(chance: random.Random) -> Tables:
    """Forty months with carry-over: a long proportional step, many prices, much to write."""
    months = [f"{year}-{month:02d}" for year in range(2016, 2020) for month in range(1, 13)][:40]
    return {
        "Needs": [("Recipient", "Activity", "Period", "Need"), *(
            (f"R{at}", f"A{what}", month, round(chance.uniform(1e5, 1e6), 2))
            for at in range(10) for what in range(5) for month in months)],
        "Budgets": [("Fund", "Donor", "Period", "Budget", "Carry over"), *(
            (f"F{at}", f"D{at}", month, round(chance.uniform(1e5, 5e6), 2), "yes")
            for at in range(5) for month in months)]}


def _many(chance: random.Random) -> Tables:
    """Six hundred donors for twenty-four needs: prices that are looked for one by one."""
    return {
        "Needs": [("Recipient", "Activity", "Need"), *(
            (f"R{at}", f"A{what}", round(chance.uniform(1e5, 1e6), 2))
            for at in range(8) for what in range(3))],
        "Budgets": [("Fund", "Donor", "Budget"), *(
            (f"F{at}", f"D{at}", round(chance.uniform(1e3, 2e4), 2)) for at in range(600))]}


def _impossible(chance: random.Random) -> Tables:
    """Floors for each recipient against ceilings for each donor: a long diagnosis."""
    places = range(40)
    return {
        "Needs": [("Recipient", "Activity", "Period", "Need"), *(
            (f"R{at}", f"A{what}", quarter, round(chance.uniform(1e5, 1e6), 2))
            for at in places for what in range(5) for quarter in ("2016-Q1", "2016-Q2"))],
        "Budgets": [("Fund", "Donor", "Budget", "For recipients"), *(
            (f"F{at}", f"D{at % 10}", round(chance.uniform(5e6, 1e7), 2), f"G{at % 20}")
            for at in range(40))],
        "Recipients": [("Recipient", "Region", "Minimum coverage"), *(
            (f"R{at}", f"G{at % 20}", 0.3) for at in places)],
        "Rules": [("Rule", "Measure", "Relation", "Value", "For each"),
                  ("floor", "coverage", "at least", 0.1, "recipient; period"),
                  ("cap", "share of donor", "at most", 0.05, "donor; recipient")]}


def _futures(chance: random.Random) -> Tables:
    """Twelve scenarios, and needs that are uncertain."""
    return {
        "Needs": [("Recipient", "Activity", "Period", "Need", "Uncertainty"), *(
            (f"R{at}", f"A{what}", quarter, round(chance.uniform(1e5, 1e6), 2), 0.2)
            for at in range(9) for what in range(5) for quarter in ("2016-Q1", "2016-Q2"))],
        "Budgets": [("Fund", "Donor", "Budget"), *(
            (f"F{at}", f"D{at}", round(chance.uniform(1e6, 4e6), 2)) for at in range(8))],
        "Scenarios": [("Scenario", "Table", "Recipient", "Change", "Value"), *(
            (f"S{at}", "Needs", f"R{chance.randrange(9)}", "multiply by",
             round(chance.uniform(0.3, 2), 2)) for at in range(12))],
        "Settings": [("Setting", "Value"), ("Decide now until", "2016-Q1")]}


def _searched(chance: random.Random) -> Tables:
    """Grants that fit no budget: a search in whole numbers without an end."""
    return {
        "Needs": [("Recipient", "Activity", "Need"), *(
            (f"R{at}", "A", 1000003 + 2 * chance.randrange(500000)) for at in range(20))],
        "Budgets": [("Fund", "Donor", "Budget", "Smallest grant"), *(
            (f"F{at}", f"D{at}", 2500001 + 2 * chance.randrange(500000), 700001 + 2 * at)
            for at in range(10))]}


_BOOKS: dict[str, Callable[[random.Random], Tables]] = {
    "carried": _carried, "many": _many, "impossible": _impossible, "futures": _futures,
    "searched": _searched}

_OUT = ("--force", "-o", "out.xlsx")
CASES = (
    Case("plan and page", ("{place}/inputs.xlsx", "--report", "html", *_OUT), "out.xlsx"),
    Case("plan, every range", ("{place}/inputs.xlsx", "--ranges", *_OUT), "out.xlsx"),
    Case("plan, costs of rules", ("{place}/inputs.xlsx", "--costs", *_OUT), "out.xlsx"),
    Case("plan, long proportional step", ("{place}/carried", *_OUT), "out.xlsx"),
    Case("plan, many prices", ("{place}/many", *_OUT), "out.xlsx"),
    Case("plan, search in whole numbers", ("{place}/searched", "--time-limit", "8", *_OUT),
         "out.xlsx", 5),
    Case("plan, by CBC", ("{place}/inputs.xlsx", "--solver", "PULP_CBC_CMD", *_OUT), "out.xlsx"),
    Case("no plan: diagnosis", ("{place}/impossible",), code=4),
    Case("scenarios", ("scenarios", "{place}/futures", *_OUT), "out.xlsx"),
    Case("samples", ("scenarios", "{place}/futures", "--samples", "600", *_OUT), "out.xlsx"),
    Case("frontier", ("frontier", "{place}/inputs.xlsx", "--points", "41", *_OUT), "out.xlsx"),
    Case("frontier over budget", ("frontier", "{place}/inputs.xlsx", "--over", "budget", *_OUT),
         "out.xlsx"),
    Case("why --costs", ("why", "{place}/plan.xlsx", "--costs", *_OUT), "out.xlsx"),
    Case("verify", ("verify", "{place}/plan.xlsx")),
    Case("verify --replay", ("verify", "{place}/plan.xlsx", "--replay")),
    Case("compare", ("compare", "{place}/plan.xlsx", "{place}/inputs.xlsx", *_OUT), "out.xlsx"),
    Case("check --annotate", ("check", "{place}/inputs.xlsx", "--annotate", "out.xlsx", "--force"),
         "out.xlsx"),
    Case("export lp", ("export", "{place}/inputs.xlsx", "--format", "lp", "--force", "-o",
                       "out.lp"), "out.lp"),
    Case("pages", ("pages", "{place}/plan.xlsx", "--force", "-o", "pages")),
    Case("serve", ("serve", "{place}/inputs.xlsx", "--no-browser"), code=-1, told=(0, 130),
         lasts=6.0),
    Case("new", ("new", "out.xlsx", "--example", "--force"), "out.xlsx"),
)
