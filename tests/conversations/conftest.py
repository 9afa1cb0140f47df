from __future__ import annotations

import pytest

from tests.conversations.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def committed(transactional_db: None) -> Cast:
    """The same, committed: other connections see it."""
    return assemble()
