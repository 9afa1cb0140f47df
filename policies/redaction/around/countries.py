"""Which countries a text speaks from: prefixes of phone numbers from abroad, and the endings of addresses and links."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

_REGIONS: Final = {
    "AE": "emirates", "AR": "argentina", "AT": "austria", "AU": "australia", "BE": "belgium", "BG": "bulgaria", "BR": "brazil", "BY": "belarus", "CA": "canada", "CH": "switzerland", "CL": "chile",
    "CN": "china", "CO": "colombia", "CZ": "czechia", "DE": "germany", "DK": "denmark", "DO": "dominican", "EC": "ecuador", "EE": "estonia", "EG": "egypt", "ES": "spain",
    "FI": "finland", "FR": "france", "GB": "uk", "GR": "greece", "GT": "guatemala", "HK": "hong_kong", "HR": "croatia", "HU": "hungary", "ID": "indonesia", "IE": "ireland",
    "IL": "israel", "IN": "india", "IR": "iran", "IS": "iceland", "IT": "italy", "JP": "japan", "KE": "kenya", "KR": "korea", "KZ": "kazakhstan", "LT": "lithuania",
    "LU": "luxembourg", "LV": "latvia", "MA": "morocco", "MD": "moldova", "ME": "montenegro", "MK": "macedonia", "MX": "mexico", "MY": "malaysia", "NG": "nigeria", "NL": "netherlands", "NO": "norway", "NZ": "new_zealand", "PE": "peru",
    "PH": "philippines", "PK": "pakistan", "PL": "poland", "PT": "portugal", "PY": "paraguay", "RO": "romania", "RS": "serbia", "RU": "russia", "SA": "saudi", "SE": "sweden",
    "SG": "singapore", "SI": "slovenia", "SK": "slovakia", "SV": "salvador", "TH": "thai", "TR": "turkey", "TW": "taiwan", "UA": "ukraine", "US": "us", "UY": "uruguay",
    "VE": "venezuela", "VN": "vietnam", "ZA": "south_africa",
}  # fmt: skip
"""The library's names of countries, by their two letters."""
_ABROAD: Final = re.compile(r"(?<![\w+.-])(?:\+|00(?=[1-9]\d[ ./-]))\(?([1-9]\d{0,2})")
_ENDING: Final = re.compile(r"(?:@|://|www\.)[\w.-]{1,80}\.([a-z]{2})(?![\w.-]{0,80}\w)", re.IGNORECASE)
_SPOKEN: Final = frozenset(("CO", "ID", "IS"))
"""Endings that firms elsewhere like, too."""
_LONGEST: Final = 3


def countries(text: str) -> frozenset[str]:
    """By the library's names."""
    found = {region for code in _ABROAD.findall(text) for region in _dialled(code)} if "+" in text or "00" in text else set()
    if "." in text:
        found |= {region for ending in _ENDING.findall(text) if (region := ending.upper().replace("UK", "GB")) not in _SPOKEN}
    return frozenset(_REGIONS[region] for region in found if region in _REGIONS)


@cache
def _dialled(digits: str) -> tuple[str, ...]:
    """Regions of the code that the digits begin with; two of North America's."""
    for size in range(_LONGEST, 0, -1):
        if len(digits) >= size and int(digits[:size]) in COUNTRY_CODE_TO_REGION_CODE:
            regions = COUNTRY_CODE_TO_REGION_CODE[int(digits[:size])]
            return tuple(region for region in regions if region in ("US", "CA")) if digits[:size] == "1" else tuple(regions[:1])
    return ()
