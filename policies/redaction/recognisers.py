"""Which recognisers search a text: Presidio's own of all countries, and ours for secrets."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import presidio_analyzer.predefined_recognizers as predefined
import tldextract
from presidio_analyzer import EntityRecognizer, PatternRecognizer

from policies.redaction.secrets import secret_recognisers

LANGUAGE: Final = "en"
"""Presidio files recognisers by one language; ours are chosen by hint instead, so all carry the same one."""

_COUNTRIES: Final = {
    "de": ("germany",), "en": ("us", "uk", "australia", "canada", "india", "nigeria", "philippines", "singapore", "south_africa"),
    "es": ("spain",), "fi": ("finland",), "it": ("italy",), "ko": ("korea",), "pl": ("poland",), "sv": ("sweden", "finland"),
    "th": ("thai",), "tr": ("turkey",),
}  # fmt: skip


def use_shipped_suffix_list() -> None:
    """The check of mail addresses would fetch the list of public suffixes from the internet at first use."""
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR


@cache
def for_language(hint: str) -> tuple[Any, ...]:
    """Recognisers for a text: general ones, secrets, every one with a checksum, and those of the language's countries.

    No or an unknown hint: all of them.
    """
    use_shipped_suffix_list()
    countries = _COUNTRIES.get(hint)
    return tuple(r for r in all_recognisers() if countries is None or _country(r) in ("", *countries) or _has_checksum(r))


@cache
def all_recognisers() -> tuple[Any, ...]:
    built = [recogniser(supported_language=LANGUAGE) for _, recogniser in sorted(_classes())]
    return (*built, *secret_recognisers(LANGUAGE))


def _classes() -> Iterator[tuple[str, Any]]:
    for name, found in vars(predefined).items():
        if inspect.isclass(found) and issubclass(found, EntityRecognizer) and (_country(found) or ".generic." in found.__module__):
            yield name, found


def _country(recogniser: Any) -> str:
    parts = (recogniser if inspect.isclass(recogniser) else type(recogniser)).__module__.split(".")
    return parts[parts.index("country_specific") + 1] if "country_specific" in parts else ""


def _has_checksum(recogniser: Any) -> bool:
    return isinstance(recogniser, PatternRecognizer) and type(recogniser).validate_result is not PatternRecognizer.validate_result
