"""What an installation refuses in production."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal import checks

BASE = Path(__file__).resolve().parents[2]
GOOD = {
    "COUNTERSIGN_MODE": "production",
    "SECRET_KEY": "kq0w8r7TgYh3pZxV2nLb5cDfJm9sAeUi4oRtW6yQ1zXvNHGkPl",
    "COUNTERSIGN_KEY": "mI5o4mYH0q1sQyv9GZ2J3bT8cX7nL6kRfEwUdPaVhSs",
    "ALLOWED_HOSTS": "desk.example.org",
    "PUBLIC_URL": "https://desk.example.org",
    "DATABASE_URL": "postgresql://countersign:x@db.example.org/countersign?sslmode=verify-full&sslrootcert=system",
    "REDIS_URL": "rediss://:x@redis.example.org:6380/0",
    "EMAIL_URL": "submission://user:x@mail.example.org:587",
}


def check(**changed: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "COUNTERSIGN_VAR")}
    command = [sys.executable, "manage.py", "check", "--deploy"]
    return subprocess.run(command, cwd=BASE, env={**kept, **GOOD, **changed}, capture_output=True, text=True, check=False)


def test_the_documented_production_settings_pass_every_check() -> None:
    done = check()
    assert "no issues" in done.stdout + done.stderr
    assert done.returncode == 0


def test_plain_text_to_other_machines_is_refused_in_production() -> None:
    done = check(
        DATABASE_URL="postgresql://db.example.org/x?sslmode=require",
        REDIS_URL="redis://redis.example.org/0",
        EMAIL_URL="smtp://mail.example.org",
        OPENAI_BASE_URL="http://models.example.org/v1",
    )
    assert done.returncode == 1
    assert {f"countersign.E01{digit}" for digit in "0123"} <= set(done.stderr.replace("(", " ").replace(")", " ").split())


def test_a_local_installation_is_told_that_it_is_not_ready_for_production() -> None:
    done = check(COUNTERSIGN_MODE="local")
    assert "countersign.E001" in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "COUNTERSIGN_KEY"])
def test_production_never_makes_up_a_key(name: str) -> None:
    done = check(**{name: ""})
    assert done.returncode != 0
    assert f"Set {name}" in done.stderr


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("postgresql://app@%2Frun%2Fpg/x", True),
        ("postgresql://app@/x?host=/run/pg", True),
        ("postgresql://app@/x?host=db.example.org", False),
        ("unix:///run/redis.sock", True),
        ("redis://127.0.0.1:6379/0", True),
        ("redis://10.0.0.5:6379/0", False),
        ("http://localhost.example.org/v1", False),
    ],
)
def test_it_knows_what_stays_on_this_machine(url: str, is_local: bool) -> None:
    assert checks.is_local(url) is is_local


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("smtp://mail.example.org", True),
        ("smtp://mail.example.org:465?ssl=true", False),
        ("submission://mail.example.org", False),
        ("console://", False),
    ],
)
def test_mail_that_would_leave_in_clear_text_is_seen(url: str, is_open: bool) -> None:
    assert checks.mail_is_open(url) is is_open


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("rediss://r.example.org/0", False),
        ("rediss://r.example.org/0?ssl_cert_reqs=none", True),
        ("amqps://r.example.org", False),
        ("amqp://r.example.org", True),
    ],
)
def test_a_broker_without_verified_certificates_is_seen(url: str, is_open: bool) -> None:
    assert checks.broker_is_open(url) is is_open


@pytest.mark.parametrize(
    ("parameters", "is_open"),
    [
        ({"imap_host": "imap.example.org", "imap_security": "none"}, True),
        ({"imap_host": "imap.example.org", "imap_security": "tls"}, False),
        ({"imap_host": "127.0.0.1", "imap_security": "none"}, False),
        ({}, False),
    ],
)
def test_a_mailbox_polled_in_clear_text_is_seen(parameters: dict[str, str], is_open: bool) -> None:
    assert checks.channel_is_open(parameters, "imap") is is_open


@pytest.mark.parametrize(
    ("host", "certificate", "is_open"),
    [("127.0.0.1", "", False), ("::1", "", False), ("0.0.0.0", "", True), ("", "", True), ("0.0.0.0", "/etc/ssl/mx.pem", False)],
)
def test_a_mail_server_that_others_reach_must_offer_tls(host: str, certificate: str, is_open: bool) -> None:
    assert checks.mail_server_is_open(host, certificate) is is_open
