"""A frozen value is what `dataclass(frozen=True, slots=True)` makes of the same class."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np
import pytest

from optimiser.frozen import frozen


class _Place:
    """A place, as both make it."""

    name: str
    east: float = 0.0
    names: list[str] = field(default_factory=list)
    seen: int = field(default=0, compare=False, repr=False)


class _Alone:
    """A value of one field."""

    what: object


def made(by: Callable[[type], Any], body: type) -> Any:
    """Return a class of a body, made by one of the two."""
    stated = {name: value for name, value in vars(body).items()
              if name not in ("__dict__", "__weakref__")}
    return by(type(body.__name__.strip("_"), (), stated))


Place, Plain = made(frozen, _Place), made(dataclass(frozen=True, slots=True), _Place)
Alone, PlainAlone = made(frozen, _Alone), made(dataclass(frozen=True, slots=True), _Alone)
Itself = made(frozen(eq=False), _Alone)


@frozen
class Kept:
    """What pickle finds by its name, and says itself how it is shown."""

    figures: Any
    name: str = "kept"

    def __repr__(self) -> str:
        return f"<{self.name}>"


def test_it_takes_the_arguments_that_a_dataclass_takes() -> None:
    ours, plain = (inspect.signature(one).parameters for one in (Place, Plain))
    assert [*ours] == [*plain]
    assert [one.default is one.empty for one in ours.values()] == [
        one.default is one.empty for one in plain.values()]
    for given, named in ((("a",), {}), (("a", 2.0), {}), (("a",), {"names": ["b"], "seen": 3})):
        assert asdict(Place(*given, **named)) == asdict(Plain(*given, **named))


@pytest.mark.parametrize(("given", "named"), [((), {}), (("a", 1.0, [], 2, 3), {}),
                                              (("a",), {"west": 1.0}), (("a",), {"name": "b"})])
def test_it_refuses_what_a_dataclass_refuses(given: Any, named: Any) -> None:
    for one in (Place, Plain):
        with pytest.raises(TypeError, match=r"^Place\.__init__\(\)"):
            one(*given, **named)


def test_each_value_has_a_list_of_its_own() -> None:
    assert Place("a").names is not Place("b").names


def test_it_is_shown_as_a_dataclass_is() -> None:
    assert repr(Place("a", names=["b"])) == repr(Plain("a", names=["b"]))
    held: list[object] = []
    held.append(Alone(held))
    assert repr(held) == "[Alone(what=[...])]"
    assert repr(Kept(1)) == "<kept>"


def test_it_is_equal_where_all_that_is_compared_is() -> None:
    assert Place("a", seen=1) == Place("a", seen=2)
    assert Place("a") != Place("b")
    assert Place("a") != Plain("a")
    assert Alone("a") != "a"
    assert Alone(1) == Alone(1)
    figures = np.arange(3)  # one of its own is equal without a look, as a dataclass sees it
    assert Alone(figures) == Alone(figures)


def test_it_is_a_key_where_its_fields_are() -> None:
    assert {Alone("a"): 1}[Alone("a")] == 1
    assert hash(Alone("a")) == hash(PlainAlone("a"))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Place("a"))


def test_without_comparison_each_is_itself() -> None:
    one = Itself("a")
    assert one == one  # noqa: PLR0124  # what it is about
    assert one != Itself("a")
    assert len({one, Itself("a")}) == 2


def test_it_never_changes() -> None:
    one = Place("a")
    with pytest.raises(FrozenInstanceError, match="'east'"):
        one.east = 1.0
    with pytest.raises(FrozenInstanceError, match="'west'"):
        one.west = 1.0
    with pytest.raises(FrozenInstanceError, match="'east'"):
        del one.east
    assert one.east == 0.0
    assert not hasattr(one, "__dict__")


def test_it_is_replaced_copied_and_sent_to_another_process() -> None:
    assert replace(Place("a", 2.0), name="b") == Place("b", 2.0)
    kept = Kept([1.0, 2.0])
    for other in (copy.copy(kept), copy.deepcopy(kept), pickle.loads(pickle.dumps(kept))):
        assert other == kept
        assert other is not kept


def test_its_fields_are_read_and_matched() -> None:
    assert [one.name for one in fields(Place)] == [one.name for one in fields(Plain)]
    match Place("a", 2.0):
        case Place(name, east):
            assert (name, east) == ("a", 2.0)
