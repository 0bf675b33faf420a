"""Samples on a Dask cluster of real processes on this machine, one of which is killed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import optimiser
from optimiser.errors import NotProvedError
from optimiser.scenarios.draws import Sample
from optimiser.scenarios.uncertainty import Sampling

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


def test_scenarios_solved_there_are_those_solved_here(dask: Cluster) -> None:
    """The plans of each future, and how every plan fares, from other processes."""
    here = optimiser.decide(EXAMPLE).analysis
    there = optimiser.decide(EXAMPLE, scheduler=dask.address).analysis
    for one, other in zip(here.candidates, there.candidates, strict=True):
        assert one.name == other.name
        assert one.values == pytest.approx(other.values, rel=1e-12)


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
