"""Which regions could accept the digits of a phone number at all: one scan instead of one parse per region.

For each region a pattern over plain digits that matches at least every number the library accepts there (prefix for dialling abroad and
anything; or country code, national prefix, valid number). Digits it does not match need no parse. Regions that parse alike are one group.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import re2
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.phonemetadata import PhoneMetadata
from phonenumbers.phonenumberutil import country_code_for_region, region_code_for_country_code, region_codes_for_country_code

Group = tuple[str, ...]
_PLAIN: Final = re.compile(r"[\d\s().\-/–—－．（）\[\]]*")
"""Characters that are left out when digits are compared; with any other (plus, extension, letters) nothing is ruled out."""
_NOT_DIGITS: Final = re.compile(r"\D+")
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
        for group in self.groups:
            self._set.Add(_superset(group[0]))
        self._abroad = [re.compile(_metadata(group[0]).international_prefix or "[^0-9]") for group in self.groups]
        for prefix in self._abroad:
            self._set.Add(f"(?:{prefix.pattern})[0-9]*")
        self._set.Compile()

    def candidates(self, piece: str) -> list[Group]:
        """Groups of regions that may accept the piece, in order."""
        if not _PLAIN.fullmatch(piece):
            return self.groups
        digits = _NOT_DIGITS.sub("", piece)
        if not digits.isascii():
            digits = "".join(str(unicodedata.decimal(digit)) for digit in digits)
        rows = self._set.Match(digits)
        if not rows:
            return []
        inland = {row for row in rows if row < len(self.groups)}
        abroad = {row - len(self.groups) for row in rows if row >= len(self.groups)}
        reached: dict[int, bool] = {}
        return [self.groups[row] for row in sorted(inland | {row for row in abroad if self._leads_abroad(row, digits, reached)})]

    def _leads_abroad(self, row: int, digits: str, reached: dict[int, bool]) -> bool:
        """``reached``: whether digits from a place on can be of any country; most prefixes end at the same place."""
        prefix = self._abroad[row].match(digits)
        if prefix is None:
            return True
        if prefix.end() not in reached:
            reached[prefix.end()] = _anywhere().fullmatch(digits, prefix.end()) is not None
        return reached[prefix.end()]


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
    """Digits as dialled within the country, with its own code before them or not."""
    code = country_code_for_region(region)
    valid = f"(?:{'|'.join(_valid(code))})"
    prefixes = [_prefix(one) for one in dict.fromkeys((region, region_code_for_country_code(code)))]
    before = "".join(f"(?:{prefix})?" for prefix, rewrites in prefixes if not rewrites)
    rewritten = "".join(f"|(?:{prefix})[0-9]*" for prefix, rewrites in prefixes if rewrites)
    return f"(?:{code})?(?:{before}{before}{valid}{rewritten})"


def _prefix(region: str) -> tuple[str, bool]:
    """(what may stand before a number within the country, whether the library makes another number of what follows it)."""
    data: Any = _metadata(region)
    return data.national_prefix_for_parsing or "", bool(data.national_prefix_transform_rule)


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


@cache
def _anywhere() -> Any:
    """A valid number of any country with its code."""
    options = re2.Options()
    options.max_mem, options.log_errors, options.never_capture = _MEMORY, False, True
    numbers = [
        f"{code}(?:{'[0-9]*' if '001' in regions else _superset(regions[0])})" for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
    ]
    return re2.compile("|".join(numbers), options=options)


def _metadata(region: str) -> Any:
    metadata: Any = PhoneMetadata.metadata_for_region
    return metadata(region)
