"""Draws shared out among threads of this machine, or workers of a Dask cluster.

A draw's result depends on its number and the seed alone, so that it is the same whoever solves
it, in whatever order, and again where a worker was lost.
"""

from __future__ import annotations

import logging
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from optimiser import clock
from optimiser.errors import NotProvedError, UsageError
from optimiser.scenarios.draws import Draws, Sample, solve_draws

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_AT_A_TIME = 20
"""So many draws are one piece of work: what an interruption loses at most, for each worker."""
_PIECES_OF_EACH = 4
"""So many pieces are for each thread of a cluster: each costs some hundredths of a second."""
_SECONDS_TO_CONNECT = 10
_SECONDS_BETWEEN_LOOKS = 0.01
_LOSSES = 5
"""So often a piece may lose its worker before it is given up."""


@contextmanager
def side_by_side(scheduler: str | None = None,
                 ) -> Iterator[Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]]:
    """Yield what does a job for each of some items and returns the results in their order.

    On threads of this machine, or on the Dask cluster at the address `scheduler`, to which it is
    connected once. Raises what a job raises, TimeUpError, and as `solve_there` does.
    """
    if scheduler is None:
        with clock.Threads() as threads:
            yield threads.map
        return
    client = _connect(scheduler)
    try:
        yield partial(_map_there, client, scheduler)
    finally:
        client.close(timeout=1)


def _map_there(client: Any, scheduler: str, job: Callable[[_Item], _Result],
               over: Sequence[_Item]) -> list[_Result]:
    from distributed import CancelledError

    threads = max(1, sum(client.nthreads().values()))
    size = max(1, len(over) // (_PIECES_OF_EACH * threads))
    pieces = _submitted(client, partial(_each_of, job),
                        [over[at:at + size] for at in range(0, len(over), size)])
    found = _in_order_of_end(client, pieces)
    for _ in pieces:
        if _end(client, found, scheduler).status != "finished":
            break
    try:
        return [one for piece in client.gather(pieces) for one in piece]
    except (CancelledError, OSError, TimeoutError) as fault:
        raise _gone(scheduler) from fault


def solve_here(draws: Draws, numbers: Sequence[int],
                workers: int | None = None) -> Iterator[list[Sample]]:
    """Yield samples piece by piece, solved on so many threads of this machine."""
    with clock.Threads(workers) as threads:
        pieces = [threads.submit(solve_draws, draws, piece) for piece in _pieces(numbers)]
        for done in as_completed(pieces):
            yield done.result()


def solve_there(draws: Draws, numbers: Sequence[int], scheduler: str) -> Iterator[list[Sample]]:
    """Yield samples piece by piece, solved by a Dask cluster.

    A piece whose worker is lost goes to another. Raises UsageError where there is no scheduler
    at that address, NotProvedError where it goes away.
    """
    client = _connect(scheduler)
    try:
        pieces = _submitted(client, partial(solve_draws, draws), list(_pieces(numbers)))
        found = _in_order_of_end(client, pieces)
        while not found.is_empty():
            yield _result(client, found, scheduler)
    finally:
        client.close(timeout=1)


def _submitted(client: Any, job: Callable[[_Item], _Result], over: Sequence[_Item]) -> list[Any]:
    """Let the cluster do a job for each item, within the time that is left.

    What the job holds, all futures for one, goes there once and from worker to worker, not with
    every item; as a piece of work of its own it is made again where the worker with it is lost.
    All of it is packed here: the scheduler would unpack and pack what only workers need to read.
    """
    there = client.submit(pickle.loads, _packed(job), pure=False, retries=_LOSSES)
    pieces: list[Any] = client.map(_of_one, [_packed(one) for one in over], job=there,
                                   seconds=clock.current().left, pure=False, retries=_LOSSES)
    return pieces


def _each_of(job: Callable[[_Item], _Result], over: Sequence[_Item]) -> list[_Result]:
    return [job(one) for one in over]


def _packed(what: object) -> bytes:
    return pickle.dumps(what, pickle.HIGHEST_PROTOCOL)


def _of_one(packed: bytes, job: Callable[[Any], _Result], seconds: float) -> _Result:
    with clock.at_most(seconds):
        return job(pickle.loads(packed))  # noqa: S301  # a cluster runs what it is sent anyway


def _connect(scheduler: str) -> Any:
    try:
        import dask
        import distributed
    except ImportError as fault:
        raise UsageError("--scheduler needs the package distributed.",
                         "Install it: pip install 'funding-allocation-optimiser[cluster]'."
                         ) from fault
    # It warns of what is large and sent once, as if it were sent with every item.
    dask.config.set({"distributed.scheduler.allowed-failures": _LOSSES,
                     "distributed.admin.large-graph-warning-threshold": "1 TB"})
    # It writes a traceback for a scheduler that goes away: that is said in words instead.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        connect: Callable[..., Any] = distributed.Client
        return connect(scheduler, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise UsageError(f"No Dask scheduler answers at {scheduler}.",
                         "Start one with `dask scheduler`, and name the address that it prints."
                         ) from fault


def _in_order_of_end(client: Any, pieces: list[Any]) -> Any:
    import distributed

    completed: Callable[..., Any] = distributed.as_completed
    return completed(pieces, loop=client.loop)


def _result(client: Any, found: Any, scheduler: str) -> list[Sample]:
    """Return the next piece; a scheduler that went away never gives one."""
    from distributed import CancelledError

    piece = _end(client, found, scheduler)
    try:
        return list(piece.result(timeout=_SECONDS_TO_CONNECT))
    except (CancelledError, OSError, TimeoutError) as fault:
        raise _gone(scheduler) from fault


def _end(client: Any, found: Any, scheduler: str) -> Any:
    """Wait for the next piece that ends."""
    while not found.has_ready():
        clock.go_on()
        if client.status != "running":
            raise _gone(scheduler)
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return found.next()


def _gone(scheduler: str) -> NotProvedError:
    return NotProvedError(f"The Dask scheduler at {scheduler} went away.",
                          "Start it again and repeat the command with --resume.")


def _pieces(numbers: Sequence[int]) -> Iterator[list[int]]:
    for at in range(0, len(numbers), _AT_A_TIME):
        yield list(numbers[at:at + _AT_A_TIME])
