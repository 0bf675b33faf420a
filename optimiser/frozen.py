"""Frozen values with slots: `dataclass(frozen=True, slots=True)`, made in a fifth of its time.

That writes and compiles six methods for each class, five of which say the same of every class; a
run makes a hundred classes. Here each has an `__init__` of its own and shares the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

_Kind = TypeVar("_Kind", bound=type[Any])


@overload
def frozen(kind: _Kind, /) -> _Kind: ...


@overload
def frozen(*, eq: bool) -> Callable[[_Kind], _Kind]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: Any = None, /, *, eq: bool = True) -> Any:
    """Make a class a dataclass whose values never change, with slots.

    Two values are equal where all that is compared of them is; without `eq`, where they are the
    same one. The class states its fields itself, in their order, and makes nothing of them.

    >>> @frozen
    ... class Point:
    ...     east: float
    ...     north: float = 0.0
    >>> Point(2.0), Point(2.0) == Point(north=0.0, east=2.0)
    (Point(east=2.0, north=0.0), True)
    >>> Point(2.0).east = 3.0
    Traceback (most recent call last):
    dataclasses.FrozenInstanceError: cannot change field 'east'
    """
    if kind is None:
        return lambda kind: _frozen(kind, is_compared=eq)
    return _frozen(kind, is_compared=eq)


def _frozen(kind: type[Any], *, is_compared: bool) -> type[Any]:
    stated = set(vars(kind))
    made: type[Any] = dataclass(init=False, repr=False, eq=False, slots=True)(kind)
    methods: dict[str, Any] = {
        "__init__": _initialiser(made), "__repr__": _shown, "__setattr__": _refuse,
        "__delattr__": _refuse, "__getstate__": _values, "__setstate__": _restore}
    if is_compared:
        methods |= {"__compared__": staticmethod(_compared(made)),
                    "__eq__": _is_equal, "__hash__": _hash}
    for name, method in methods.items():
        if name not in stated:
            setattr(made, name, method)
    return made


def _initialiser(made: type[Any]) -> Callable[..., None]:
    """Write `__init__` of a class: each value goes into its slot, which `__setattr__` refuses."""
    given, steps = ["self"], []
    known: dict[str, Any] = {"MISSING": MISSING}
    for one in fields(made):
        name = value = one.name
        known[f"put_{name}"] = getattr(made, name).__set__
        if one.default_factory is not MISSING:
            known[f"make_{name}"] = one.default_factory
            given.append(f"{name}=MISSING")
            value = f"make_{name}() if {name} is MISSING else {name}"
        elif one.default is not MISSING:
            known[f"default_{name}"] = one.default
            given.append(f"{name}=default_{name}")
        else:
            given.append(name)
        steps.append(f"    put_{name}(self, {value})")
    text = "\n".join([f"def __init__({', '.join(given)}):", *steps])
    exec(text, known)  # noqa: S102  # names of a class's own fields, as `dataclass` does
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


def _compared(made: type[Any]) -> Callable[[object], tuple[Any, ...]]:
    """Return what tells a value's fields that are compared."""
    names = [one.name for one in fields(made) if one.compare]
    together = attrgetter(*names)
    return together if len(names) > 1 else lambda value: (together(value),)


def _is_equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__compared__(self) == self.__compared__(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


@recursive_repr()
def _shown(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _refuse(_self: object, name: str, *_value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _values(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _restore(self: Any, values: list[Any]) -> None:
    for one, value in zip(fields(self), values, strict=True):
        object.__setattr__(self, one.name, value)
