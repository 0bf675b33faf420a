"""The worked files of rules: both forms say the same, and their pages are what a run gives."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from reference.book import Book, shuffle
from reference.exact import allocated, attained, broken
from reference.pulp_statement import Reference, solve

import optimiser
from optimiser.example.tables import TABLES
from optimiser.model.program import LinearProgram, build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.face import dual_bound
from optimiser.solving.finding.stages import run_stages
from optimiser.template.content import NOTE

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "inputs" / "rules").glob("*.toml"))


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    return load(ROOT / "inputs" / "build_rule_pages.py")


@pytest.fixture(scope="module")
def before(pages: ModuleType) -> optimiser.Plan:
    return optimiser.optimise(pages.EXAMPLE)


def test_every_worked_file_has_a_question_a_twin_and_a_page(pages: ModuleType) -> None:
    names = {path.stem for path in FILES}
    assert len(names) >= 3
    assert names == set(pages.QUESTIONS)
    assert names == {path.stem for path in (ROOT / "inputs" / "rules").glob("*.csv")}
    assert names == {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_forms_of_a_file_are_the_same_rules(path: Path, pages: ModuleType) -> None:
    def compiled(file: Path) -> list[object]:
        inputs = optimiser.load(pages.EXAMPLE, [file])
        assert not [f for f in optimiser.check(inputs) if f.place.file == file.name]
        return [(r.name, r.donors, r.recipients, r.activities, r.measure, r.relation, r.value,
                 r.for_each, r.penalty, r.reason, r.of, r.counted_by) for r in build_problem(inputs).rules]

    assert compiled(path) == compiled(path.with_suffix(".csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_is_what_a_run_gives_today(path: Path, pages: ModuleType,
                                          before: optimiser.Plan) -> None:
    page = ROOT / "docs" / "rules" / f"{path.stem}.md"
    assert page.read_text(encoding="utf-8") == pages.page(path.stem, before)


@pytest.fixture(scope="module")
def fair(pages: ModuleType) -> optimiser.Plan:
    return optimiser.optimise(pages.EXAMPLE, split="proportional")


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the example's tables, without the comments on their cells."""
    return {name: [{heading: value for heading, value in row.items()
                    if not heading.startswith(NOTE) and value is not None}
                   for row in rows] for name, rows in TABLES.items()}


@pytest.fixture(scope="module")
def stated(book: Book) -> Reference:
    """Return the example without further rules, stated a second time and solved by PuLP."""
    found = solve(book)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "by", "counted", "most"), [
    ("three_sectors", ["Donor", "Recipient"], "Pillar", 3),
    ("five_donors", ["Recipient", "Pillar"], "Donor", 5)])
def test_the_code_of_conduct_costs_nothing_that_a_second_statement_could_find(
        name: str, by: list[str], counted: str, most: int, pages: ModuleType,
        fair: optimiser.Plan, stated: Reference) -> None:
    """A rule can only cost. No plan without it reaches more in any objective than the one with it.

    That is proved by another program; that the rule is kept is counted payment by payment.
    """
    def widest(plan: optimiser.Plan) -> int:
        paid = plan.allocation
        partners = paid[paid["Region"].str.contains("Western Balkans")]
        return int(partners.groupby(by)[counted].nunique().max())

    after = pages.with_rules(pages.FILES / f"{name}.toml")
    assert widest(after) <= most < widest(fair)
    assert [stage.value for stage in after.stages] == pytest.approx(
        [value for _, value in stated.values], rel=1e-9)
    given = allocated(after)
    assert broken(stated.figures, given) == []
    for objective, best in (("meet needs", 0.998 * stated.values[1][1]),
                            ("use budgets", stated.values[3][1])):
        value, within = attained(stated.figures, objective, given)
        assert float(value) >= best - float(within)
    shown = (pages.PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert shown.count("| none |") == 2


@pytest.mark.parametrize(("rules", "order"), [("one_for_four", 2), ("protection_floor", 4)])
def test_no_odd_unit_hangs_on_the_order_of_rows(rules: str, order: int, book: Book) -> None:
    """A solver leaves other digits behind the point where rows are in another order."""
    def paid(book: Book) -> set[tuple[object, ...]]:
        file = ROOT / "inputs" / "rules" / f"{rules}.toml"
        paid = optimiser.optimise(optimiser.load(book), rules=[file]).allocation
        return set(paid[["Fund", "Recipient", "Activity", "Period", "Amount"]].itertuples(
            index=False, name=None))

    assert paid({**shuffle(book, order), "Periods": book["Periods"]}) == paid(book)


@pytest.mark.parametrize("order", [13, 44, 47])
def test_values_are_proved_to_the_last_digits(order: int, book: Book) -> None:
    """Factors that were updated for hundreds of steps gave coverages that are 1e-11 off."""
    solved: list[tuple[LinearProgram, Outcome]] = []

    def solve(program: LinearProgram, start: object = None) -> Outcome:
        solved.append((program, highs.solve(program, start)))
        return solved[-1][1]

    inputs = optimiser.load({**shuffle(book, order), "Periods": book["Periods"]})
    run_stages(build_program(build_problem(inputs)), Runner(solve))
    for program, outcome in solved:
        assert dual_bound(program, outcome) == pytest.approx(outcome.objective, rel=2e-13)
