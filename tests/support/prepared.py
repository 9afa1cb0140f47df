"""``python -m tests.support.prepared``: a cluster with the migrated database in it, which sessions of ``make test`` copy instead of migrating each.

Prints the folder of its data once it has been shut down; the folder goes when the input ends, that is with whoever asked for it. Beside it lies
``bytecode``, for all processes of the run: where Python is told to write none, each of hundreds would compile everything it imports.
"""

from __future__ import annotations

import os
import sys

from tests.support import services


def main() -> None:
    server = services.start()
    sys.pycache_prefix, sys.dont_write_bytecode = str(server.data.parent / "bytecode"), False
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    from django.db import connection

    from tests.support.migrating import thrifty_states

    with thrifty_states():
        connection.creation.create_test_db(verbosity=0, serialize=False)
    connection.close()
    server.stop()
    sys.stdout.write(f"{server.data}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
