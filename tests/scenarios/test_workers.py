"""Samples and scenarios on a Dask cluster of real processes on this machine, one of which is killed."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import optimiser
from optimiser import clock
from optimiser.errors import NotProvedError, TimeUpError
from optimiser.scenarios import workers
from optimiser.scenarios.analysis import Analysis
from optimiser.scenarios.draws import Sample
from optimiser.scenarios.uncertainty import Sampling
from optimiser.scenarios.workers import side_by_side

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
DASK = Path(sys.executable).parent / "dask"
pytestmark = [pytest.mark.skipif(not DASK.exists() and shutil.which("dask") is None,
                                 reason="the command dask is not installed"),
              pytest.mark.filterwarnings("ignore")]


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self) -> None:
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0",
                                     "--no-dashboard")
        self.address = self._said(self.scheduler, r"Scheduler at:\s+(tcp://\S+)")
        self.workers = [self._start("worker", self.address, "--nthreads", "1", "--no-nanny",
                                    "--no-dashboard") for _ in range(2)]
        for worker in self.workers:
            self._said(worker, r"(Registered to)")

    @staticmethod
    def _start(*line: str) -> subprocess.Popen[str]:
        return subprocess.Popen([str(DASK), *line], stderr=subprocess.PIPE, text=True)

    @staticmethod
    def _said(process: subprocess.Popen[str], pattern: str) -> str:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(pattern, line):
                return found[1]
        raise AssertionError(f"dask never said {pattern}")

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()


@pytest.fixture(scope="module")
def dask() -> Iterator[Cluster]:
    """Return a cluster for all of the tests, which takes seconds to start.

    They use it up in the order in which they stand: each leaves what those behind it need.
    """
    found = Cluster()
    try:
        yield found
    finally:
        found.close()


@pytest.mark.parametrize(("aim", "reserve"), [("expected", 0.0), ("worst-case", 0.1)])
def test_scenarios_solved_there_are_those_solved_here(
        dask: Cluster, aim: str, reserve: float) -> None:
    """Each future's own plan, how every plan fares, and what is decided: to the last digit."""
    read = optimiser.load(six_futures())
    here = optimiser.decide(read, aim=aim, reserve=reserve).analysis
    there = optimiser.decide(read, aim=aim, reserve=reserve, scheduler=dask.address).analysis
    assert told(there) == told(here)
    assert there.plan.amounts.tolist() == here.plan.amounts.tolist()


def six_futures() -> dict[str, list[dict[str, object]]]:
    """Return three funds for four recipients in two quarters, of which one is decided now."""
    chance = random.Random(3)
    return {
        "Needs": [{"Recipient": f"R{r}", "Activity": f"A{a}", "Period": f"2016-Q{q}",
                   "Need": chance.randint(50_000, 900_000)}
                  for r in range(4) for a in range(2) for q in (1, 2)],
        "Budgets": [{"Fund": f"F{f}", "Donor": f"D{f}", "Budget": chance.randint(400_000, 900_000)}
                    for f in range(3)],
        "Recipients": [{"Recipient": f"R{r}", "Severity": 1 + r / 3} for r in range(4)],
        "Scenarios": [{"Scenario": f"S{s}", "Table": "Budgets" if s % 3 == 2 else "Needs",
                       "Change": "multiply by", "Value": round(chance.uniform(0.3, 1.9), 2),
                       "Recipient": None if s % 3 == 2 else f"R{s % 4}"} for s in range(6)],
        "Settings": [{"Setting": "Decide now until", "Value": "2016-Q1"}]}


def told(found: Analysis) -> list[object]:
    """Return all figures of an analysis, as values that can be compared."""
    return [found.best.tolist(), found.knowing, found.agreed, found.reserve,
            *((one.name, one.amounts, one.values.tolist()) for one in found.candidates)]


class Where:
    """What is unpacked as the number of the process that unpacks it."""

    def __reduce__(self) -> tuple[Callable[[], int], tuple[()]]:
        return os.getpid, ()


def test_what_is_sent_is_unpacked_by_a_worker_alone(dask: Cluster) -> None:
    """The scheduler, which hears of all of it, would be the last to end."""
    with side_by_side(dask.address) as each:
        found = each(int, [Where() for _ in range(20)])
    assert set(found) <= {worker.pid for worker in dask.workers}


def test_many_items_go_in_few_pieces_and_come_back_in_their_order(
        dask: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    submitted = workers._submitted
    monkeypatch.setattr(workers, "_submitted", lambda client, job, over: (
        sent.append(len(over)) or submitted(client, job, over)))
    with side_by_side(dask.address) as each:
        assert each(abs, list(range(-100, 0))) == list(range(100, 0, -1))
        assert each(abs, [-1, -2, -3]) == [1, 2, 3]
    assert sent[0] <= 9
    assert sent[1] == 3


def test_the_time_that_is_left_is_left_there_too(dask: Cluster) -> None:
    left = "__import__('optimiser.clock').clock.current().left"
    with clock.at_most(90), side_by_side(dask.address) as each:
        assert 60 < each(eval, [left])[0] <= 90


def test_who_waits_for_a_worker_heeds_the_time(dask: Cluster) -> None:
    with side_by_side(dask.address) as each, clock.at_most(0.2), pytest.raises(TimeUpError):
        each(time.sleep, [1.5])


def test_what_fails_there_is_raised_here(dask: Cluster) -> None:
    with side_by_side(dask.address) as each, pytest.raises(ZeroDivisionError):
        each(eval, ["1", "1 / 0", "1"])


def test_a_killed_worker_changes_nothing(dask: Cluster) -> None:
    """The pieces that it had go to the other one: complete, and the same as solved here."""
    drawing = optimiser.sampling(EXAMPLE, seed=4)
    here = [one for piece in drawing.pieces(range(300), 2) for one in piece]
    there = []
    for piece in drawing.pieces(range(300), scheduler=dask.address):
        there += piece
        if len(there) == 60:
            dask.workers[0].kill()
    assert len(there) == 300
    assert drawing.result(there, 300).samples == drawing.result(here, 300).samples


def test_a_scheduler_that_goes_away_is_said_and_loses_nothing_that_is_done(dask: Cluster) -> None:
    """What came before it is whole; the rest ends with a message, not with a traceback."""
    drawing = optimiser.sampling(EXAMPLE, seed=4)
    done: list[Sample] = []
    with pytest.raises(NotProvedError, match="went away"):
        _killing_the_scheduler(drawing, dask, done)
    assert 40 <= len(done) < 4000


def _killing_the_scheduler(drawing: Sampling, dask: Cluster, done: list[Sample]) -> None:
    for piece in drawing.pieces(range(4000), scheduler=dask.address):
        done += piece
        if len(done) == 40:
            dask.scheduler.kill()
