"""Exported models: other programs read the same problem, to the last digit."""

from __future__ import annotations

import csv
import math
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.random_books import random_book

import optimiser
from optimiser.handover.cells import as_text
from optimiser.handover.model import main_stage
from optimiser.handover.model_files import lp_text, mps_text
from optimiser.handover.model_names import LONGEST, position_of, short_name
from optimiser.model.program import LinearProgram, build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
needs_glpsol = pytest.mark.skipif(shutil.which("glpsol") is None,
                                  reason="glpsol is not installed (package glpk-utils)")
FORMS = ("lp", "mps")


def by_highs(path: Path) -> float:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


def by_glpsol(path: Path) -> float:
    """Return the optimum with all digits: the objective from the values of the solution."""
    answer = path.with_suffix(".out")
    flag = "--lp" if path.suffix == ".lp" else "--freemps"
    done = subprocess.run(["glpsol", flag, str(path), "--write", str(answer)],
                          capture_output=True, text=True, timeout=60, check=True)
    line = next((line for line in answer.read_text().splitlines() if line.startswith("s ")), "")
    assert line, done.stdout
    kind = line.split()
    assert kind[4:6] == ["f", "f"], line
    return float(kind[6])


@needs_glpsol
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", [None, *range(20)])
def test_highs_and_glpsol_find_the_optimum_of_the_plan(seed: int | None, form: str,
                                                       tmp_path: Path) -> None:
    source = EXAMPLE if seed is None else random_book(seed)
    inputs = optimiser.load(source)
    problem = build_problem(inputs)
    path = tmp_path / f"model.{form}"
    linear, _ = main_stage(build_program(problem))
    optimum = highs.solve(linear).objective
    from optimiser.handover.deliver import deliver

    deliver(inputs, form, path)
    assert by_highs(path) == pytest.approx(optimum, rel=1e-9, abs=1e-6)
    assert by_glpsol(path) == pytest.approx(optimum, rel=1e-9, abs=1e-6)


def small(integer: bool = False) -> LinearProgram:
    """A program with every kind of row and column; its numbers need all digits."""
    return LinearProgram(
        cost=np.array([1.0, -1 / 3, 0.1, 0.0, 1.0]),
        lower=np.array([-np.inf, -np.inf, 0.5, 0.0, -3.0]),
        upper=np.array([np.inf, 1e6 + 0.01, 2.5, np.inf, -3.0]),
        row_lower=np.array([-1 / 7, 2.01, -np.inf]), row_upper=np.array([0.3, 2.01, 1e9 / 3]),
        start=np.array([0, 2, 4, 6]), index=np.array([0, 2, 0, 1, 1, 2]),
        value=np.array([1.0, 1 / 3, 1.1, -1e-5 / 3, 7.0, 1.0]))


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_row_and_column_reads_back_to_the_digit(form: str,
                                                              tmp_path: Path) -> None:
    program, path = small(), tmp_path / f"m.{form}"
    names = [f"x{n}_" for n in range(5)]
    path.write_text({"lp": lp_text, "mps": mps_text}[form](program, names, ["c0", "c1", "c2"], ""))
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    read = solver.getLp()
    at = [read.col_names_.index(name) for name in names]
    for mine, theirs in ((program.cost, read.col_cost_), (program.lower, read.col_lower_),
                         (program.upper, read.col_upper_)):
        assert np.array(theirs)[at].tolist() == mine.tolist()
    rows = {name: (low, high) for name, low, high in
            zip(read.row_names_, read.row_lower_, read.row_upper_, strict=True)}
    assert rows["c1"] == (2.01, 2.01)
    assert rows["c2"] == (-math.inf, 1e9 / 3)
    if form == "lp":
        assert rows["c0"] == (-1 / 7, math.inf)
        assert rows["c0_upper"] == (-math.inf, 0.3)
    else:
        assert rows["c0"] == pytest.approx((-1 / 7, 0.3), rel=1e-15)
    assert set(program.value.tolist()) <= set(read.a_matrix_.value_)


@needs_glpsol
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("whole", [False, True])
def test_glpsol_reads_ranges_free_and_whole_columns(form: str, whole: bool,
                                                    tmp_path: Path) -> None:
    program = replace(
        small(), cost=np.array([0.0, 0.0, -1.0, 0.0, 0.0]),
        lower=np.array([0.0, -np.inf, 0.0, 0.0, -3.0]),
        upper=np.array([0.0, np.inf, 2.0, np.inf, -3.0]), row_upper=np.array([0.5, 2.01, 1e9 / 3]))
    mask = np.array([False, False, True, False, False]) if whole else None
    path = tmp_path / f"m.{form}"
    path.write_text({"lp": lp_text, "mps": mps_text}[form](
        program, list("abcde"), ["r0", "r1", "r2"], "", mask))
    done = subprocess.run(["glpsol", "--lp" if form == "lp" else "--freemps", str(path), "-o",
                           str(tmp_path / "o")], capture_output=True, text=True, check=True)
    found = re.search(r"objective = (\S+)", (tmp_path / "o").read_text())
    assert found, done.stdout
    assert float(found[1]) == (-1.0 if whole else -1.5)


@given(st.sampled_from("xmdbc"), st.integers(0, 10**7), st.lists(st.text(max_size=300)))
def test_a_short_name_leads_back_and_is_plain(letter: str, position: int,
                                              words: list[str]) -> None:
    name = short_name(letter, position, words)
    assert position_of(name) == (letter, position)
    assert re.fullmatch(r"[a-z][0-9]+(_[A-Za-z0-9_]*)?", name)
    assert len(name) <= LONGEST


@given(st.text())
def test_dropping_the_apostrophe_gives_the_text_back(text: str) -> None:
    written = as_text(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert (written[1:] if written.startswith("'") else written) == text


def test_hostile_names_stay_apart_and_are_in_the_names_table(tmp_path: Path) -> None:
    names = ["=1+1", "a b", "a-b", "free", "1e5", "Злата", "x" * 400, "\\ End"]
    inputs = {
        "Needs": [{"Recipient": name, "Activity": "inf", "Need": 10.01} for name in names],
        "Budgets": [{"Fund": name, "Donor": "st", "Budget": 5} for name in names]}
    plan = optimiser.optimise(inputs)
    path = tmp_path / "m.lp"
    done = optimiser.export(plan, "lp", path)
    assert done.files == (path, tmp_path / "m.lp-names.csv")
    with done.files[1].open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert {as_text(name) for name in names} <= {row["Recipient"] for row in table}
    assert len({row["Name"] for row in table}) == len(table)
    assert by_highs(path) == pytest.approx(-40)


def test_existing_files_stay_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "m.lp"
    (tmp_path / "m.lp-names.csv").write_text("mine")
    with pytest.raises(optimiser.OutputError, match="not overwritten"):
        optimiser.export(EXAMPLE, "lp", path)
    assert not path.exists()
    optimiser.export(EXAMPLE, "lp", path, force=True)
    assert path.exists()
