"""A small IMAP4rev1 server: LOGIN, SELECT, EXAMINE, UID SEARCH, UID FETCH, IDLE, STARTTLS, LOGOUT; it can refuse, break off, renumber, and be slow to tell."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import TracebackType

PASSWORD = "s3cret"
_SINCE = re.compile(r"SINCE (\d{2}-[A-Z][a-z]{2}-\d{4})")


@dataclass
class Stored:
    uid: int
    raw: bytes
    seen: bool = False
    arrived: date = field(default_factory=lambda: datetime.now(UTC).date())


class ImapServer:
    """``commands`` are all that were given, without their tags; ``arriving`` comes in just after a search has looked."""

    def __init__(
        self, *, password: str = PASSWORD, idle: bool = True, tls: ssl.SSLContext | None = None, implicit_tls: bool = False
    ) -> None:
        self.password, self.idle, self.tls, self.implicit_tls = password, idle, tls, implicit_tls
        self.uid_validity = 7
        self.mails: list[Stored] = []
        self.commands: list[str] = []
        self.arriving: list[bytes] = []
        self.told = threading.Condition()
        self.idling = threading.Event()
        self.ended = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.connections: list[socket.socket] = []
        self.threads = [threading.Thread(target=self._serve, daemon=True)]

    def deliver(self, raw: bytes, **more: object) -> Stored:
        with self.told:
            mail = Stored(max((one.uid for one in self.mails), default=0) + 1, raw, **more)  # type: ignore[arg-type]  # flags and dates as the test gives them
            self.mails.append(mail)
            self.told.notify_all()
        return mail

    def renumber(self) -> None:
        self.uid_validity += 1
        for number, mail in enumerate(self.mails, start=101):
            mail.uid = number

    def __enter__(self) -> ImapServer:
        self.threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.ended.set()
        with self.told:
            self.told.notify_all()
        self.hang_up()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)

    def hang_up(self) -> None:
        """Break off all connections."""
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while not self.ended.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            thread = threading.Thread(target=self._talk, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            Dialogue(self, connection).run()
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()


class Dialogue:
    def __init__(self, server: ImapServer, connection: socket.socket) -> None:
        self.server, self.connection = server, connection
        if server.implicit_tls and server.tls:
            self.connection = server.tls.wrap_socket(connection, server_side=True)
        self.file = self.connection.makefile("rb")

    def run(self) -> None:
        self.say("* OK ready")
        while line := self.file.readline():
            tag, _, command = line.decode("utf-8").strip().partition(" ")
            self.server.commands.append(command)
            if not self.answer(tag, command):
                return

    def say(self, line: str) -> None:
        self.connection.sendall(f"{line}\r\n".encode())

    def answer(self, tag: str, command: str) -> bool:
        words = command.upper().split()
        verb = " ".join(words[:2]) if words[0] == "UID" else words[0]
        known = {
            "CAPABILITY": self.capability, "LOGIN": self.login, "SELECT": self.select, "EXAMINE": self.select,
            "UID SEARCH": self.search, "UID FETCH": self.fetch, "IDLE": self.idle,
        }  # fmt: skip
        if verb == "STARTTLS" and self.server.tls:
            self.say(f"{tag} OK go on")
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
            self.file = self.connection.makefile("rb")
            return True
        if verb == "LOGOUT":
            self.say("* BYE")
            self.say(f"{tag} OK bye")
            return False
        result = known[verb](command, tag) if verb in known else "BAD unknown"
        self.say(f"{tag} {result}")
        return True

    def capability(self, command: str, tag: str) -> str:
        offers = "IMAP4rev1" + (" IDLE" if self.server.idle else "") + (" STARTTLS" if self.server.tls else "")
        self.say(f"* CAPABILITY {offers}")
        return "OK done"

    def login(self, command: str, tag: str) -> str:
        return "OK in" if command.endswith(f'"{self.server.password}"') else "NO [AUTHENTICATIONFAILED] wrong for nora@acme.example"

    def select(self, command: str, tag: str) -> str:
        if "INBOX" not in command:
            return "NO there is no such folder"
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.uid_validity}] valid")
        return "OK [READ-ONLY] open"

    def search(self, command: str, tag: str) -> str:
        self.say("* SEARCH " + " ".join(str(one.uid) for one in self.matching(command)))
        if self.server.arriving and "UID SEARCH UID" in command:
            self.server.deliver(self.server.arriving.pop())
            self.say(f"* {len(self.server.mails)} EXISTS")
        return "OK done"

    def matching(self, command: str) -> list[Stored]:
        mails = list(self.server.mails)
        if "UNSEEN" in command:
            return [one for one in mails if not one.seen]
        if found := _SINCE.search(command):
            first = datetime.strptime(found.group(1), "%d-%b-%Y").replace(tzinfo=UTC).date()
            return [one for one in mails if one.arrived >= first]
        if found := re.search(r"UID (\d+):\*", command):
            return [one for one in mails if one.uid >= int(found.group(1))] or mails[-1:]
        return mails

    def fetch(self, command: str, tag: str) -> str:
        uid, most = re.search(r"FETCH (\d+) .*<0\.(\d+)>", command).groups()  # type: ignore[union-attr]  # our own poller asks in this form
        for number, mail in enumerate(self.server.mails, start=1):
            if mail.uid == int(uid):
                raw = mail.raw[: int(most)]
                self.connection.sendall(f"* {number} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return "OK done"

    def idle(self, command: str, tag: str) -> str:
        self.say("+ idling")
        self.server.idling.set()
        before = len(self.server.mails)
        watcher = threading.Thread(target=self._tell, args=(before,), daemon=True)
        watcher.start()
        line = self.file.readline()
        self.done = True
        with self.server.told:
            self.server.told.notify_all()
        watcher.join(5)
        return "OK done" if line.strip().upper() == b"DONE" else "BAD not idle"

    done = False

    def _tell(self, before: int) -> None:
        self.done = False
        with self.server.told, contextlib.suppress(OSError):
            self.server.told.wait_for(lambda: self.done or self.server.ended.is_set() or len(self.server.mails) > before)
            if len(self.server.mails) > before and not self.done:
                self.say(f"* {len(self.server.mails)} EXISTS")
