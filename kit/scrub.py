"""The last net under logs and traces: known shapes of personal data and secrets are masked in one linear pass.

Fields are registered and hold ids (see portal/logs.py); this is for what slips through in texts of other people's libraries.
"""

from __future__ import annotations

import re2

SHAPES = {
    "secret": r"(?i:bearer|token|basic)\s+[A-Za-z0-9._~+/=-]{8,}|\b(?:sk|cs|pk|xox[a-z])[-_][A-Za-z0-9_-]{12,}",
    "password": r"://[^\s/:@]*:[^\s/@]+@",
    "email": r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*",
    "iban": r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b",
    "number": r"\+?\(?[0-9](?:[ ().\-]{0,2}[0-9]){8,}",
    "query": r"\?[A-Za-z0-9_.%-]+=[^\s\"']*",
}
# Ids stay readable: a UUID, or its 32 hex digits, is matched first and kept.
KEPT = r"\b[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\b"

_PATTERN = re2.compile("|".join([f"(?P<kept>{KEPT})", *(f"(?P<{name}>{shape})" for name, shape in SHAPES.items())]))


def scrub(text: str) -> str:
    """``text`` with every known shape replaced by its name in brackets."""
    return str(_PATTERN.sub(_mask, text))


def _mask(found: re2._Match) -> str:
    name = str(found.lastgroup)
    return str(found.group(0)) if name == "kept" else f"[{name}]"
