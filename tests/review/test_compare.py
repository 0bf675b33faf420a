"""`allocate compare`: hand-made moves are said, sums agree, the workbook holds the same."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from libreoffice import LibreOffice, error_cells
from reference.random_books import random_book

import optimiser
from optimiser.review.comparison import missed_lines, moved_lines
from optimiser.screen.comparison import comparison_text

if TYPE_CHECKING:
    from running import Command

Book = dict[str, list[dict[str, Any]]]


def book(budget: float = 100, need: float = 80, **tables: list[dict[str, Any]]) -> Book:
    return {"Needs": [{"Recipient": "Serbia", "Activity": "x", "Need": need, "Weight": 2},
                      {"Recipient": "Albania", "Activity": "x", "Need": 60}],
            "Budgets": [{"Fund": "Polish aid", "Donor": "Poland", "Budget": budget}],
            "Capacity": [{"Recipient": "Serbia", "Capacity": 90}]} | tables


def output(source: Book, path: Path) -> Path:
    optimiser.write(optimiser.optimise(source), path)
    return path


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Serbia 80 and Albania 20, then Serbia 90 (its capacity) and Albania 40."""
    return (output(book(), tmp_path / "a.xlsx"),
            output(book(budget=130, need=120), tmp_path / "b.xlsx"))


def test_what_moved_is_said_by_every_dimension(pair: tuple[Path, Path]) -> None:
    found = optimiser.compare(*pair)
    moves = {row.name: (row.before, row.after) for row in found.totals["recipient"]}
    assert moves == {"Serbia": (80, 90), "Albania": (20, 40)}
    assert [(row.name, row.change) for row in found.totals["donor"]] == [("Poland", 30)]
    assert [(row.name, row.change) for row in found.cells] == [
        ("Polish aid / Albania / x", 20), ("Polish aid / Serbia / x", 10)]
    assert found.moved == 30


def test_the_inputs_that_changed_and_the_limits_that_bind_are_named(
        pair: tuple[Path, Path]) -> None:
    found = optimiser.compare(*pair)
    assert [change.words() for change in found.inputs] == [
        "Budgets: Polish aid, Budget 100 -> 130", "Needs: Serbia / x, Need 80 -> 120"]
    assert found.began == ("Capacity Serbia",)
    assert found.ceased == ()
    back = optimiser.compare(*reversed(pair))
    assert back.ceased == ("Capacity Serbia",)
    text = comparison_text(found)
    assert "Inputs changed: Budgets: Polish aid, Budget 100 -> 130" in text


def wished(need: float, share: float = 0.9) -> Book:
    """Serbia may have 90: nine tenths of 100, but not of 120."""
    return book(budget=100, need=need, Rules=[
        {"Rule": "R", "Recipients": "Serbia", "Measure": "coverage", "Relation": "at least",
         "Value": share, "Strength": "should"}])


def test_wishes_that_only_one_plan_grants_are_said_with_what_moved(
        tmp_path: Path, allocate: Command) -> None:
    """A need that rises asks for 108 where 90 fit; a higher share of the same need for 95."""
    one = output(wished(100), tmp_path / "a.xlsx")
    for name, other, asked, short in (("b", wished(120), 108, 18), ("c", wished(100, 0.95), 95, 5)):
        found = optimiser.compare(one, output(other, tmp_path / f"{name}.xlsx"))
        assert missed_lines(found) == [
            f"R: granted (EUR 90 of at least EUR 90) before; not granted, by EUR {short} (EUR 90 "
            f"of at least EUR {asked}) now."]
        assert "R" not in found.began
        assert "not granted, by" in " ".join(comparison_text(found).split())
        back = optimiser.compare(tmp_path / f"{name}.xlsx", one)
        assert "R" not in back.ceased
        assert missed_lines(back)[0].endswith("; granted (EUR 90 of at least EUR 90) now.")
    assert missed_lines(optimiser.compare(one, output(book(), tmp_path / "d.xlsx"))) == []
    run = allocate("compare", one, tmp_path / "b.xlsx", "-o", tmp_path / "m.xlsx", "--json")
    [missed] = run.answer["not_kept_alike"]
    assert (missed["limit"], missed["is_wish"], missed["after"]["short"]) == ("R", True, 18)
    rows = openpyxl.load_workbook(tmp_path / "m.xlsx")["Limits"].iter_rows(values_only=True)
    assert any("not granted, by EUR 18" in str(row[1]) for row in rows)


def test_a_limit_that_an_edit_breaks_is_not_called_full(pair: tuple[Path, Path]) -> None:
    """Serbia gets 100 by hand, 10 above its capacity."""
    edited = pair[1].with_name("edited.xlsx")
    workbook = openpyxl.load_workbook(pair[1])
    page = workbook["Allocation"]
    [(row, amount)] = [(cell.row, 9) for cell in page["D"] if cell.value == "Serbia"]
    page.cell(row, amount).value += 10
    workbook.save(edited)
    found = optimiser.compare(pair[1], edited)
    assert (found.began, found.ceased) == ((), ())
    assert ("Capacity Serbia: kept (EUR 90 of at most EUR 90) before; missed by EUR 10 (EUR 100 of "
            "at most EUR 90) now.") in missed_lines(found)


