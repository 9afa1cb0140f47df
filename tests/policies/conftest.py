from __future__ import annotations

import pytest

from tests.policies.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()
