"""A question as search terms: each of its words with the stems, parts and translations under which a passage may hold it."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.memory import glossary, words

MOST_TERMS = 24
_PREFIX_FROM = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """Three parallel lists: number of the question's word, text search configuration, quoted word (maybe a prefix).

    ``spoken`` is the language of the question, ``native`` whether any document is in it.
    """

    terms: list[int]
    configs: list[str]
    words: list[str]
    spoken: str
    native: bool


def build(text: str, spoken: str, languages: set[str], configs: set[str]) -> Asked:
    """``languages`` and ``configs`` are those of the documents that can be found."""
    rows: list[tuple[int, str, str]] = []
    for number, word in enumerate(_chosen(text)):
        rows.extend((number, config, form) for config, form in sorted(_forms(word, spoken, languages, configs)))
    return Asked([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], spoken, spoken in languages)


def _chosen(text: str) -> list[str]:
    """A long letter asks with its longer words; where one word is enough, nothing is cut."""
    told = words.telling(text)
    if len(told) <= MOST_TERMS:
        return told
    keep = set(sorted(told, key=lambda word: (bool(glossary.concepts(word)), any(c.isdigit() for c in word), len(word)))[-MOST_TERMS:])
    return [word for word in told if word in keep]


def _forms(word: str, spoken: str, languages: set[str], configs: set[str]) -> set[tuple[str, str]]:
    forms = {(config, _quoted(word)) for config in configs} | {("simple", _quoted(word))}
    if len(word) >= _PREFIX_FROM and word.isalpha() and (words.config(spoken) == "simple" or spoken in words.COMPOUNDING):
        forms.add(("simple", _quoted(word[: max(_PREFIX_FROM - 1, len(word) - 2)]) + ":*"))
    parts = words.parts(word) if spoken in words.COMPOUNDING else []
    for part in parts:
        forms |= {("simple", _quoted(part))} | {(config, _quoted(part)) for config in configs}
    concepts = glossary.concepts(word) or tuple(concept for part in parts for concept in glossary.concepts(part))
    return forms | _translated(concepts, languages)


def _translated(concepts: tuple[int, ...], languages: set[str]) -> set[tuple[str, str]]:
    """Glossary words are often stems: long ones also match as prefixes."""
    forms: set[tuple[str, str]] = set()
    for concept in concepts:
        for language in languages:
            for word in glossary.translations(concept, language):
                forms.add((words.config(language), _quoted(word)))
                if words.config(language) == "simple" and len(word) >= 4:
                    forms.add(("simple", _quoted(word) + ":*"))
    return forms


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "''") + "'"
