"""Samples and scenarios on a Dask cluster of worker processes: `python tests/benchmarks/cluster.py`.

One process without Dask, then clusters of 1, 2 and 4 workers with a thread each, on this machine.
Prints how many times as fast each is by the clock, and the processor seconds of the workers as a
share of those that one process takes: what is above 1 is lost to sending. Each does all of it once
before, so that what it loads is left out. By the clock no more can be won than there are processors
left. Results have to be the same.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapes
from distributed import Client, LocalCluster

import optimiser

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
WORKERS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, processor seconds of this process, and of each worker."""

    clock: float
    own: float
    workers: tuple[float, ...]


def timed(job: Callable[[], Any], client: Client | None = None) -> tuple[Any, Took]:
    """Do a job; return its result with what it took here and on the workers of a cluster."""
    before = list(client.run(time.process_time).values()) if client else []
    began, own = time.perf_counter(), time.process_time()
    result = job()
    took = time.perf_counter() - began, time.process_time() - own
    after = list(client.run(time.process_time).values()) if client else []
    return result, Took(*took, tuple(b - a for a, b in zip(before, after, strict=True)))


def measured(name: str, job: Callable[[str | None], Any]) -> None:
    """Print a job's ratios; raise where a cluster finds anything else than one process."""
    job(None)  # what is loaded once is no part of it
    expected, alone = timed(lambda: job(None))
    print(f"| {name} | one process | 1.00 | {alone.own:.1f} s | |")
    for count in WORKERS:
        with (LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None,
                           silence_logs=50) as cluster, Client(cluster) as client):
            job(cluster.scheduler_address)
            result, took = timed(lambda at=cluster.scheduler_address: job(at), client)
        if result != expected:
            raise SystemExit(f"{name}: {count} workers find something else")
        busy = sum(took.workers)
        print(f"| {name} | {count} | {alone.clock / took.clock:.2f} | "
              f"{busy / alone.own:.2f} ({min(took.workers):.1f} to {max(took.workers):.1f} s each) "
              f"| {(busy + took.own) / alone.own:.2f} |", flush=True)


def main() -> None:
    """Print a table of samples and of scenarios."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--samples", type=int, default=2_000)
    asked.add_argument("--scenarios", type=int, default=50)
    given = asked.parse_args()
    print(f"{os.cpu_count()} processors\n")
    print("| what | workers | x by the clock | workers' seconds to one process's | with the sender |")
    print("|---|--:|--:|--:|--:|")
    drawing = optimiser.sampling(EXAMPLE, seed=1)

    def samples(scheduler: str | None) -> list[Any]:
        pieces = drawing.pieces(range(given.samples), 1, scheduler)
        return sorted((one for piece in pieces for one in piece), key=lambda one: one.number)

    with tempfile.TemporaryDirectory() as folder:
        book = shapes.write(shapes.futures(given.scenarios), Path(folder) / "book.xlsx")
        read = optimiser.load(book)

        def scenarios(scheduler: str | None) -> list[Any]:
            found = optimiser.decide(read, scheduler=scheduler).analysis
            return [(one.name, [round(value) for value in one.values]) for one in found.candidates]

        measured(f"{given.samples:,} samples of the example", samples)
        measured(f"{given.scenarios} scenarios", scenarios)


if __name__ == "__main__":
    main()
