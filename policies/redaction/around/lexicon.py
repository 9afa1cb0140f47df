"""Which words of many lists stand in a short text, and where: read once for all lists, so that a text full of numbers costs no more a number than one with a single one."""

from __future__ import annotations

import re
from typing import Final

Words = tuple[str, ...]
"""In lower case. A list lives as long as the program, since it is known by its identity."""
_ENDINGS: Final = ("nr", "no", "num", "nummer", "number", "nº", "s")
"""What is glued to a short name: bsnnr, npinumber."""
_TOKEN: Final = re.compile(rf"(?<![^\W_])([^\W_]{{1,2}}?)(?:{'|'.join(_ENDINGS)})?(?![^\W_])")
"""One of one or two letters."""
_ALIKE: Final = str.maketrans("’ı", "'i")
_HEAD: Final = 3
"""Letters by which words are looked up."""
_SHORT: Final = 4
_WHOLE: Final = frozenset(
    (
        "perso",
        "plate",
        "placa",
        "plaka",
        "targa",
        "skilt",
        "konto",
        "compte",
        "cuenta",
        "conta",
        "conto",
        "mašina",
        "coche",
        "carro",
        "truck",
        "lorry",
        "macchina",
    )
)
"""Longer ones that begin too many other words."""
_NO_BLANKS: Final = "\u0590"
"""Where the scripts begin that set none between words, or glue articles to them."""


class Lexicon:
    """All words of the lists that anybody has asked for."""

    def __init__(self) -> None:
        self._lists: dict[int, tuple[Words, frozenset[str]]] = {}
        self._heads: dict[str, list[tuple[str, bool]]] = {}
        self._tokens: set[str] = set()
        self._signs: set[str] = set()
        self._known: set[str] = set()

    @property
    def size(self) -> int:
        """How many words it knows: what was read with fewer may lack some."""
        return len(self._known)

    def known(self, words: Words) -> frozenset[str]:
        """The list as a set, with blanks for hyphens; what is new in it is looked for from now on."""
        if id(words) not in self._lists:
            plain = frozenset(map(unhyphened, words))
            for word in plain - self._known:
                self._learn(word)
            self._lists[id(words)] = words, plain  # last, so that whoever finds it there finds its words too
        return self._lists[id(words)][1]

    def _learn(self, word: str) -> None:
        whole = _is_whole(word)
        if len(word) >= _HEAD:
            self._heads.setdefault(word[:_HEAD], []).append((word, whole))
        else:
            (self._tokens if whole else self._signs).add(word)
        self._known.add(word)

    def places(self, text: str) -> dict[str, int]:
        """Where each word begins for the last time: a short one as a whole word, a longer one also as part of one; hyphens may stand for its blanks."""
        text, heads = unhyphened(text), self._heads
        found: dict[str, int] = {}
        for place in [at for at in range(len(text)) if text[at : at + _HEAD] in heads]:
            for word, whole in heads[text[place : place + _HEAD]]:
                if text.startswith(word, place) and not (whole and _is_inner(text, place, place + len(word))):
                    found[word] = place
        for token in _TOKEN.finditer(text):
            if token[1] in self._tokens:
                found[token[1]] = token.start()
        if not text.isascii():
            found.update((sign, place) for sign in self._signs if (place := text.rfind(sign)) >= 0)
        return found


def unhyphened(text: str) -> str:
    """With blanks for hyphens, the typewriter's apostrophe for the typesetter's, and i without its dot as the one with it: capitals do not tell them apart."""
    text = text.replace("-", " ") if "-" in text else text
    return text if text.isascii() else text.translate(_ALIKE)


def _is_whole(word: str) -> bool:
    """A short word must stand by itself, where the script sets blanks between words."""
    return (len(word) <= _SHORT or word in _WHOLE) and word.isalnum() and word[0] < _NO_BLANKS


def _is_inner(text: str, start: int, end: int) -> bool:
    """Letters go on before it, or behind it other than those of a word for number."""
    if text[start - 1 : start].isalnum():
        return True
    return text[end : end + 1].isalnum() and not any(
        text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum() for ending in _ENDINGS
    )


LEXICON: Final = Lexicon()
