"""Which regions could accept the digits of a phone number at all: one scan instead of one parse per region.

For each region a pattern over plain digits that matches at least every number the library accepts there (prefix for dialling abroad and
anything; or country code, national prefix, valid number). Digits it does not match need no parse. Regions that parse alike are one group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import re2
from phonenumbers.phonemetadata import PhoneMetadata
from phonenumbers.phonenumberutil import country_code_for_region, region_code_for_country_code, region_codes_for_country_code

Group = tuple[str, ...]
_PLAIN: Final = re.compile(r"[0-9\s().\-/–—\[\]]*")
"""Characters that are left out when digits are compared; with any other (plus, extension, letters) nothing is ruled out."""
_NOT_DIGITS: Final = re.compile(r"[^0-9]+")
_SUFFIX_RULE: Final = re.compile(r"\$\d")
_TYPES: Final = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan", "voicemail",
)  # fmt: skip
_MEMORY: Final = 64 * 2**20


class Dialling:
    """The regions of one recogniser."""

    def __init__(self, regions: Iterable[str]) -> None:
        self.regions = frozenset(regions)
        self.groups = _groups(sorted(self.regions))
        options = re2.Options()
        options.max_mem, options.log_errors = _MEMORY, False
        self._set = re2.Set.FullMatchSet(options)
        self._rows = [self._set.Add(_superset(group[0])) for group in self.groups]
        self._set.Compile()

    def candidates(self, piece: str) -> list[Group]:
        """Groups of regions that may accept the piece, in order."""
        if not _PLAIN.fullmatch(piece):
            return self.groups
        return [self.groups[row] for row in sorted(self._set.Match(_NOT_DIGITS.sub("", piece)))]


def _groups(regions: list[str]) -> list[Group]:
    """Regions with the same code, prefixes and lengths give the same answer to every number."""
    alike: dict[object, list[str]] = {}
    for region in regions:
        alike.setdefault(_parsing(region), []).append(region)
    return [tuple(group) for group in alike.values()]


def _parsing(region: str) -> object:
    data: Any = _metadata(region)
    general = data.general_desc
    return (
        data.country_code, data.international_prefix, data.national_prefix_for_parsing, data.national_prefix_transform_rule,
        general.national_number_pattern, tuple(general.possible_length), tuple(general.possible_length_local_only),
    )  # fmt: skip


def _superset(region: str) -> str:
    code = country_code_for_region(region)
    main = region_code_for_country_code(code)
    abroad = f"(?:{_metadata(region).international_prefix or '[^0-9]'})[0-9]*"
    prefixes = [_prefix(one) for one in dict.fromkeys((region, main))]
    if None in prefixes:
        return "[0-9]*"
    before = "".join(f"(?:{prefix})?" for prefix in prefixes)
    return f"(?:{abroad}|(?:{code})?{before}{before}(?:{'|'.join(_valid(code))}))"


def _prefix(region: str) -> str | None:
    """What may stand before a number within the country; None if the library may rewrite the number into another."""
    data: Any = _metadata(region)
    rule = data.national_prefix_transform_rule
    if rule and not _SUFFIX_RULE.fullmatch(rule):
        return None
    return "[0-9]*" if rule else data.national_prefix_for_parsing or ""


def _valid(code: int) -> list[str]:
    """Patterns of every kind of number in every region of the country code."""
    found: dict[str, None] = {}
    for region in region_codes_for_country_code(code):
        data: Any = _metadata(region)
        for kind in _TYPES:
            described = getattr(data, kind)
            if described is not None and described.national_number_pattern:
                found[f"(?:{described.national_number_pattern})"] = None
    return list(found)


def _metadata(region: str) -> Any:
    metadata: Any = PhoneMetadata.metadata_for_region
    return metadata(region)
