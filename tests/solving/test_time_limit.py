"""What ran out of time has proved nothing, whatever its variables hold; what is proved is said."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pytest

import optimiser
from optimiser import clock
from optimiser.errors import NoPlanError, NoProofError, TimeUpError
from optimiser.model.objectives import cost_of
from optimiser.model.program import LinearProgram, build_program
from optimiser.plan.types import LeftOut
from optimiser.problem.build import build_problem
from optimiser.solving.engines import cone, highs, newton, quadratic
from optimiser.solving.engines.highs import loaded
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.engines.steps import run_step
from optimiser.vocabulary import ObjectiveName

if TYPE_CHECKING:
    from running import Command

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
MINIMAL = Path(__file__).parents[2] / "inputs" / "minimal.xlsx"


def slow(*_: object, **_more: object) -> None:
    """A step that nothing stops."""
    run_step(lambda: time.sleep(30), lambda: None)


def nobody(*_: object) -> None:
    """Stop nothing."""


def hard_program() -> LinearProgram:
    """A linear program that takes HiGHS some ten seconds."""
    chance = np.random.default_rng(0)
    rows, columns, entries = 30_000, 60_000, 300_000
    place = np.unique(chance.integers(0, rows * columns, entries))
    return LinearProgram(
        -chance.random(columns), np.zeros(columns), np.full(columns, 10.0),
        np.full(rows, -np.inf), chance.random(rows) * 20 + 1,
        np.searchsorted(place // columns, np.arange(rows + 1)), place % columns,
        chance.random(len(place)) + 0.1)


def test_a_solve_without_time_is_stopped_and_no_optimum() -> None:
    program = build_program(build_problem(optimiser.load(EXAMPLE)))
    linear = program.linear.with_cost(cost_of(program, ObjectiveName.MEET_NEEDS))
    assert highs.solve(linear, seconds=0.0).status is SolveStatus.STOPPED
    with clock.at_most(0), pytest.raises(TimeUpError):
        highs.solve(linear)


def test_a_session_on_a_thread_stops_when_the_clock_is_ended() -> None:
    """Where no callback is asked: a callback at each step would wait for Python's lock."""
    session = highs.Session(hard_program())
    began = time.monotonic()
    threads = clock.Threads(1)
    job = threads.submit(session.least)
    time.sleep(0.5)
    assert not job.done()
    threads.__exit__(KeyboardInterrupt)
    assert isinstance(job.exception(timeout=0), TimeUpError)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("is_main", [True, False])
def test_a_session_stops_when_the_time_is_up(is_main: bool) -> None:
    session = highs.Session(hard_program())
    began = time.monotonic()
    with clock.at_most(0.5):
        if is_main:
            with pytest.raises(TimeUpError):
                session.least()
        else:
            with clock.Threads(1) as threads, pytest.raises(TimeUpError):
                threads.submit(session.least).result()
    assert time.monotonic() - began < 2.5


