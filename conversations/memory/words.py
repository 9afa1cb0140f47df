"""Words of a text for searching: folded, without the small words, compounds taken apart by the glossary."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from conversations.memory import glossary

CONFIGS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "no", "fi", "hu"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LINKS = ("", "s", "es", "n", "en", "er", "e", "-")
_SHORTEST_PART = 4
_LONGEST_COMPOUND = 100

# The commonest words of the languages we draft in: they say nothing about what a passage is about.
_SMALL = frozenset((Path(__file__).parent / "data" / "small_words.txt").read_text(encoding="utf-8").split())


def fold(text: str) -> str:
    """Lower case, composed, straight apostrophes."""
    return unicodedata.normalize("NFC", text).replace("’", "'").replace("İ", "i").lower()


def plain(word: str) -> str:
    """Without accents: people leave them out when they type in a hurry. German ß becomes ss."""
    decomposed = unicodedata.normalize("NFKD", word.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """All words of ``text``, folded; an elided article (l', d', qu') is cut off."""
    return [word.rsplit("'", 1)[-1] if "'" in word[:4] else word for word in _WORD.findall(fold(text))]


def telling(text: str) -> list[str]:
    """The words that say what it is about, each once, in order; all of them when only small words are there."""
    every = list(dict.fromkeys(tokens(text)))
    return [word for word in every if word not in _SMALL and (len(word) > 1 or not word.isascii())] or every


def config(language: str) -> str:
    """Name of PostgreSQL's text search configuration for a language; "simple" where there is none."""
    return CONFIGS.get(language, "simple")


def parts(word: str) -> list[str]:
    """The known words a compound is made of ("rücksendeetikett" gives rücksende, etikett); empty when it is none, as no endless word is."""
    if not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_COMPOUND:
        return []
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        tail = word[cut:]
        if not glossary.concepts(tail):
            continue
        head = _head(word[:cut])
        if head:
            return [head, tail]
    return []


def _head(text: str) -> str:
    for link in _LINKS:
        stem = text.removesuffix(link) if link else text
        if len(stem) >= _SHORTEST_PART - 1 and (not link or text.endswith(link)) and glossary.concepts(stem):
            return stem
    return ""
