"""A gap that may stay unproved, and the best plan found when time is up."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import optimiser
from optimiser.errors import TimeUpError
from optimiser.model.objectives import OBJECTIVES
from optimiser.model.program import build_program
from optimiser.plan.settled import Settled
from optimiser.plan.types import Proved
from optimiser.problem.build import build_problem
from optimiser.report.summary import how_found, how_near, open_words
from optimiser.screen.comparison import comparison_text
from optimiser.screen.verdict import verdict_text
from optimiser.screen.why import why_text
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.grants import choose_grants, first_in_whole_numbers
from optimiser.vocabulary import ObjectiveName

if TYPE_CHECKING:
    from running import Command

WINTER = Path(__file__).parents[1] / "reference" / "winter-inputs.xlsx"
EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
SMALL: dict[str, list[dict[str, object]]] = {
    "Needs": [{"Recipient": f"N{n}", "Activity": "aid", "Need": need, "Weight": 1 + n % 3}
              for n, need in enumerate((37, 41, 53, 29, 61, 47, 31, 43))],
    "Budgets": [{"Fund": f"F{f}", "Donor": f"D{f}", "Budget": budget, "Smallest grant": 20}
                for f, budget in enumerate((60, 71, 83))]}


@pytest.fixture(scope="module")
def fewest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example with `fewest grants` as its last objective."""
    book = openpyxl.load_workbook(EXAMPLE)
    page = book["Objectives"]
    page.append([page.max_row, "fewest grants"])
    path = tmp_path_factory.mktemp("gap") / "fewest.xlsx"
    book.save(path)
    return path


@pytest.mark.slow
def test_the_fewest_grants_of_the_example_are_proved_to_within_a_tenth(fewest: Path) -> None:
    """Fewer than few payments make, and no more than a tenth above what is proved needed."""
    few = optimiser.optimise(EXAMPLE).allocation
    phases: list[str] = []
    plan = optimiser.optimise(fewest, gap=0.1, progress=lambda told: phases.append(told.phase))
    assert any(phase.startswith("Searching: ") and " grants, at least " in phase
               for phase in phases)
    last = plan.stages[-1]
    made = plan.allocation[["Fund", "Recipient", "Activity"]].drop_duplicates()
    assert len(made) == last.value < len(few[["Fund", "Recipient", "Activity"]].drop_duplicates())
    assert last.status is Proved.WITHIN_GAP
    assert 0 < last.value - last.bound <= 0.1 * last.value
    assert all(stage.status is Proved.OPTIMAL for stage in plan.stages[:-1])
    assert how_near(plan.solution) == "Within 10% of the best, proved"


@pytest.mark.slow
def test_whoever_hears_of_a_search_can_end_it(fewest: Path) -> None:
    def told(progress: optimiser.Progress) -> None:
        if progress.phase.startswith("Searching"):
            raise RuntimeError("enough")

    began = time.monotonic()
    with pytest.raises(RuntimeError, match="enough"):
        optimiser.optimise(fewest, progress=told)
    assert time.monotonic() - began < 60  # proving that none is better would take minutes


