"""The desk: one thing at a time, cancelled at once, and never lost in silence."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import optimiser
from optimiser.api.progress import Progress, Tell
from optimiser.page.desk import Desk
from optimiser.page.server import serving
from optimiser.page.worker import Done, Fault, fault_of


@dataclass(frozen=True)
class Sleep:
    """Work that takes long and heeds nobody."""

    seconds: float
    value: str = "rested"

    def run(self, tell: Tell) -> str:
        tell(Progress("Sleeping", 1, 3))
        time.sleep(self.seconds)
        return self.value


@dataclass(frozen=True)
class Die:
    def run(self, tell: Tell) -> None:
        os._exit(9)


@dataclass(frozen=True)
class Break:
    error: str

    def run(self, tell: Tell) -> None:
        if self.error == "usage":
            raise optimiser.UsageError("There is none.", "Choose one.")
        raise ZeroDivisionError("by nothing")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    found = Desk()
    yield found
    found.close()


def wait(answers: list[Done | Fault], count: int = 1) -> Done | Fault:
    end = time.monotonic() + 30
    while len(answers) < count:
        assert time.monotonic() < end
        time.sleep(0.01)
    return answers[-1]


def test_one_thing_is_done_at_a_time_and_the_next_after_it(desk: Desk) -> None:
    answers: list[Done | Fault] = []
    assert desk.start("One", Sleep(0.2, "one"), answers.append)
    assert not desk.start("Two", Sleep(0, "two"), answers.append)
    assert desk.running is not None
    assert desk.running.label == "One"
    assert wait(answers) == Done("one")
    while desk.running is not None:
        time.sleep(0.01)
    assert desk.start("Two", Sleep(0, "two"), answers.append)
    assert wait(answers, 2) == Done("two")


def test_cancel_ends_what_heeds_nobody_within_two_seconds(desk: Desk) -> None:
    answers: list[Done | Fault] = []
    while not desk.start("Long", Sleep(60), answers.append):
        time.sleep(0.01)
    while desk.running is None or desk.running.progress != Progress("Sleeping", 1, 3):
        time.sleep(0.01)
    began = time.monotonic()
    assert desk.cancel()
    assert desk.running is None
    assert desk.start("Next", Sleep(0, "next"), answers.append)
    assert time.monotonic() - began < 2
    assert wait(answers) == Done("next")
    assert answers == [Done("next")]
    assert not desk.cancel()


def test_a_process_that_dies_is_said_and_replaced(desk: Desk) -> None:
    answers: list[Done | Fault] = []
    while not desk.start("Die", Die(), answers.append):
        time.sleep(0.01)
    fault = wait(answers)
    assert isinstance(fault, Fault)
    assert "ended before it had an answer" in fault.message
    while not desk.start("Next", Sleep(0, "next"), answers.append):
        time.sleep(0.01)
    assert wait(answers, 2) == Done("next")


@pytest.mark.parametrize(("error", "message"), [
    ("usage", "There is none."), ("ours", "A fault of the program: ZeroDivisionError: by nothing")])
def test_faults_come_back_in_words(desk: Desk, error: str, message: str) -> None:
    answers: list[Done | Fault] = []
    while not desk.start("Break", Break(error), answers.append):
        time.sleep(0.01)
    fault = wait(answers)
    assert isinstance(fault, Fault)
    assert fault.message == message


def test_what_a_person_can_act_on_is_told_from_our_own_faults() -> None:
    assert fault_of(OSError(28, "No space left on device")).remedy.startswith("Make room")
    assert fault_of(MemoryError()).remedy == "Close other programs."
    assert fault_of(optimiser.NoPlanError("None.")).status == "no plan"
    assert "report it" in fault_of(KeyError("x")).remedy


def test_a_page_that_is_closed_leaves_no_line_and_no_thread_behind(
        capfd: pytest.CaptureFixture[str]) -> None:
    """A browser keeps its line open: nothing but the page closes the other end."""
    with serving() as page:
        kept = http.client.HTTPConnection("127.0.0.1", page.gate.port, timeout=10)
        kept.request("GET", "/")
        kept.getresponse().read()
        lines = [line.socket for line in page._lines.values() if hasattr(line, "requests")]
        assert [line.fileno() >= 0 for line in lines] == [True]
    assert [line.fileno() for line in lines] == [-1]
    assert not page._answering.is_alive()
    kept.close()
    assert "Traceback" not in capfd.readouterr().err


def test_what_is_being_answered_when_the_page_closes_is_answered(
        caplog: pytest.LogCaptureFixture) -> None:
    """A browser keeps its line open, and asks for more while the page ends."""
    asked, answers = threading.Event(), []

    def slow(_environ: Any, start: Any) -> list[bytes]:
        asked.set()
        time.sleep(0.5)
        start("200 OK", [("Content-Length", "4")])
        return [b"last"]

    with serving() as page:
        line = http.client.HTTPConnection("127.0.0.1", page.gate.port, timeout=10)
        page._awake.gate = slow  # type: ignore[assignment] - stands behind the gate

        def ask() -> None:
            line.request("GET", "/")
            answers.append(line.getresponse().read())

        asking = threading.Thread(target=ask)
        asking.start()
        assert asked.wait(10)
    asking.join(10)
    line.close()
    assert answers == [b"last"]
    assert "Bad file descriptor" not in caplog.text


def test_a_page_that_nobody_asks_stops_but_not_while_it_works() -> None:
    with serving(idle=0.1) as page:
        assert page.desk.start("Long", Sleep(60), lambda _: None)
        waiting = threading.Thread(target=page.wait)
        waiting.start()
        waiting.join(1.5)
        assert waiting.is_alive()
        page.desk.cancel()
        waiting.join(5)
        assert not waiting.is_alive()
