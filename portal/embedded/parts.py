"""Which processes make up Countersign on one machine."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from kit import queues
from portal.embedded.supervise import Part
from portal.orders import token

CELERY = (sys.executable, "-m", "celery", "-A", "portal")
WORKER = ("worker", "--without-gossip", "--without-mingle", "--without-heartbeat", "-Ofair")
MODEL_THREADS, MOST_MODEL_WORKERS = 32, 4


@dataclass(frozen=True)
class Plan:
    """``commands`` are the management commands that exist; a part that has none yet is left out. ``orders`` is the port of the order desk."""

    base: Path
    host: str
    port: int
    mail: str
    commands: Collection[str]
    orders: int = 0
    var: Path = Path("var")

    @property
    def url(self) -> str:
        host = "localhost" if self.host in ("127.0.0.1", "::1", "0.0.0.0") else self.host  # noqa: S104 - compared with, not listened on
        return f"http://{host}:{self.port}/"

    def parts(self) -> Iterator[Part]:
        yield Part("web", self.web(), self.url, {"COUNTERSIGN_PROCESS": "web"})
        cores = os.cpu_count() or 2
        models = self.models(min(cores, MOST_MODEL_WORKERS))
        yield next(models)
        prefork = self.worker(queues.DEFAULT, queues.DEFAULT, "-P", "prefork", "-c", str(cores))
        yield Part("worker", prefork, f"queue {queues.DEFAULT}", {"COUNTERSIGN_PROCESS": "prefork"})
        # Asked to end, beat first writes to the database, which dies at the same moment: it would stay for ever.
        yield Part("beat", (*CELERY, "beat", "--pidfile="), "schedule in the database", death=signal.SIGKILL)
        yield from self.commanded("sealer", "ledger")
        yield from self.commanded("mail_server", f"smtp://{self.mail}")
        yield from self.commanded("mail_poller", "mailboxes")
        if self.orders:
            yield Part("order_desk", self.order_desk(), f"http://127.0.0.1:{self.orders}/", {})
        yield from models  # the others last: one is enough to begin with, and the web is waited for

    def order_desk(self) -> tuple[str, ...]:
        """The sample's own shop system, which its tools speak to."""
        files = ("--file", str(self.var / "orders.sqlite3"), "--token-file", str(self.var / token.FILE))
        return (sys.executable, "-m", "portal.orders", "--port", str(self.orders), *files)

    def models(self, count: int) -> Iterator[Part]:
        """Turns: in threads, because they wait for models, and in a process a core, because one of Python uses one core."""
        for number in range(1, count + 1):
            name = queues.MODELS if number == 1 else f"{queues.MODELS}-{number}"
            command = self.worker(queues.MODELS, name, "-P", "threads", "-c", str(MODEL_THREADS // count))
            yield Part(name, command, f"queue {queues.MODELS}", {"COUNTERSIGN_PROCESS": "models"})

    def web(self) -> tuple[str, ...]:
        serve = ("-m", "uvicorn", "portal.asgi:application", "--lifespan", "off", "--no-access-log", "--no-server-header")
        limits = ("--ws-per-message-deflate", "false", "--ws-max-size", "131072", "--timeout-graceful-shutdown", "5")
        return (sys.executable, *serve, *limits, "--host", self.host, "--port", str(self.port))

    def worker(self, queue: str, name: str, *pool: str) -> tuple[str, ...]:
        return (*CELERY, *WORKER, "-Q", queue, "-n", f"{name}@%h", *pool)

    def commanded(self, name: str, where: str) -> Iterator[Part]:
        if name in self.commands:
            yield Part(name, (sys.executable, str(self.base / "manage.py"), name), where)
