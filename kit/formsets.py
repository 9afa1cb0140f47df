"""Rows of a form that are written in it."""

from __future__ import annotations

import re
from typing import Any

from django import forms


class SentForms(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # cannot be told at run time
    """As many rows as were sent: a form says how many there are, and Django builds thousands for whoever says so and sends none.

    A row that is said to be there and is not was an empty one, which changes nothing.
    """

    def total_form_count(self) -> int:
        told: int = super().total_form_count()
        return min(told, self._sent) if self.is_bound else told

    @property
    def _sent(self) -> int:
        data: Any = self.data
        number = re.compile(rf"{re.escape(str(self.prefix))}-(\d{{1,6}})-")
        found = (number.match(name) for name in data)
        return max((int(one[1]) + 1 for one in found if one), default=0)
