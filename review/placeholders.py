"""Placeholders of redaction that a draft must not carry to the customer, such as ``<CREDIT_CARD_1>``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.types import Outbound

_PLACEHOLDER = re.compile(r"(?:<|&lt;|&#60;|&#x3c;)\s*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_[0-9]+\s*(?:>|&gt;|&#62;|&#x3e;)", re.IGNORECASE)


def left_in(outbound: Outbound | None, arguments: Mapping[str, Any]) -> bool:
    """Whether a placeholder stands in anything that would leave: subject, text, HTML, headers, names of files, arguments."""
    texts = _texts(arguments)
    if outbound is not None:
        names = (one.name for one in outbound.attachments)
        texts = iter([outbound.subject, outbound.text, outbound.html, *outbound.headers.values(), *names, *texts])
    return any(_PLACEHOLDER.search(text) for text in texts)


def marks_in(text: str) -> list[str]:
    """Each that stands in ``text``, once."""
    return list(dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(text)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(key)
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
