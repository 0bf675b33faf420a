"""Every family, measure and objective declares every facet; nothing asks for one by its text."""

from __future__ import annotations

import ast
import pickle
from fractions import Fraction
from pathlib import Path

import pytest
from cases import CASES
from reference import pulp_statement
from rule_cases import RULE_CASES

import optimiser
from optimiser.audit.rules import MEASURED
from optimiser.audit.statements import STATED
from optimiser.model.columns import build_columns
from optimiser.model.family import Family, InFuture, Role
from optimiser.model.limits import FAMILIES
from optimiser.model.measures import MEASURES
from optimiser.model.objectives import OBJECTIVES
from optimiser.model.objectives.objective import Prices, Sense, Worth, never_idle
from optimiser.problem.build import build_problem
from optimiser.vocabulary import LimitKind, MeasureName, ObjectiveName

PACKAGE = Path(optimiser.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


def module_of(family: Family) -> str:
    return family.build.__module__.rpartition(".")[2]


def every(family: Family) -> str:
    return family.kind.name.lower()


def test_every_kind_of_limit_is_one_family() -> None:
    assert sorted(family.kind for family in FAMILIES) == sorted(LimitKind)


@pytest.mark.parametrize("family", FAMILIES, ids=every)
def test_a_family_in_a_plan_from_a_file_is_this_very_family(family: Family) -> None:
    """The page keeps plans in files: a copy of a family would have no prices there."""
    assert pickle.loads(pickle.dumps(family)) is family


@pytest.mark.parametrize("family", FAMILIES, ids=every)
def test_the_audit_states_each_family_that_says_so_and_no_other(family: Family) -> None:
    assert (family.kind in STATED) == family.is_restated
    assert family.is_restated or family.role in (Role.DEFINITION, Role.DEMAND)


@pytest.mark.parametrize("family", FAMILIES, ids=every)
def test_a_limit_of_somebody_says_when_it_is_full_and_how_it_is_loosened(family: Family) -> None:
    is_limit = family.role is Role.LIMIT
    has_a_figure = is_limit and family.kind not in WITHOUT_A_FIGURE
    assert (family.loosening is not None) == has_a_figure
    assert (family.when_full is not None) == is_limit


WITHOUT_A_FIGURE = {LimitKind.CONDITION, LimitKind.WHOLE_UNITS}
"""They hold or not, and no figure of theirs can be loosened."""


@pytest.mark.parametrize("family", FAMILIES, ids=every)
def test_only_what_the_futures_state_themselves_is_left_out_of_them(family: Family) -> None:
    """A limit of somebody that is dropped from every future would be ignored in silence."""
    left_out = family.in_future is InFuture.OWN
    assert not left_out or family.role is not Role.LIMIT


CHOSEN = {LimitKind.MINIMUM_USE, LimitKind.MINIMUM_COVERAGE, LimitKind.CO_FINANCING,
          LimitKind.BURDEN_SHARING, LimitKind.RECIPIENT_KEY, LimitKind.CONDITION, LimitKind.PIN,
          LimitKind.RULE}
"""What people decide and could decide otherwise: `why --costs` leaves each out (docs/why.md)."""
GIVEN = {LimitKind.BUDGET, LimitKind.CAPACITY, LimitKind.EXPERTS_OFFERED,
         LimitKind.SMALLEST_GRANT, LimitKind.LEAST_AMOUNT, LimitKind.WHOLE_UNITS}
"""Facts, and what a payment has to be to be one."""
MISSED_WHERE_NEEDS_CHANGE = {LimitKind.MINIMUM_COVERAGE}
"""Shares of needs that are known only later (docs/scenarios.md, samples)."""
HOLDS_AS_IN_THE_BASE = {
    LimitKind.EXPERTS_USED, LimitKind.GRANT_MADE, LimitKind.PART_TAKEN, LimitKind.ALL_UNITS,
    LimitKind.SMALLEST_GRANT, LimitKind.LEAST_AMOUNT, LimitKind.CONDITION, LimitKind.WHOLE_UNITS}
"""Physics rather than a promise, and what nothing keeps too: it holds in every future."""
BOUND_BY_A_CELL = {LimitKind.NEED: "Needs", LimitKind.BUDGET: "Budgets",
                   LimitKind.CAPACITY: "Capacity"}
"""Tables whose copies in the output the formulas of the sheet Limits point at."""


@pytest.mark.parametrize("family", FAMILIES, ids=every)
def test_what_a_family_is_to_people_is_as_the_documentation_says(family: Family) -> None:
    """A new family is put into these sets by hand: the program cannot know what it is."""
    kind = family.kind
    assert (kind in CHOSEN | GIVEN) == (family.role is Role.LIMIT)
    assert family.is_choice == (kind in CHOSEN)
    assert family.may_be_missed == (kind in MISSED_WHERE_NEEDS_CHANGE)
    assert (family.in_future is InFuture.ALWAYS) == (kind in HOLDS_AS_IN_THE_BASE)
    assert family.bounds_in == BOUND_BY_A_CELL.get(kind)


@pytest.mark.parametrize("family", FAMILIES, ids=every)
def test_a_family_is_stated_in_two_hand_solved_cases_of_its_module(family: Family) -> None:
    stated = 0
    for case in CASES:
        if case.family == module_of(family) and case.earlier is None:
            problem = build_problem(optimiser.load(case.book))
            stated += bool(family.build(problem, build_columns(problem)))
        elif case.family == module_of(family):
            stated += 1
    assert stated >= 2


@pytest.mark.parametrize("family", [f for f in FAMILIES if f.loosening], ids=every)
def test_a_lever_of_a_family_names_a_figure_that_some_limit_rests_on(family: Family) -> None:
    case = next(case for case in CASES if case.family == module_of(family))
    problem = build_problem(optimiser.load(case.book))
    assert family.loosening is not None
    levers = list(family.loosening.levers(problem))
    stated = {int(at) for block in family.build(problem, build_columns(problem))
              for at in block.stated_by}
    assert {lever.stated_by for lever in levers} == stated
    moved = levers[0].put(problem, levers[0].moved(levers[0].value / 2 or Fraction(1, 10)))
    assert _figures(family, moved) != _figures(family, problem)


def _figures(family: Family, problem: object) -> list[object]:
    blocks = family.build(problem, build_columns(problem))  # type: ignore[arg-type]
    return [(block.bounds, tuple(term.coefficient for term in block.terms)) for block in blocks]


@pytest.mark.parametrize("family", FAMILIES, ids=every)
def test_the_pulp_statement_says_where_it_states_a_family(family: Family) -> None:
    where = pulp_statement.STATED.get(family.kind.value)
    assert where is not None, "add the family to tests/reference/pulp_statement.py, STATED"
    assert where == "" or hasattr(pulp_statement.Statement, where)


@pytest.mark.parametrize("name", MeasureName, ids=str)
def test_a_measure_is_one_module_an_audit_statement_and_hand_solved_cases(
        name: MeasureName) -> None:
    assert MEASURES[name].name is name
    assert name in MEASURED
    assert any((MeasureName.read(case.rule["Measure"]) or ("",))[0] is name for case in RULE_CASES)


@pytest.mark.parametrize("name", ObjectiveName, ids=str)
def test_an_objective_declares_how_it_is_optimised_and_said(name: ObjectiveName) -> None:
    objective = OBJECTIVES[name]
    assert objective.name is name
    assert objective.said(1.0, "EUR")
    assert objective.cost is not None or name is ObjectiveName.RAISE_LOWEST_COVERAGE


COMPARED_WITH_GIVEN_FIGURES = {
    MeasureName.AMOUNT, MeasureName.AMOUNT_PER, MeasureName.COVERAGE, MeasureName.SHARE_OF_BUDGET,
    MeasureName.SHARE_OF_EARLIER, MeasureName.EXPERTS, MeasureName.GRANTS, MeasureName.DONORS, MeasureName.FUNDS,
    MeasureName.RECIPIENTS, MeasureName.ACTIVITIES, MeasureName.PILLARS}
"""Only these ask for money by themselves: a share of nothing given is kept by giving nothing."""


@pytest.mark.parametrize("name", MeasureName, ids=str)
def test_what_a_measure_is_compared_with_is_as_the_documentation_says(name: MeasureName) -> None:
    assert name.has_given_base == (name in COMPARED_WITH_GIVEN_FIGURES)
    assert MEASURES[name].is_of_needs == (name is MeasureName.COVERAGE)


READ_AS = {
    ObjectiveName.SOFT_RULES: (Sense.LEAST, Worth.PENALTY, Prices.NONE),
    ObjectiveName.MEET_NEEDS: (Sense.MOST, Worth.POINTS, Prices.MAIN),
    ObjectiveName.RAISE_LOWEST_COVERAGE: (Sense.MOST, Worth.SHARE, Prices.NONE),
    ObjectiveName.USE_BUDGETS: (Sense.MOST, Worth.MONEY, Prices.SPARE),
    ObjectiveName.EVEN_BURDEN: (Sense.LEAST, Worth.MONEY, Prices.SPARE),
    ObjectiveName.FEWEST_GRANTS: (Sense.LEAST, Worth.GRANTS, Prices.NONE),
    ObjectiveName.LEAST_CHANGE: (Sense.LEAST, Worth.MONEY, Prices.SPARE)}
"""What is sought of each objective, what its value is in, whether limits get prices from it."""


@pytest.mark.parametrize("name", ObjectiveName, ids=str)
def test_what_an_objective_is_to_its_reader_is_as_the_documentation_says(
        name: ObjectiveName) -> None:
    objective = OBJECTIVES[name]
    assert (objective.sense, objective.worth, objective.prices) == READ_AS[name]
    assert (objective.is_idle is never_idle) == (name is not ObjectiveName.SOFT_RULES)


def test_no_registry_holds_what_no_vocabulary_names() -> None:
    assert set(MEASURES) == set(MEASURED) == set(MeasureName)
    assert set(OBJECTIVES) == set(ObjectiveName)


ALL_WORDS = {member.value for words in (LimitKind, MeasureName, ObjectiveName)
             for member in words}
WORDS = ALL_WORDS - {"Need", "Budget", "Capacity", "Burden sharing", "experts", "grants", "amount",
                     "coverage"}
"""Words that are headings and sheets as well are caught by what they are compared with."""
ASKED = {"kind", "measure", "objective"}
ALLOWED = {"vocabulary.py"}


def texts(node: ast.expr) -> set[str]:
    """Return the texts that an expression compares with: itself, or those of a collection."""
    elements = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return {element.value for element in elements
            if isinstance(element, ast.Constant) and isinstance(element.value, str)}


def asked_of(node: ast.expr) -> str:
    """Return the attribute or name that is compared."""
    if isinstance(node, ast.Attribute):
        return asked_of(node.value) if node.attr in ("name", "value") else node.attr
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_compares_a_kind_a_measure_or_an_objective_by_text(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() in ALLOWED:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            compared = set().union(*map(texts, sides))
            assert not compared & WORDS, f"line {node.lineno}"
            if any(asked_of(side) in ASKED for side in sides):
                assert not compared & ALL_WORDS, f"line {node.lineno}"
        if isinstance(node, ast.MatchValue):
            assert not texts(node.value) & WORDS, f"line {node.value.lineno}"
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("startswith", "endswith", "removeprefix")):
            assert asked_of(node.func.value) not in ASKED, f"line {node.lineno}"


SPLITTERS = {"split", "rsplit", "partition", "rpartition", "splitlines"}
OF_SENTENCES = {"sentence", "sentences", "words", "held_back_by", "source", "sources", "does"}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in
             ("review", "report", "solving", "plan", "screen", "commands")],
    ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_sentence_and_no_source_is_taken_apart(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                and node.func.attr in SPLITTERS):
            continue
        separators = {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
        assert not separators & {"; ", ". ", " (price "}, f"line {node.lineno}"
        value = node.func.value
        value = value.value if isinstance(value, ast.Subscript) else value
        assert asked_of(value) not in OF_SENTENCES, f"line {node.lineno}"
