"""What more or less money would do: hand-solved points, and what the command writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from libreoffice import LibreOffice, error_cells

import optimiser
from optimiser.screen.futures import over_budget_text

if TYPE_CHECKING:
    from running import Command

Rows = list[dict[str, Any]]
EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"


def book(**tables: Rows) -> dict[str, Rows]:
    """Return needs of 80 of two recipients, A's of weight 2, and funds of 60 and 40."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Weight": w, "Need": 80}
                  for r, w in (("A", 2), ("B", 1))],
        "Budgets": [{"Fund": f, "Donor": d, "Budget": b} for f, d, b in (("F", "D", 60),
                                                                         ("G", "E", 40))],
        **tables}


def test_the_best_plan_at_shares_of_all_budgets() -> None:
    """A's 80 come first: 50, 75, then B has 20, 45, 70 of 100, 125, 150."""
    found = optimiser.over_budget(book(), points=5)
    assert [point.share for point in found.points] == [0.5, 0.75, 1.0, 1.25, 1.5]
    assert [point.budget for point in found.points] == [50, 75, 100, 125, 150]
    met = [point.met for point in found.points]
    assert met == [pytest.approx(pair) for pair in ((50, 0), (75, 0), (80, 20), (80, 45), (80, 70))]
    assert [point.allocated for point in found.points] == pytest.approx([50, 75, 100, 125, 150])


def test_money_beyond_the_needs_buys_nothing_and_is_said() -> None:
    """Needs are 80 + 80 and B can take 30: from 110 on more money meets nothing."""
    from optimiser.scenarios.over_budget_report import sentences

    full = book(Capacity=[{"Recipient": "B", "Capacity": 10}])
    found = optimiser.over_budget(full, points=5)
    assert [point.total for point in found.points] == pytest.approx([50, 75, 90, 90, 90])
    assert sentences(found) == [
        "At 50% of all budgets the best plan meets EUR 50 of need.",
        "At 150% of all budgets the best plan meets EUR 90 of need.",
        "The next EUR 25, from today's EUR 100 up to EUR 125, meet no more need."]


def test_what_the_next_step_meets_is_told_by_recipient() -> None:
    """A's 80 are met at 100 already: what comes next is B's, all of it."""
    from optimiser.scenarios.over_budget_report import sentences

    assert sentences(optimiser.over_budget(book(), points=3))[-1] == (
        "The next EUR 50, from today's EUR 100 up to EUR 150, meet EUR 50 of need: EUR 50 of B's.")


def test_a_step_in_which_the_rate_changes_is_told_as_a_whole() -> None:
    """Of 50 more B's needs take 15 and then nothing does: more than a million has no rate."""
    from optimiser.scenarios.over_budget_report import sentences

    thousandfold = {
        "Needs": [{"Recipient": r, "Activity": "x", "Weight": w, "Need": n * 100_000}
                  for r, w, n in (("A", 2, 80), ("B", 1, 35))],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 10_000_000}]}
    told = sentences(optimiser.over_budget(thousandfold, points=3))[-1]
    assert told == ("The next EUR 5,000,000, from today's EUR 10,000,000 up to EUR 15,000,000, "
                    "meet EUR 1,500,000 of need: EUR 1,500,000 of B's.")


def test_without_a_point_at_todays_budgets_the_step_around_them_is_told() -> None:
    """From 50 to 150 there are 100 more: A's 50 become 80, B's nothing becomes 70."""
    from optimiser.scenarios.over_budget_report import sentences

    assert sentences(optimiser.over_budget(book(), points=2))[-1] == (
        "The EUR 100 from EUR 50 up to EUR 150, around today's EUR 100, meet EUR 100 of need: "
        "EUR 70 of B's and EUR 30 of A's.")


def test_more_than_three_recipients_are_told_together_and_those_that_lose_are_named() -> None:
    from optimiser.scenarios.over_budget import BudgetFrontier, BudgetPoint
    from optimiser.scenarios.over_budget_report import sentences

    points = (BudgetPoint(0.5, 50, 50, (10, 10, 10, 10, 10, 50)),
              BudgetPoint(1.0, 100, 100, (10, 10, 10, 10, 10, 50)),
              BudgetPoint(1.5, 150, 150, (20, 25, 30, 15, 15, 45)))
    found = BudgetFrontier("EUR", "", tuple("ABCDEF"), points)
    assert sentences(found)[-1].endswith(
        "meet EUR 50 of need: EUR 20 of C's, EUR 15 of B's, EUR 10 of A's "
        "and EUR 10 of 2 more recipients'; less is met: EUR 5 of F's.")


