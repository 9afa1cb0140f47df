"""One scan of a text that says which patterns can match in it and which context words it may hold (RE2, linear time)."""

from __future__ import annotations

import re2

from policies.redaction.scanning.relaxed import relaxed
from policies.redaction.scanning.shadow import UNKNOWN, shadow

_MEMORY = 256 * 2**20
_EVERYTHING = 0


class Prefilter:
    """Add patterns and words, ``close``, then ``scan``. An id of None stands for a pattern that must always be tried."""

    def __init__(self) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.case_sensitive, options.log_errors, options.max_mem = False, False, _MEMORY
        self._set = re2.Set.SearchSet(options)
        self._ids: dict[bytes, int] = {}
        self._add(b"")  # matches every text: without it in the answer the scan did not run to its end

    def pattern(self, pattern: str) -> int | None:
        loose = relaxed(pattern)
        return None if loose is None else self._add(loose.encode("latin-1"))

    def word(self, word: str) -> int:
        return self._add(b"".join(b"\\x%02x" % byte if byte < 0x80 else b"[\\x80-\\xff]" for byte in shadow(word)))

    def _add(self, loose: bytes) -> int:
        if loose not in self._ids:
            self._ids[loose] = self._set.Add(loose)
        return self._ids[loose]

    def close(self) -> None:
        self._set.Compile()

    def scan(self, text: str) -> frozenset[int] | None:
        """Ids that may be in the text; None when nothing can be ruled out."""
        shade = shadow(text)
        found = frozenset(self._set.Match(shade))
        return found if _EVERYTHING in found and UNKNOWN not in shade else None
