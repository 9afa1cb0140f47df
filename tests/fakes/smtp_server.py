"""A mail server that misbehaves on demand: refuses, stalls, breaks off before or after the final dot, answers nonsense."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from types import TracebackType

Answer = str | None
"""A line to say; None hangs up; "stall" says nothing until the test ends; "trickle" says "250" without end, for a minute."""


@dataclass
class Behaviour:
    """What the server says at each step. ``features`` stand in the answer to EHLO, ``tls`` is offered by STARTTLS."""

    greeting: Answer = "220 ready"
    features: list[str] = field(default_factory=lambda: ["8BITMIME"])
    mail: Answer = "250 fine"
    rcpt: Answer = "250 fine"
    data: Answer = "354 go on"
    dot: Answer = "250 taken"
    auth: Answer = "235 welcome"
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    in_body: Answer = ""


class SmtpServer:
    """``mails`` are the bodies that arrived whole (stuffing undone); ``commands`` all that was said."""

    def __init__(self, behaviour: Behaviour | None = None) -> None:
        self.behaviour = behaviour or Behaviour()
        self.mails: list[bytes] = []
        self.commands: list[str] = []
        self.unfinished: list[bytes] = []
        self.ended = threading.Event()
        self.hung_up = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> SmtpServer:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in [self.thread, *self.threads]:
            thread.join(5)

    def _serve(self) -> None:
        while not self.ended.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ssl.SSLError, ConnectionError):
            Dialogue(self, connection).run()
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()
        self.hung_up.set()


class Dialogue:
    def __init__(self, server: SmtpServer, connection: socket.socket) -> None:
        self.server, self.does = server, server.behaviour
        self.connection = connection
        if self.does.implicit_tls and self.does.tls:
            self.connection = self.does.tls.wrap_socket(connection, server_side=True)
        self.file = self.connection.makefile("rb")

    def run(self) -> None:
        if not self.say(self.does.greeting):
            return
        while line := self.file.readline():
            verb, space, rest = line.decode("utf-8").strip().partition(" ")
            command = f"{verb.upper()}{space}{rest}"
            self.server.commands.append(command)
            if not self.answer(command):
                return

    def say(self, text: Answer) -> bool:
        if text == "stall":
            self.server.ended.wait(60)
            return False
        if text is None:
            return False
        if text == "trickle":
            self.trickle()
            text = "250 at last"
        self.connection.sendall(f"{text}\r\n".encode())
        return True

    def trickle(self) -> None:
        for byte in b"250-x\r\n" * 200:
            if self.server.ended.wait(0.05):
                return
            self.connection.sendall(bytes([byte]))

    def answer(self, command: str) -> bool:
        verb = command.split(" ")[0].upper()
        if verb == "EHLO":
            return self.say("\r\n".join(["250-test", *[f"250-{one}" for one in self.offered()], "250 HELP"]))
        if verb == "STARTTLS" and self.does.tls:
            self.say("220 go on")
            self.connection = self.does.tls.wrap_socket(self.connection, server_side=True)
            self.file = self.connection.makefile("rb")
            return True
        if verb == "DATA":
            return self.say(self.does.data) and ((self.does.data or "")[:3] != "354" or self.body())
        answers = {"MAIL": self.does.mail, "RCPT": self.does.rcpt, "AUTH": self.does.auth, "QUIT": "221 bye"}
        return self.say(answers.get(verb, "250 fine")) and verb != "QUIT"

    def offered(self) -> list[str]:
        secure = isinstance(self.connection, ssl.SSLSocket)
        return [*self.does.features, *(["STARTTLS"] if self.does.tls and not secure else [])]

    def body(self) -> bool:
        lines: list[bytes] = []
        while line := self.file.readline():
            if line == b".\r\n":
                self.server.mails.append(b"".join(one[1:] if one.startswith(b"..") else one for one in lines))
                return self.say(self.does.dot)
            lines.append(line)
            if self.does.in_body != "":
                return self.say(self.does.in_body) and False
        self.server.unfinished.append(b"".join(lines))
        return False
