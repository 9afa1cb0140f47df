"""A time stamping authority on the loopback: OpenSSL signs, an HTTP server hands it in and out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/stamps.pem
signer_key = {folder}/stamps.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
[req]
distinguished_name = none
[none]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamps]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
"""


class Authority:
    """``certificates`` is its root; ``says`` and ``kind`` are what it answers instead of a stamp when set; ``asked`` counts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.certificates = folder, folder / "root.pem"
        self.says: bytes | None = None
        self.status, self.kind, self.asked, self.url = 200, "application/timestamp-reply", 0, ""
        folder.mkdir(parents=True)
        (folder / "openssl.cnf").write_text(_CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self._certify()

    def _certify(self) -> None:
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", f"{self.folder}/openssl.cnf"]
        root = ["-x509", "-days", "2", "-subj", "/CN=Root", "-extensions", "root", "-keyout", "root.key", "-out", "root.pem"]
        self._openssl("req", *key, *root)
        self._openssl("req", *key, "-subj", "/CN=Stamps", "-keyout", "stamps.key", "-out", "stamps.csr")
        by = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "2", "-extfile", "openssl.cnf", "-extensions", "stamps"]
        self._openssl("x509", "-req", "-in", "stamps.csr", *by, "-out", "stamps.pem")

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def answer(self, query: bytes) -> bytes:
        self.asked += 1
        if self.says is not None:
            return self.says
        (self.folder / "query").write_bytes(query)
        self._openssl("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query", "-out", "answer")
        return (self.folder / "answer").read_bytes()


@contextmanager
def serving(folder: Path) -> Iterator[Authority]:
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(authority.status)
            self.send_header("Content-Type", authority.kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: object) -> None:
            """Tests stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}/tsr"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