def test_one_of_the_best_is_a_plan_where_no_time_is_left_to_prefer_one(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not claimed to be the only one; and it is asked for, or the time was too short."""
    def no_time(*_: object) -> None:
        raise TimeUpError("the objectives were optimised")

    monkeypatch.setattr("optimiser.solving.finding.grants._prefer", no_time)
    with pytest.raises(TimeUpError):
        optimiser.optimise(SMALL)
    plan = optimiser.optimise(SMALL, best_found=True)
    last = plan.stages[-1]
    assert last.status is Proved.BEST_FOUND
    assert last.value == pytest.approx(last.bound)
    assert "Another choice may be as good" in open_words(plan.solution)


@pytest.mark.slow
def test_the_best_found_at_the_time_limit_is_written_only_where_that_is_asked_for(
        fewest: Path, allocate: Command, folder: Path) -> None:
    run = allocate(fewest, "--time-limit", "5", "-o", "plan.xlsx")
    assert run.exit_code == 5
    assert not (folder / "plan.xlsx").exists()
    run = allocate(fewest, "--time-limit", "5", "--best-found", "--json", "-o", "plan.xlsx")
    assert run.exit_code == 5
    assert run.answer["status"] == "not proved"
    last = run.answer["stages"][-1]
    assert last["status"] == "best found"
    assert last["bound"] <= last["value"]
    page = openpyxl.load_workbook(folder / "plan.xlsx")["Summary"]
    shown = [str(cell.value) for row in page.iter_rows(max_row=5) for cell in row if cell.value]
    assert any(f"Best found: {last['value']:.0f} grants, at least " in text
               and "are needed, proved" in text for text in shown), shown
    assert allocate("verify", "plan.xlsx").exit_code == 0


def test_a_gap_that_is_closed_anyway_leaves_the_values_and_no_claim_to_be_the_only_plan() -> None:
    plan, other = optimiser.optimise(SMALL), optimiser.optimise(SMALL, gap=1e-6)
    assert [stage.value for stage in plan.stages] == pytest.approx(
        [stage.value for stage in other.stages])
    assert how_near(other.solution) == "Optimal, proved by the solver"
    assert "then the first by name" in " ".join(how_found(plan.solution))
    assert "not claimed to be the only one" in " ".join(how_found(other.solution))


@pytest.mark.slow
def test_smallest_grants_on_every_fund_of_a_real_book_are_proved_within_half_a_percent(
        tmp_path: Path) -> None:
    """The book of another office: six funds, grants of EUR 50,000 at least (or so many CZK)."""
    book = openpyxl.load_workbook(WINTER)
    page = book["Budgets"]
    [(row, fund)] = [(cell.row, cell.column) for line in page.iter_rows(max_row=8) for cell in line
                     if cell.value == "Fund"]
    headings = {cell.value: cell.column for cell in page[row]}
    least, seen = headings.get("Smallest grant", page.max_column + 1), set()
    page.cell(row, least, "Smallest grant")
    for line in range(row + 1, page.max_row + 1):
        name = page.cell(line, fund).value
        if name and name not in seen:
            seen.add(name)
            page.cell(line, least, 50_000)
    assert len(seen) == 6
    book.save(tmp_path / "winter.xlsx")
    plan = optimiser.optimise(tmp_path / "winter.xlsx", gap=0.005, time_limit=60)
    assert all(abs(stage.value - stage.bound) <= 0.005 * abs(stage.value) + 1e-6
               for stage in plan.stages)
    grants = plan.allocation.groupby(["Fund", "Recipient", "Activity"])["Amount in fund currency"]
    assert grants.sum().min() >= 50_000


def test_what_a_gap_leaves_open_is_said_of_the_plan_wherever_it_goes(tmp_path: Path) -> None:
    """Log, comparison, verdict, reasons, tables, pages of coordinators; of a best plan, nowhere."""
    plan, proved = (_as_within_a_gap(optimiser.optimise(SMALL)), optimiser.optimise(SMALL))
    for source, is_open in ((plan, True), (proved, False)):
        output = tmp_path / f"{is_open}.xlsx"
        optimiser.write(source, output)
        found = optimiser.compare(output, proved)
        assert [near.startswith(f"{output.name}: Within") for near in found.near] == [True] * is_open
        assert ("of the best, proved. Another choice" in comparison_text(found)) == is_open
        [(page, path), *_] = optimiser.pages(output, tmp_path / f"pages {is_open}")
        shown = [str(row[0].value) for row in openpyxl.load_workbook(path).active.iter_rows()]
        assert any("Another choice may be as good" in text for text in shown) == is_open
        assert page.near == (output_log(output) or "")
        for said in (verdict_text(optimiser.verify(output)), why_text(optimiser.why(output))):
            assert ("Another choice may be as good" in " ".join(said.split())) == is_open
        for number, exported in enumerate((output, source)):
            folder = tmp_path / f"csv {is_open} {number}"
            optimiser.export(exported, "csv", folder)
            package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
            assert ("Another choice" in package.get("description", "")) == is_open


def _as_within_a_gap(plan: optimiser.Plan) -> optimiser.Plan:
    """Return a plan as if the search for it had left a gap."""
    stages = tuple(replace(one, status=Proved.WITHIN_GAP) for one in plan.solution.stages)
    solution = replace(plan.solution, stages=stages)
    return replace(plan, settled=Settled(solution))


def output_log(path: Path) -> str | None:
    """Return what the log says that the plan leaves open, if anything."""
    rows = openpyxl.load_workbook(path)["Log"].iter_rows(values_only=True)
    return dict(row[:2] for row in rows).get("Not claimed to be the only plan")


def test_the_setting_is_the_gap_and_the_argument_goes_before_it() -> None:
    book = {**SMALL, "Settings": [{"Setting": "Gap", "Value": "2.5%"}]}
    assert build_problem(optimiser.load(book)).gap == 0.025
    assert optimiser.optimise(book, gap=0).solution.problem.gap == 0
    assert build_problem(optimiser.load(SMALL)).gap == 0


@pytest.mark.parametrize("value", ["-1%", "1", "all", "1,000"])
def test_what_is_no_share_is_a_finding(value: str) -> None:
    book = {**SMALL, "Settings": [{"Setting": "Gap", "Value": value}]}
    [finding] = optimiser.check(optimiser.load(book))
    assert "a share such as 0.5%" in str(finding)


@pytest.mark.parametrize("value", ["2", "much", "-1%"])
def test_what_is_no_share_is_wrong_use_of_the_command(value: str, allocate: Command) -> None:
    run = allocate(EXAMPLE, "--gap", value)
    assert run.exit_code == 2
    assert "no share such as 0.5%" in run.stderr


def test_only_what_needs_whole_numbers_is_solved_in_them() -> None:
    """`fewest grants` counts, and where nothing else does all before it is a linear program."""
    last = [{"Order": 1, "Objective": "meet needs"}, {"Order": 2, "Objective": "use budgets"},
            {"Order": 3, "Objective": "fewest grants"}]
    plain = [{**fund, "Smallest grant": None} for fund in SMALL["Budgets"]]
    counted = [{"Rule": "few", "Measure": "grants", "Relation": "at most", "Value": 9}]
    for more, place in (({"Budgets": plain}, 3), ({}, 0), ({"Budgets": plain, "Rules": counted}, 0)):
        book = {**SMALL, "Objectives": last, **more}
        problem = build_problem(optimiser.load(book))
        assert problem.objectives[0].name is ObjectiveName.SOFT_RULES
        assert first_in_whole_numbers(build_program(problem)) == place


def test_what_was_found_when_time_was_up_is_taken_where_asked_for_and_marked() -> None:
    """As if the search had stopped with a plan and a bound a tenth from it."""
    program = build_program(build_problem(optimiser.load(SMALL)))
    plain = highs.solve

    def stopped(linear, start=None, **_options):
        outcome = plain(linear, start)
        if not len(linear.whole):
            return outcome
        return replace(outcome, status=SolveStatus.STOPPED, bound=outcome.objective * 1.1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highs, "solve", stopped)
        with pytest.raises(optimiser.NotProvedError):
            choose_grants(program, Runner(stopped))
        chosen = choose_grants(program, Runner(stopped, takes_best=True))
    assert chosen.ran_out_of_time
    first, *others = chosen.reached
    assert first is not None
    assert first.status is Proved.BEST_FOUND
    assert others == [None]
    assert not len(chosen.program.linear.whole)


@pytest.mark.parametrize(("name", "value", "bound", "words"), [
    (ObjectiveName.FEWEST_GRANTS, 55.0, 52.4, "55 grants, at least 53 are needed"),
    (ObjectiveName.USE_BUDGETS, 100.0, 120.0, "EUR 100, at most EUR 120 can be reached"),
    (ObjectiveName.MEET_NEEDS, 1e6, 2e6, "1,000,000 points, at most 2,000,000 points can be")])
def test_a_gap_is_said_with_what_the_best_may_be(
        name: ObjectiveName, value: float, bound: float, words: str) -> None:
    assert words in OBJECTIVES[name].with_bound(value, bound, "EUR")