def test_rows_that_are_new_or_left_out_are_said(tmp_path: Path) -> None:
    wider = book()
    wider["Needs"] = [*wider["Needs"], {"Recipient": "Kosovo", "Activity": "x", "Need": 10}]
    one, other = output(book(), tmp_path / "a.xlsx"), output(wider, tmp_path / "b.xlsx")
    assert [c.words() for c in optimiser.compare(one, other).inputs] == ["Needs: Kosovo / x added"]
    assert [c.words() for c in optimiser.compare(other, one).inputs] == [
        "Needs: Kosovo / x left out"]


def test_a_plan_and_itself_differ_in_nothing(pair: tuple[Path, Path]) -> None:
    found = optimiser.compare(pair[0], pair[0])
    assert (found.cells, found.inputs, found.began, found.ceased) == ((), (), (), ())
    assert "Allocated EUR 100 -> EUR 100 (the same)." in comparison_text(found)
    assert "Inputs and plan are the same." in comparison_text(found)


def test_plans_in_two_currencies_are_no_pair(pair: tuple[Path, Path], tmp_path: Path) -> None:
    czech = output(book(Settings=[{"Setting": "Base currency", "Value": "CZK"}]),
                   tmp_path / "c.xlsx")
    with pytest.raises(optimiser.UsageError, match=r"EUR.*CZK"):
        optimiser.compare(pair[0], czech)


@pytest.mark.parametrize("seed", range(8))
def test_moves_add_up_along_every_dimension(seed: int, tmp_path: Path) -> None:
    one = output(random_book(seed), tmp_path / "a.xlsx")
    richer = random_book(seed)
    richer["Budgets"] = [{**row, "Budget": float(row["Budget"]) * 1.5} for row in richer["Budgets"]]
    try:
        other = output(richer, tmp_path / "b.xlsx")
    except optimiser.NoPlanError:
        pytest.skip("the larger budgets leave no plan")
    found = optimiser.compare(one, other)
    by_cell = sum((row.change for row in found.cells), Fraction(0))
    assert found.allocated.change == by_cell
    for rows in found.totals.values():
        assert sum((row.change for row in rows), Fraction(0)) == by_cell
    sums = [optimiser.optimise(b).allocation["Amount"].sum() for b in (random_book(seed), richer)]
    assert float(found.allocated.before) == pytest.approx(sums[0])
    assert float(found.allocated.after) == pytest.approx(sums[1])


def test_the_command_prints_and_writes_the_same(
        pair: tuple[Path, Path], allocate: Command, folder: Path,
        libreoffice: LibreOffice) -> None:
    run = allocate("compare", *pair, "-o", folder / "moves.xlsx")
    assert run.exit_code == 0
    assert all(len(line) <= 100 for line in run.stdout.splitlines())
    assert "+EUR 20" in run.stdout
    page = openpyxl.load_workbook(folder / "moves.xlsx", data_only=True)["By recipient"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        ["Serbia", 80, 90, 10], ["Albania", 20, 40, 20]]
    [fresh] = libreoffice.recalculate([folder / "moves.xlsx"])
    assert error_cells(fresh) == []
    answer = allocate("compare", *pair, "--json").answer
    assert answer["allocated"]["change"] == 30


def test_an_input_is_solved_and_compared(pair: tuple[Path, Path], allocate: Command,
                                         folder: Path) -> None:
    source = folder / "inputs.xlsx"
    optimiser.new(source, example=True)
    plan = folder / "plan.xlsx"
    optimiser.write(optimiser.optimise(source), plan)
    run = allocate("compare", plan, source, "--json")
    assert run.answer["amounts"] == []
    assert run.answer["inputs"] == []


def test_rows_that_nothing_identifies_are_told_by_their_order(tmp_path: Path) -> None:
    book = {"Needs": [{"Recipient": "A", "Activity": "x", "Need": 300}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}]}
    row = {"Table": "Needs", "Change": "multiply by", "Value": 2}
    for name, scenarios in (("one", ["S1"]), ("other", ["S2", "S3"])):
        plan = optimiser.optimise(book | {"Scenarios": [
            row | {"Scenario": scenario} for scenario in scenarios]})
        optimiser.write(plan, tmp_path / f"{name}.xlsx")
    found = optimiser.compare(tmp_path / "one.xlsx", tmp_path / "other.xlsx")
    assert [change.words() for change in found.inputs] == [
        "Scenarios: row 1, Scenario S1 -> S2", "Scenarios: row 2 added"]


def test_the_lines_on_what_moved_name_donors_too(tmp_path: Path) -> None:
    """What recipients get may hardly move where who pays it does."""
    for name, first in (("one", 100), ("other", 60)):
        plan = optimiser.optimise({
            "Needs": [{"Recipient": "A", "Activity": "x", "Need": 110}],
            "Budgets": [{"Fund": d, "Donor": d, "Budget": b} for d, b in (("D", first), ("E", 90))],
            "Pins": [{"Fund": "D", "Recipient": "A", "Activity": "x", "At least": first}]})
        optimiser.write(plan, tmp_path / f"{name}.xlsx")
    found = optimiser.compare(tmp_path / "one.xlsx", tmp_path / "other.xlsx")
    assert "Most by donor D -EUR 40 and E +EUR 40." in moved_lines(found)


def test_room_that_rounding_left_is_full_as_in_the_sheets(tmp_path: Path) -> None:
    """All of 100 and then whole euros of 90.7 are given: full both times, as Limits says."""
    pair = [output(book(budget=budget), tmp_path / f"{budget}.xlsx") for budget in (100, 90.7)]
    for one, other in (pair, pair[::-1]):
        found = optimiser.compare(one, other)
        assert found.allocated.change != 0
        assert (found.began, found.ceased) == ((), ())
