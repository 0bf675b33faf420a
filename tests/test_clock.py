"""Time that is left, and being told to end: on every thread, in every step."""

from __future__ import annotations

import _thread
import math
import threading
import time

import pytest

from optimiser import clock
from optimiser.errors import TimeUpError
from optimiser.solving.engines.steps import run_step


def deaf(seconds: float = 20.0) -> str:
    """A step that does not heed anybody."""
    time.sleep(seconds)
    return "done"


def nobody() -> None:
    """What stops no step."""


def test_without_a_limit_nothing_ends() -> None:
    assert clock.current().left == math.inf
    assert not clock.is_up()
    with clock.at_most(None):
        clock.go_on()


def test_what_is_within_has_no_more_time_than_what_is_around_it() -> None:
    with clock.at_most(5), clock.at_most(100):
        assert clock.current().left <= 5
    with clock.at_most(100), clock.at_most(5):
        assert clock.current().left <= 5
    assert clock.current().left == math.inf


def test_the_time_that_is_up_says_during_what() -> None:
    with clock.at_most(0):
        clock.doing("amounts were rounded")
        with pytest.raises(TimeUpError, match="The time was up while amounts were rounded"):
            clock.go_on()


def test_what_was_found_is_given_as_long_again_and_ten_seconds_at_least() -> None:
    with clock.at_most(0):
        assert clock.is_up()
        with clock.again():
            assert 9 < clock.current().left <= 10
    with clock.at_most(60), clock.again():
        assert 59 < clock.current().left <= 60


def test_a_step_returns_what_it_found_and_raises_what_it_raised() -> None:
    def fails() -> None:
        raise ZeroDivisionError

    assert run_step(lambda: 7, nobody) == 7
    with pytest.raises(ZeroDivisionError):
        run_step(fails, nobody)


def test_a_step_that_heeds_nobody_is_left_behind_when_the_time_is_up() -> None:
    began = time.monotonic()
    with clock.at_most(0.1), pytest.raises(TimeUpError):
        run_step(deaf, nobody)
    assert time.monotonic() - began < 2


def test_a_step_with_seconds_of_its_own_is_told_and_waited_for() -> None:
    """Only the clock leaves a step behind: what it finds after its own seconds counts."""
    told = threading.Event()
    assert run_step(lambda: told.wait(20), told.set, seconds=0.05)


def test_no_step_begins_when_the_time_is_up() -> None:
    began = []
    with clock.at_most(0), pytest.raises(TimeUpError):
        run_step(lambda: began.append(1), nobody)
    assert not began


def test_ctrl_c_ends_a_step_that_heeds_nobody() -> None:
    threading.Timer(0.3, _thread.interrupt_main).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_step(deaf, nobody)
    assert time.monotonic() - began < 2


def test_ctrl_c_while_the_thread_of_a_step_starts_stops_the_step(
        monkeypatch: pytest.MonkeyPatch) -> None:
    start, told = threading.Thread.start, threading.Event()

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_step(lambda: told.wait(20), told.set)
    assert told.is_set()


def test_ctrl_c_ends_the_steps_of_other_threads_too() -> None:
    told = threading.Event()
    threading.Timer(0.3, _thread.interrupt_main).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), clock.Threads(2) as threads:
        threads.map(lambda stop: run_step(lambda: told.wait(20), stop), [told.set, nobody])
    assert told.is_set()
    assert time.monotonic() - began < 3


def test_a_fault_on_one_thread_ends_the_others() -> None:
    def fails() -> None:
        begun.wait(20)
        raise ZeroDivisionError

    def other() -> bool:
        begun.set()
        return told.wait(20)

    begun, told = threading.Event(), threading.Event()
    with pytest.raises(ZeroDivisionError), clock.Threads(2) as threads:
        threads.map(lambda job: job(), [fails, lambda: run_step(other, told.set)])
    assert told.is_set()


def test_threads_have_the_clock_of_who_opened_them() -> None:
    with clock.at_most(5), clock.Threads(1) as threads:
        assert threads.submit(lambda: clock.current().left).result() <= 5
    with clock.Threads(1) as threads:
        assert threads.map(lambda of: of * 2, [1, 2]) == [2, 4]
        assert threads.submit(lambda: clock.current().left).result() == math.inf


def test_a_step_that_begins_under_a_clock_that_was_ended_is_told_at_once() -> None:
    around = clock.Clock()
    within = clock.Clock(around)
    around.end()
    told = []
    with within.stopping(lambda: told.append(1)):
        assert told == [1]
    assert within.left == -math.inf


def test_a_clock_keeps_no_step_that_is_over() -> None:
    around = clock.Clock()
    told = []
    with clock.Clock(around).stopping(lambda: told.append(1)):
        pass
    around.end()
    assert not told
