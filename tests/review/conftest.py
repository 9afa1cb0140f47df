from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import Desk, assemble, mail_to


@pytest.fixture
def desk(db: None) -> Desk:
    return assemble()


@pytest.fixture
def busy_desk(transactional_db: None) -> Desk:
    """Every transaction really commits: for races, kills and guards."""
    return assemble()


@pytest.fixture
def server(busy_desk: Desk) -> Iterator[SmtpServer]:
    """What the desk's mailbox sends through."""
    with SmtpServer() as running:
        mail_to(busy_desk, running)
        yield running