def test_what_is_left_at_work_is_never_touched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS ends the process with a fault where a program changes while it is being solved."""
    session = highs.Session(hard_program())
    at_work, stop = session.highs, loaded.stop
    monkeypatch.setattr(loaded, "stop", nobody)
    monkeypatch.setattr(loaded, "limit", nobody)
    with clock.at_most(0.5), pytest.raises(TimeUpError):
        session.least()
    try:
        assert session.highs is not at_work
        session.cost(0, 1.0)
        session.bound(0, 0.0, 1.0)
        session.bound_column(0, 0.0, 1.0)
        session.bound_columns(np.array([0]), np.array([0.0]), np.array([1.0]))
        session.enter(0, 0, 1.0)
        session.restart()
    finally:
        stop(at_work)


def test_the_time_limit_is_of_each_solve_and_not_of_all_solves_of_a_session() -> None:
    """HiGHS counts the seconds of all runs of a program together."""
    program = build_program(build_problem(optimiser.load(EXAMPLE)))
    session = highs.Session(program.linear.with_cost(
        cost_of(program, ObjectiveName.MEET_NEEDS)))
    session.least()
    assert session.highs.getRunTime() > 0
    with clock.at_most(session.highs.getRunTime() + 5):
        for _ in range(3):
            session.forget()
            session.least()


# The plan.

def test_the_message_says_what_was_proved_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quadratic, "solve_cone", slow)
    with pytest.raises(TimeUpError, match="while money was split in proportion") as raised:
        optimiser.optimise(EXAMPLE, time_limit=2)
    assert raised.value.proved[1] == "Meet needs: 465,029,871 points are reached"
    assert "; ".join(raised.value.proved) in raised.value.message


def test_what_only_explains_a_proved_plan_is_left_out(
        monkeypatch: pytest.MonkeyPatch, allocate: Command, folder: Path) -> None:
    whole = optimiser.optimise(EXAMPLE)
    from optimiser.solving import solve
    from optimiser.solving.explaining import prices

    monkeypatch.setattr(prices, "slopes", slow)
    monkeypatch.setattr(solve, "find_leeway", slow)
    monkeypatch.chdir(folder)
    began = time.monotonic()
    run = allocate(EXAMPLE, "--ranges", "--costs", "--time-limit", "6", "--json")
    assert time.monotonic() - began < 20  # the writing is not bounded
    assert run.exit_code == 0, run.printed
    assert run.answer["left_out"] == [LeftOut.LEEWAY, LeftOut.PRICES, LeftOut.COSTS]
    assert run.answer["stages"] == [
        {"objective": one.objective, "value": one.value, "bound": one.bound, "gap": one.gap,
         "status": one.status} for one in whole.stages]
    page = openpyxl.load_workbook(run.answer["output"], read_only=True)["Log"]
    said = [row[1] for row in page.iter_rows(values_only=True)
            if row[0] == "Left out, for want of time or of a proof"]
    assert said == [LeftOut.LEEWAY, LeftOut.PRICES, LeftOut.COSTS]
    assert optimiser.verify(Path(run.answer["output"])).holds


def test_the_screen_says_what_is_left_out(
        monkeypatch: pytest.MonkeyPatch, allocate: Command, folder: Path) -> None:
    from optimiser.solving.explaining import prices

    monkeypatch.setattr(prices, "slopes", slow)
    run = allocate(MINIMAL, "--time-limit", "3")
    assert run.exit_code == 0
    said = " ".join(run.stdout.split())
    assert ("Left out for want of time or of a proof, the plan itself being proved: "
            f"{LeftOut.PRICES}.") in said


# No plan.

IMPOSSIBLE = {
    "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100}],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 50}],
    "Recipients": [{"Recipient": "A", "Minimum coverage": 0.45},],
    "Rules": [{"Rule": "Cap", "Measure": "amount", "Relation": "at most", "Value": 10}]}


@pytest.mark.parametrize(("step", "missing", "conflict", "ways"), [
    ("_conflict", "which limits stand against each other", 0, 0), ("_way", "ways out", 2, 0)])
def test_a_diagnosis_that_is_cut_short_says_so(
        step: str, missing: str, conflict: int, ways: int,
        monkeypatch: pytest.MonkeyPatch) -> None:
    from optimiser.screen.diagnosis import diagnosis_json, diagnosis_text
    from optimiser.solving.impossible import diagnosis

    monkeypatch.setattr(diagnosis, step, slow)
    began = time.monotonic()
    with pytest.raises(NoPlanError) as raised:
        optimiser.optimise(IMPOSSIBLE, time_limit=1)
    assert time.monotonic() - began < 3
    found = raised.value.diagnosis
    assert found.proved
    assert (len(found.conflict), len(found.ways)) == (conflict, ways)
    assert f"The time was up before {missing} could be found." in " ".join(
        diagnosis_text(found).split())
    assert diagnosis_json(found)["cut_short"]


def test_without_time_to_prove_it_nobody_says_that_no_plan_exists(
        monkeypatch: pytest.MonkeyPatch) -> None:
    from optimiser.solving.impossible import diagnosis

    monkeypatch.setattr(diagnosis, "_elastic", slow)
    with pytest.raises(TimeUpError, match="while it was proved that no plan exists"):
        optimiser.optimise(IMPOSSIBLE, time_limit=1)


# Every command that solves.

@pytest.mark.parametrize("arguments", [
    ("{example}",), ("scenarios", "{example}"), ("scenarios", "{example}", "--samples", "9"),
    ("frontier", "{example}"), ("frontier", "{example}", "--over", "budget"),
    ("frontier", "{example}", "--at", "0.1"), ("why", "plan.xlsx", "--costs"),
    ("verify", "plan.xlsx", "--replay"), ("verify", "plan.xlsx", "--repair"),
    ("compare", "{example}", "plan.xlsx"), ("export", "{example}", "--format", "lp")],
    ids=" ".join)
def test_every_command_that_solves_ends_at_its_time_limit(
        arguments: tuple[str, ...], allocate: Command, folder: Path,
        plan_of_example: bytes) -> None:
    folder.joinpath("plan.xlsx").write_bytes(plan_of_example)
    run = allocate(*(one.replace("{example}", str(EXAMPLE)) for one in arguments),
                   "--time-limit", "0.000001")
    assert run.exit_code == 5, run.printed
    assert "The time was up" in run.stderr
    assert not list(folder.rglob("outputs/*"))


@pytest.fixture(scope="module")
def plan_of_example(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), target)
    return target.read_bytes()


def test_futures_end_at_their_time_limit_in_the_library() -> None:
    for solve in (optimiser.decide, optimiser.sample, optimiser.frontier, optimiser.over_budget):
        with pytest.raises(TimeUpError):
            solve(EXAMPLE, time_limit=0.000001)


# The proportional step in a process of its own.

@pytest.fixture
def is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every step count as large, and none be found by prices."""
    monkeypatch.setattr(quadratic, "_LARGE", 0)
    monkeypatch.setattr(newton, "nearest", lambda *_: None)


