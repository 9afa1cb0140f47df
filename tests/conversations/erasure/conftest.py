from __future__ import annotations

import pytest

from tests.conversations.erasure.cast import Desk, assemble


@pytest.fixture
def desk(db: None) -> Desk:
    return assemble()


@pytest.fixture
def committed(transactional_db: None) -> Desk:
    """The same, committed: other connections and workers see it."""
    return assemble()
