"""Children that never outlive the process that started them, even when that one is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tether(number: int = signal.SIGTERM) -> Callable[[], None]:
    """A ``preexec_fn``: the child gets this signal when its parent's thread ends. Start such children from the main thread.

    Linux only (prctl(2), PR_SET_PDEATHSIG); elsewhere a killed parent leaves its children to the next start, which finds them.
    """
    parent = os.getpid()

    def bind() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return bind
