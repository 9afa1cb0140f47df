"""Nothing under test reaches beyond this machine."""

from __future__ import annotations

import socket

import pytest


def test_looking_up_a_name_outside_this_machine_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="beyond this machine"):
        socket.getaddrinfo("publicsuffix.example", 443)


def test_connecting_outside_this_machine_fails_the_test() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match="beyond this machine"):
        outside.connect(("192.0.2.1", 80))


def test_this_machine_can_be_looked_up() -> None:
    assert socket.getaddrinfo("localhost", 80)
