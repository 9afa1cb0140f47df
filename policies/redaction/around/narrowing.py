"""What of a finding is the value: a password without the words that lead to it, a phone number without a bracket that is not its own, a link to its end."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from policies.redaction.numbers.births import BIRTHS, date_within
from policies.redaction.scanning.hosts import UrlFinder
from policies.redaction.secrets import KEYS, NEAR_PASSWORDS, PASSWORDS, key_begins, leading, strong
from policies.redaction.types import Finding

_PROVINCES: Final = tuple("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")
"""What Chinese plates begin with."""
_OPEN: Final = re.compile(r"\([^)]*|\[[^\]]*\]?")


def narrowed(text: str, finding: Finding) -> Finding:
    if finding.recogniser == PASSWORDS:
        return replace(finding, start=finding.start + leading(text[finding.start : finding.end]))
    if finding.recogniser == BIRTHS:
        return _born(text, finding)
    if finding.recogniser == KEYS:
        return replace(finding, start=finding.start + key_begins(text[finding.start : finding.end]))
    if finding.type == "PHONE_NUMBER" and _OPEN.fullmatch(text, finding.start, finding.end):
        return replace(finding, start=finding.start + 1, end=finding.end - text[finding.start : finding.end].endswith("]"))
    if finding.type == "VEHICLE_PLATE" and text[finding.start - 1 : finding.start] in _PROVINCES:
        return replace(finding, start=finding.start - 1)
    if finding.type == "URL":
        end = UrlFinder.shared().whole(text, finding.end) or finding.end
        return replace(finding, end=finding.start + len(text[finding.start : end].rstrip(".,;:!?")))
    if finding.recogniser == NEAR_PASSWORDS:
        start, end = strong(text[finding.start : finding.end])
        return replace(finding, start=finding.start + start, end=finding.start + end)
    return finding


def _born(text: str, finding: Finding) -> Finding:
    """The date, with the sign for its day."""
    start, end = date_within(text[finding.start : finding.end])
    end += finding.start
    return replace(finding, start=finding.start + start, end=end + (text[end : end + 1] in ("日", "일")))
