"""Which writing system a text is in: enough, by itself, to name the language where a script serves only one."""

from __future__ import annotations

import re

import numpy as np

# (first code point, script); a block ends where the next begins. "" holds what belongs to no script of ours.
_BLOCKS: tuple[tuple[int, str], ...] = (
    (0x0000, ""), (0x0041, "latin"), (0x005B, ""), (0x0061, "latin"), (0x007B, ""), (0x00C0, "latin"), (0x00D7, ""), (0x00D8, "latin"),
    (0x00F7, ""), (0x00F8, "latin"), (0x0250, ""), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"), (0x0590, "hebrew"),
    (0x0600, "arabic"), (0x0700, ""), (0x0750, "arabic"), (0x0780, ""), (0x0900, "devanagari"), (0x0980, "bengali"), (0x0A00, "gurmukhi"),
    (0x0A80, "gujarati"), (0x0B00, ""), (0x0B80, "tamil"), (0x0C00, "telugu"), (0x0C80, ""), (0x0E00, "thai"), (0x0E80, ""),
    (0x10A0, "georgian"), (0x1100, "hangul"), (0x1200, ""), (0x1E00, "latin"), (0x1F00, "greek"), (0x2000, ""), (0x3040, "kana"),
    (0x3100, ""), (0x3130, "hangul"), (0x3190, ""), (0x31F0, "kana"), (0x3200, ""), (0x3400, "han"), (0xA000, ""), (0xAC00, "hangul"),
    (0xD7B0, ""), (0xF900, "han"), (0xFB00, ""), (0xFB50, "arabic"), (0xFE00, ""), (0xFE70, "arabic"), (0xFF00, ""), (0xFF66, "kana"),
    (0xFFA0, ""),
)  # fmt: skip
_STARTS = np.array([start for start, _ in _BLOCKS], dtype=np.uint32)
_NAMES = sorted({name for _, name in _BLOCKS})
_IDS = np.array([_NAMES.index(name) for _, name in _BLOCKS], dtype=np.intp)
_SINGLE = {
    "greek": "el", "armenian": "hy", "hebrew": "he", "devanagari": "hi", "bengali": "bn", "gurmukhi": "pa", "gujarati": "gu",
    "tamil": "ta", "telugu": "te", "thai": "th", "georgian": "ka", "hangul": "ko",
}  # fmt: skip
_PERSIAN = re.compile("[پچژگکی]")
_URDU = re.compile("[ٹڈڑںے]")
_SHINJITAI = re.compile("[込届働円気対応発売読広図黒様歩沢渋焼変単戻辺浜駅扱払]")


def counts(text: str) -> dict[str, int]:
    """Letters per script, e.g. {"latin": 14, "cyrillic": 31}; digits, signs and unknown blocks are left out."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    tally = np.bincount(_IDS[np.searchsorted(_STARTS, codes, side="right") - 1], minlength=len(_NAMES))
    return {name: int(tally[index]) for index, name in enumerate(_NAMES) if name and tally[index]}


def leading(found: dict[str, int]) -> str:
    """The script that carries the sentence: brand names are Latin everywhere, so Latin letters weigh a third, ideographs double."""
    east = {"kana": 2.0, "han": 2.0, "hangul": 2.0, "latin": 0.34}
    return max(found, key=lambda name: found[name] * east.get(name, 1.0), default="")


def language_of(script: str, found: dict[str, int], text: str) -> str:
    """ISO 639-1 code where the script settles it, "" where a model must (Latin, Cyrillic)."""
    if script in _SINGLE:
        return _SINGLE[script]
    if script in ("han", "kana"):
        return "ja" if found.get("kana") or _SHINJITAI.search(text) else "zh"
    if script == "arabic":
        return "ur" if _URDU.search(text) else "fa" if _PERSIAN.search(text) else "ar"
    return ""
