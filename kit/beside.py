"""What is wrong with a form, beside the field that it is about: at the top of a long one nobody knows where to look."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm

from kit.errors import InvalidInput


def tell_beside(form: BaseForm, problem: InvalidInput, **asked: str) -> None:
    """``asked`` leads from what ``problem`` is about to the field that asks for it, where the two are not called alike."""
    name = asked.get(problem.field, problem.field)
    form.add_error(name if name in form.fields else None, problem.message)


class Beside:
    """Stands before a form of a model: what its table would refuse as a second row of the same is told beside a field of those that say what it is.

    Another rule of a table tells nothing but its name, and that only where the form itself has found nothing wrong.
    """

    def _update_errors(self, errors: ValidationError) -> None:
        form: Any = self
        for one in getattr(errors, "error_dict", {}).pop(NON_FIELD_ERRORS, []):
            field = self._field_of(one)
            if field or not form.errors:
                form.add_error(field, one)
        super()._update_errors(errors)  # type: ignore[misc]  # of the form behind it

    def _field_of(self, error: ValidationError) -> str | None:
        """The last that is on the page: before it stands what the rows belong to."""
        form: Any = self
        names = (error.params or {}).get("unique_check", ())
        return next((name for name in reversed(names) if name in form.fields), None)