def test_one_fund_alone_may_change() -> None:
    """G's 40 become 20 to 60 beside F's 60."""
    found = optimiser.over_budget(book(), points=3, fund="g")
    assert found.fund == "G"
    assert [point.budget for point in found.points] == [80, 100, 120]
    assert [point.total for point in found.points] == pytest.approx([80, 100, 120])


def test_what_cannot_be_planned_has_no_figures() -> None:
    """A floor of 70 asks for more than half of 100."""
    floor = [{"Rule": "R", "Recipients": "A", "Measure": "amount", "Relation": "at least",
              "Value": 70}]
    first, *others = optimiser.over_budget(book(Rules=floor), points=3).points
    assert (first.allocated, first.met, first.total) == (None, None, None)
    assert [point.total for point in others] == pytest.approx([100, 150])


def test_a_point_is_what_the_plan_of_its_inputs_meets() -> None:
    point = optimiser.over_budget(EXAMPLE, points=3).points[1]
    plan = optimiser.optimise(EXAMPLE)
    cells, unit = len(plan.allocation), float(plan.solution.problem.rounding)
    assert point.allocated == pytest.approx(plan.allocation["Amount"].sum(), abs=cells * unit)
    for met, coverage, need in zip(point.met or (), plan.recipients["Coverage"],
                                   plan.recipients["Need"], strict=True):
        assert met == pytest.approx(coverage * need, abs=cells * unit)


def test_a_fund_that_there_is_not_is_named() -> None:
    with pytest.raises(optimiser.UsageError, match=r"There is no fund H\."):
        optimiser.over_budget(book(), points=2, fund="H")


def test_the_command_shows_the_points_and_writes_live_sums_and_a_chart(
        allocate: Command, folder: Path, libreoffice: LibreOffice) -> None:
    run = allocate("frontier", EXAMPLE, "--over", "budget", "--points", "5", "-o",
                   folder / "f.xlsx")
    assert run.exit_code == 0
    assert "100%" in run.stdout
    assert "The next EUR" in run.stdout
    page = openpyxl.load_workbook(folder / "f.xlsx", data_only=True)["Over budget"]
    headings = [cell.value for cell in page[1]]
    assert headings[:5] == ["Share of budgets", "Budget", "Allocated", "Need met",
                            "Of the next million"]
    assert "Serbia" in headings
    charts = openpyxl.load_workbook(folder / "f.xlsx")["Over budget"]._charts
    recipients = headings[5:headings.index("No.")] if "No." in headings else headings[5:-1]
    assert [len(chart.series) for chart in charts] == [1, len(recipients)]
    [fresh] = libreoffice.recalculate([folder / "f.xlsx"])
    assert error_cells(fresh) == []
    again = openpyxl.load_workbook(fresh, data_only=True)["Over budget"]
    for row in range(2, 7):
        for column in (4, 5):
            before, after = page.cell(row, column).value, again.cell(row, column).value
            assert (before or 0) == pytest.approx(after or 0, abs=1e-3)


def test_points_over_budgets_and_over_coverage_have_files_of_their_own(
        allocate: Command, folder: Path) -> None:
    minimal = EXAMPLE.parent / "minimal.xlsx"
    for options in ((), ("--over", "budget")):
        assert allocate("frontier", minimal, "--points", "2", *options).exit_code == 0
    assert sorted(path.name for path in (folder / "outputs").iterdir()) == [
        "minimal-frontier.xlsx", "minimal-over-budget.xlsx"]


@pytest.mark.parametrize("options", [("--over", "budget", "--at", "0.4"), ("--fund", "F")])
def test_options_that_do_not_go_together_are_refused(allocate: Command, folder: Path,
                                                     options: tuple[str, ...]) -> None:
    run = allocate("frontier", EXAMPLE, *options, "-o", folder / "f.xlsx")
    assert run.exit_code == 2
    assert "--over budget" in run.stderr


def test_where_one_fund_changes_its_own_budget_is_shown() -> None:
    text = over_budget_text(optimiser.over_budget({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 300}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100},
                    {"Fund": "G", "Donor": "E", "Budget": 50}]}, points=3, fund="G"))
    lines = [line.split() for line in text.splitlines()]
    assert [line[:3] for line in lines[2:6]] == [
        ["Share", "Budget", "of"], ["50%", "25", "125"], ["100%", "50", "150"],
        ["150%", "75", "175"]]
    assert "The next EUR 25, from today's EUR 50 up to EUR 75, meet EUR 25" in text
