"""Typed registers that upper floors fill in ``AppConfig.ready()``, so that nothing down here knows what is above."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things by name. The same name twice is a fault, except for the very same thing."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._things: dict[str, T] = {}

    def register(self, name: str, thing: T) -> None:
        if self._things.setdefault(name, thing) is not thing:
            raise ValueError(f"the {self._what} {name!r} is registered twice.")

    def get(self, name: str) -> T:
        return self._things[name]

    def all(self) -> dict[str, T]:
        return dict(sorted(self._things.items()))
