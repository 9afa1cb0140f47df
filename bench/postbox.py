"""A mail server that takes what is sent to it, slowly and not from everybody, and remembers each mail with the time it had it.

``python -m bench.postbox`` prints its port, then a line ``<time> <Message-ID>`` for every mail it is about to say yes to.
"""

from __future__ import annotations

import random
import socketserver
import sys
import time
from email import message_from_bytes

SLOWEST = 0.15
"""Seconds before the answer to the final dot: somebody is always in doubt there."""
REFUSED = "01"
"""The last letters of names to whom nothing can be delivered."""


def is_refused(recipient: str) -> bool:
    return recipient.lower().removeprefix("rcpt to:<mara.")[31:32] in tuple(REFUSED)


class Dialogue(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 postbox")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.take()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            elif verb == "RCPT" and is_refused(line):
                self.say("550 nobody of that name")
            else:
                self.say("250 fine")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line)
        if line:
            sys.stdout.write(f"{time.time():.6f} {message_from_bytes(b''.join(lines))['Message-ID']}\n")
            sys.stdout.flush()
            time.sleep(random.uniform(0, SLOWEST))
            self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what this is for."""


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Dialogue) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
