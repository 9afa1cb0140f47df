from __future__ import annotations

import pytest

from tests.review.cast import Desk, assemble


@pytest.fixture
def desk(db: None) -> Desk:
    return assemble()


@pytest.fixture
def busy_desk(transactional_db: None) -> Desk:
    """Every transaction really commits: for races, kills and guards."""
    return assemble()
