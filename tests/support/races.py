"""Several callables at once, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each returned, or the exception it raised, in the order given."""
    together, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            together.wait()
            results[place] = calls[place]()
        except Exception as problem:  # noqa: BLE001 - the test looks at what was raised
            results[place] = problem  # type: ignore[call-overload]  # a result or what was raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
