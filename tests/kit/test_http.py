"""Addresses that others name lead to the public internet or nowhere, and never for long."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kit import http
from kit.http import HttpRefused

HERE = http.gate(schemes=["http"], allow=["127.0.0.0/8"], most_bytes=10_000, seconds=5.0)


class Site(BaseHTTPRequestHandler):
    """Does as the path says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))  # type: ignore[attr-defined]  # set where the server is made
        kind, _, rest = self.path.lstrip("/").partition("/")
        getattr(self, f"say_{kind}", self.say_ok)(rest)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/to/"):
            return self.say_to(self.path[4:])
        return self.answer(body)

    def answer(self, body: bytes = b"ok", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def say_ok(self, rest: str) -> None:
        self.answer()

    def say_to(self, rest: str) -> None:
        self.answer(b"", 302, Location=rest.replace("~", "/"))

    def say_large(self, rest: str) -> None:
        self.answer(b"x" * int(rest))

    def say_packed(self, rest: str) -> None:
        self.answer(b"\x1f\x8b", Content_Encoding="gzip")

    def say_drip(self, rest: str) -> None:
        """A head that never ends, one line a moment; or a body that does so."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 1000\r\n\r\n" if rest == "body" else b""))
        for number in range(200):
            time.sleep(0.05)
            try:
                self.wfile.write(b"x" if rest == "body" else b"X-%d: y\r\n" % number)
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    asked: list[tuple[str, dict[str, str]]]


@pytest.fixture
def site() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Site)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def at(site: Server, path: str) -> str:
    return f"http://127.0.0.1:{site.server_port}/{path}"


def refusal(url: str, rules: http.Gate = HERE, **options: Any) -> str:
    with pytest.raises(HttpRefused) as refused:
        http.fetch(url, through=rules, **options)
    return refused.value.code


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name has these addresses."""
    rows = [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)


def test_an_allowed_address_is_asked(site: Server) -> None:
    answer = http.fetch(at(site, "ok"), through=HERE, headers={"X-Mine": "1"})
    assert (answer.status, answer.body, answer.url) == (200, b"ok", at(site, "ok"))
    assert site.asked[0][1]["X-Mine"] == "1"


def test_a_body_is_sent_as_it_is(site: Server) -> None:
    assert http.fetch(at(site, "in"), method="POST", body=b'{"a":1}', through=HERE).body == b'{"a":1}'


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1", "2001:0:0:0:0:0:80ff:fffe",
    ],
)  # fmt: skip
def test_no_way_leads_into_a_private_network(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not http.is_open(ipaddress.ip_address(address))
    names(monkeypatch, address)
    assert refusal("https://rebind.example/", http.Gate()) == "address"


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_addresses_are_open(address: str) -> None:
    assert http.is_open(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_other_spellings_of_this_machine_are_this_machine(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not host.startswith("[") and host != "localhost":
        names(monkeypatch, socket.inet_ntoa(socket.inet_aton(host)))
    assert refusal(f"https://{host}/", http.Gate()) == "address"


def test_a_name_with_one_private_address_among_public_ones_is_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "1.1.1.1", "10.0.0.1")
    assert refusal("https://mixed.example/", http.Gate()) == "address"


def test_the_connection_goes_to_the_address_that_was_checked(site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently the second time gains nothing: it is not asked a second time."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked = []

    def lookup(host: Any, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in next(answers)]

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: lookup(host) if host == "rebind.example" else real(host, *a, **k))
    answer = http.fetch(f"http://rebind.example:{site.server_port}/ok", through=HERE)
    assert answer.status == 200
    assert asked == ["rebind.example"]
    assert site.asked[0][1]["Host"] == f"rebind.example:{site.server_port}"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://shop.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://shop.example/", "scheme"),
        ("//shop.example/", "scheme"),
        ("https:///x", "name"),
        ("https://user:word@shop.example/", "name"),
        ("https://shop.example:99999/", "name"),
        ("https://[::1/", "name"),
        ("", "scheme"),
    ],
)
def test_what_is_no_plain_https_address_is_refused_before_anything_is_looked_up(url: str, code: str) -> None:
    assert refusal(url, http.Gate()) == code


def test_redirects_go_through_the_same_gate(site: Server) -> None:
    assert http.fetch(at(site, "to/~ok"), through=HERE).url == at(site, "ok")
    assert refusal(at(site, "to/http:~~10.0.0.1~")) == "address"
    assert refusal(at(site, "to/http:~~169.254.169.254~latest")) == "address"
    assert refusal(at(site, "to/file:~~~etc~passwd")) == "scheme"


def test_redirects_end(site: Server) -> None:
    assert refusal(at(site, "to/~to~")) == "redirects"


def test_what_changes_something_follows_no_redirect(site: Server) -> None:
    assert refusal(at(site, "to/~ok"), method="POST", body=b"x") == "redirects"


def test_credentials_stay_at_the_site_they_were_meant_for(site: Server) -> None:
    headers = {"Authorization": "Bearer x", "X-Mine": "1"}
    http.fetch(at(site, "to/~ok"), through=HERE, headers=headers)
    same = [seen for path, seen in site.asked if path == "/ok"]
    assert same[0]["Authorization"] == "Bearer x"
    other = Server(("127.0.0.1", 0), Site)
    other.asked = []
    threading.Thread(target=other.serve_forever, daemon=True).start()
    http.fetch(at(site, f"to/http:~~127.0.0.1:{other.server_port}~ok"), through=HERE, headers=headers)
    other.shutdown()
    assert "Authorization" not in other.asked[0][1]
    assert other.asked[0][1]["X-Mine"] == "1"


def test_an_answer_up_to_the_limit_is_taken_and_a_larger_one_is_not(site: Server) -> None:
    assert len(http.fetch(at(site, "large/10000"), through=HERE).body) == 10_000
    assert refusal(at(site, "large/10001")) == "too_large"


def test_a_packed_answer_is_not_unpacked(site: Server) -> None:
    assert refusal(at(site, "packed")) == "encoded"


@pytest.mark.parametrize("part", ["head", "body"])
def test_who_drips_for_ever_is_cut_off(site: Server, part: str) -> None:
    quick = http.gate(schemes=["http"], allow=["127.0.0.0/8"], seconds=0.4)
    assert refusal(at(site, f"drip/{part}"), quick) == "too_slow"


def test_nobody_there_is_told_so(site: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}/") == "unreachable"


def test_no_proxy_of_the_environment_is_used(site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert http.fetch(at(site, "ok"), through=HERE).status == 200