def test_a_large_proportional_step_is_the_same_in_a_process_of_its_own(
        request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    here = optimiser.optimise(EXAMPLE, split="proportional")
    asked, plain = [], quadratic._asked

    def noted(*arguments: object) -> bytes:
        asked.append(1)
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(quadratic, "_asked", noted)
    request.getfixturevalue("is_large")
    apart = optimiser.optimise(EXAMPLE, split="proportional")
    assert asked
    assert (apart.solution.amounts == here.solution.amounts).all()
    assert (apart.solution.deployed == here.solution.deployed).all()


@pytest.mark.usefixtures("is_large")
def test_without_another_process_it_runs_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **_more: object) -> None:
        raise BlockingIOError("no process is left")

    monkeypatch.setattr(subprocess, "Popen", refused)
    assert optimiser.optimise(MINIMAL, split="proportional").solution.amounts.sum() > 0


@pytest.mark.usefixtures("is_large")
@pytest.mark.parametrize("script", ["import sys", "import time; time.sleep(60)"],
                         ids=["no answer", "no end"])
def test_a_process_without_an_answer_proves_nothing_and_is_ended(
        script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.joinpath("other.py").write_text(script, "utf-8")
    monkeypatch.setattr(cone, "__file__", str(tmp_path / "other.py"))
    started, plain = [], subprocess.Popen

    def kept(*arguments: object, **more: object) -> object:
        started.append(plain(*arguments, **more))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    wanted, seconds = (TimeUpError, 3) if "sleep" in script else (NoProofError, 60)
    with pytest.raises(wanted):
        optimiser.optimise(MINIMAL, split="proportional", time_limit=seconds)
    assert started
    assert all(one.poll() is not None for one in started)


def test_the_process_ends_when_who_asked_is_gone() -> None:
    """As after SIGKILL: its standard input ends, and it does not work on for nobody."""
    one = np.ones(1)
    matrix = cone.Sparse(one, np.zeros(1, np.int64), np.array([0, 1]), (1, 1))
    waits = Path(cone.__file__).read_text("utf-8").replace(
        "    status, x, dual = solve_cone(", "    threading.Event().wait(60)\n    status = (")
    with subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(cone.packed(matrix, one, matrix, one, 0, cone.Care(1e-9), 60.0))
        process.stdin.close()
        began = time.monotonic()
        process.wait(timeout=20)
    assert time.monotonic() - began < 10
    assert process.returncode == 1


def test_no_thread_is_left_of_a_run_that_ends_by_itself() -> None:
    before = threading.active_count()
    optimiser.optimise(MINIMAL)
    assert threading.active_count() == before
