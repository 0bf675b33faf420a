"""Clarabel: quadratic programs over a cone of linear limits. The only module that opens it.

It runs in the process that asks, or, for a large one, in a process of its own: while Clarabel
lays out a program it holds Python's lock, so that neither Ctrl-C nor a time limit could be heeded
for as many seconds as that takes. That process runs this file alone, loads nothing but Clarabel
(0.05 s), and ends when who asked goes away.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from array import array
from collections.abc import Callable
from typing import Any, NamedTuple

import clarabel

Vector = Any
"""A sequence of numbers: an array of NumPy, or of Python's own."""


class Sparse(NamedTuple):
    """A matrix by columns in the form that Clarabel reads (what scipy's csc_matrix shows).

    scipy itself would double the start-up time of the command for this one use.
    """

    data: Vector
    indices: Vector
    indptr: Vector
    shape: tuple[int, int]
    has_sorted_indices: bool = True
    has_canonical_format: bool = True

    @property
    def nnz(self) -> int:
        """The number of entries."""
        return len(self.data)


class Care(NamedTuple):
    """To within what an answer is asked for, and whether the way there is corrected.

    Clarabel solves the equations of each step once more for what is missing. Without that a step
    takes half the time, and as a rule leads as far: how far is judged by the program itself.
    """

    tolerance: float
    is_corrected: bool = True


LOOSEST = 1e-9
"""What Clarabel calls almost solved is good to this, or to what it is asked for where that is less:
by itself it would be content with 1e-4."""


def solve_cone(square: Sparse, linear: Vector, rows: Sparse, bound: Vector, equal: int, *,
               care: Care, seconds: float,
               is_to_stop: Callable[[], bool]) -> tuple[str, list[float], list[float]]:
    """Minimise x'Px/2 + q'x where Ax = b in the first `equal` rows, Ax <= b in the others.

    Returns how it ended, x and the duals of the rows. It is asked at each iteration whether it is
    to stop.
    """
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = care.tolerance
    settings.iterative_refinement_enable = care.is_corrected
    loosest = max(care.tolerance, LOOSEST)
    settings.reduced_tol_gap_abs = settings.reduced_tol_gap_rel = loosest
    settings.reduced_tol_feas = loosest
    settings.time_limit = seconds
    cones = [clarabel.ZeroConeT(equal), clarabel.NonnegativeConeT(len(bound) - equal)]
    solver = clarabel.DefaultSolver(square, linear, rows, bound, cones, settings)
    solver.set_termination_callback(lambda _: is_to_stop())
    answer = solver.solve()
    return str(answer.status), answer.x, answer.z


def packed(square: Sparse, linear: Vector, rows: Sparse, bound: Vector, equal: int,
           care: Care, seconds: float) -> bytes:
    """Return a program for `main`: plain bytes, that are read without NumPy.

    The arrays are of 64-bit numbers: floats, and whole numbers where they are places.
    """
    def plain(matrix: Sparse) -> tuple[bytes, bytes, bytes, tuple[int, int]]:
        return (bytes(matrix.data), bytes(matrix.indices), bytes(matrix.indptr), matrix.shape)

    return pickle.dumps((plain(square), bytes(linear), plain(rows), bytes(bound), equal,
                         tuple(care), seconds))


def _array(of: str, content: bytes) -> array[Any]:
    found = array(of)
    found.frombytes(content)
    return found


def _matrix(plain: tuple[bytes, bytes, bytes, tuple[int, int]]) -> Sparse:
    data, indices, indptr, shape = plain
    return Sparse(_array("d", data), _array("q", indices), _array("q", indptr), shape)


def _end_with_who_asked() -> None:
    """End when standard input ends: whoever asked is gone, and nobody waits for the answer."""
    sys.stdin.buffer.read(1)
    os._exit(1)


def main() -> None:
    """Read a packed program from standard input, and write its answer to standard output."""
    # Ctrl-C in a terminal is for whoever asked.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    square, linear, rows, bound, equal, care, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    status, x, dual = solve_cone(
        _matrix(square), _array("d", linear), _matrix(rows), _array("d", bound), equal,
        care=Care(*care), seconds=seconds, is_to_stop=lambda: False)
    pickle.dump((status, array("d", x).tobytes(), array("d", dual).tobytes()), sys.stdout.buffer)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
