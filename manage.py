#!/usr/bin/env python
import errno
import os
import sys
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] in (["mail_server"], ["mail_poller"]):
        os.environ.setdefault("COUNTERSIGN_PROCESS", "mail")
    from django.core.exceptions import ImproperlyConfigured

    try:
        run()
    except BrokenPipeError:
        # Whoever read this (head, less) has seen enough.
        write_into_nothing()
        sys.exit(1)
    except OSError as error:
        if error.errno not in FULL:
            raise
        write_into_nothing()
        sys.exit(f"The answers could not be written: {os.strerror(error.errno)}.")
    except KeyboardInterrupt:
        sys.exit(130)
    except ImproperlyConfigured as error:
        sys.exit(f"Configuration: {error}")


def run() -> None:
    """A stream that was closed (``>&-``) takes everything and keeps nothing: the exit status tells how it went."""
    from django.core.management import execute_from_command_line

    nothing = Path(os.devnull)
    sys.stdout, sys.stderr = sys.stdout or nothing.open("w", encoding="utf-8"), sys.stderr or nothing.open("w", encoding="utf-8")
    try:
        execute_from_command_line(sys.argv)
    finally:
        sys.stdout.flush()


def write_into_nothing() -> None:
    """The interpreter flushes once more at its end, and would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
