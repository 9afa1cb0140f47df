"""One kind of number of one country, as it is written and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers import further_checks as further
from policies.redaction.numbers.checksums import Check


@dataclass(frozen=True, slots=True)
class Number:
    """``shape``: how it is written. ``telling``: written so that nothing else looks like it; every other spelling asks for a word beside it.

    ``strong``: date, length and check digits leave so little to chance that a word for any identity number will do, ``certain`` ones (one in two
    thousand runs of as many digits) need none. ``named``: only its own name tells it. ``later``: numbers that were given out without check digits,
    which only their own name tells. ``called``: the recogniser's name, where the library has one for the entity too. ``led``: without check
    digits and written as much else is, so that its name must lead to it or follow it at once. ``said``: looked for only where the text says its name. ``written``: a check of the value as it stands in the text.
    """

    entity: str
    country: str
    shape: str
    check: Check
    telling: str = r"(?!)"
    strong: bool = False
    certain: bool = False
    named: bool = False
    later: Check = checksums.never
    called: str = ""
    led: bool = False
    said: bool = False
    written: Check | None = None


UNCHECKED: Final = (checksums.always, checksums.de_document, checksums.nl_document, checksums.us_ssn)
"""Checks that know the shape only, since such numbers have no check digits, or not on their face."""
SHAPED: Final = (
    checksums.in_plate,
    checksums.uk_nino,
    further.ar_dni,
    further.eg_id,
    further.id_nik,
    further.my_nric,
    further.pk_cnic,
    further.uk_driver,
    further.vn_citizen,
)
"""Checks of a shape that is strict enough to be sure without check digits, or of which the name tells: no recogniser can ask digits of them."""
