"""Compare the program with the contract on any number of corner books, and count disagreements.

    PYTHONPATH=tests python -m reference --seeds 2000
    PYTHONPATH=tests python -m reference --seeds 2000 --books choices

Prints each disagreement with its seed, and how many there are of each kind. Every fifth book is
also written, edited and verified. Books are compared in a process of their own, which is ended
where one takes longer than `--longest` seconds: the statement's own solver may go round in circles
without an end, and heeds no limit of time then. Whether it was the statement or the program is said.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from reference import Book
from reference.choices import choice_book, part_book
from reference.corners import corner_book
from reference.oracle import disagreements, run, verify_disagreements

EVERY = 5
BOOKS: dict[str, Callable[[int], Book]] = {
    "corners": corner_book, "choices": choice_book, "parts": part_book}
"""The kinds of books, each made from a seed."""
Found = tuple[list[str], str]
"""The disagreements on a book, and why the statement could not decide, "" where it did."""


def compared(book: Book, seed: int, folder: Path) -> Found:
    """Compare one book, and every fifth one as written and edited."""
    try:
        found = disagreements(book, seed)
    except RuntimeError as fault:  # the statement's own solver could not decide
        return [], str(fault)
    if not found and seed % EVERY == 0:
        found = verify_disagreements(book, seed, folder)
    return found, ""


def work(asked: Connection, books: str) -> None:
    """Compare the books whose seeds come, one after the other, or only solve them."""
    with tempfile.TemporaryDirectory() as folder:
        while True:
            seed, is_compared = asked.recv()
            book = BOOKS[books](seed)
            if is_compared:
                asked.send(compared(book, seed, Path(folder)))
            else:
                run(book)
                asked.send(([], ""))


class Worker:
    """A process that compares books, begun anew where one of them has no end."""

    def __init__(self, longest: float, books: str) -> None:
        self.longest, self.books = longest, books
        self._begin()

    def _begin(self) -> None:
        self.asked, own = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=work, args=(own, self.books), daemon=True)
        self.process.start()

    def _answer(self, seed: int, *, is_compared: bool) -> Found | None:
        """Return what a book brings, None where it took too long."""
        self.asked.send((seed, is_compared))
        if self.asked.poll(self.longest):
            found: Found = self.asked.recv()
            return found
        self.process.kill()
        self._begin()
        return None

    def compared(self, seed: int) -> Found:
        """Compare a book; where the program alone has no end that is a disagreement."""
        found = self._answer(seed, is_compared=True)
        if found is not None:
            return found
        said = f"took longer than {self.longest:g} seconds"
        if self._answer(seed, is_compared=False) is None:
            return [f"it {said}"], ""
        return [], f"the statement {said}"


def told(seeds: range, longest: float, books: str) -> Iterator[Found]:
    """Yield what was found on each book, and tell it as it is found."""
    worker = Worker(longest, books)
    for seed in seeds:
        found, undecided = worker.compared(seed)
        for one in (*found, *([f"undecided, {undecided}"] if undecided else [])):
            sys.stdout.write(f"{seed}: {one}\n")
        if (seed - seeds.start + 1) % 100 == 0:
            sys.stdout.write(f"{seed - seeds.start + 1:,} books\n")
        sys.stdout.flush()
        yield found, undecided
    worker.process.kill()


def main() -> int:
    """Run the seeds asked for; return 1 where there is a disagreement."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=200)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--longest", type=float, default=120.0)
    asked.add_argument("--books", choices=BOOKS, default="corners")
    given = asked.parse_args()
    faulty, undecided, kinds = 0, 0, Counter[str]()
    for found, why in told(range(given.first, given.first + given.seeds), given.longest,
                            given.books):
        faulty += bool(found)
        undecided += bool(why)
        kinds.update({one.split(" is ")[0].split(":")[0] for one in found})
    sys.stdout.write(f"{given.seeds:,} books, {faulty:,} with a disagreement, "
                     f"{undecided:,} on which the statement could not decide\n")
    for kind, count in kinds.most_common():
        sys.stdout.write(f"{count:6,}  {kind}\n")
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main())
