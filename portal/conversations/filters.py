"""What narrows the list. It stands in the address, so a filtered list can be kept and shared; a word that is not known counts as none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from connectors.models import Channel
from conversations import tags
from conversations.models import Conversation
from review.pages.tagged import with_asked
from review.templatetags.desk import language_name

Choice = tuple[str, str]
# Every language that ``kit.language`` can name; written out, because that module brings its models and this one is read by every web process.
LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka",
    "ko", "lt", "lv", "nb", "nl", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
URGENCIES = (("high", "High"), ("normal", "Normal"), ("low", "Low"))


def languages() -> list[Choice]:
    return sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda one: one[1])


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice: ``value`` is "" for all."""

    name: str
    label: str
    choices: list[Choice]
    value: str


class Filters:
    """``channels`` and ``known`` tags are the workspace's. A tag in the address may be one that nobody carries any more."""

    def __init__(self, given: Mapping[str, str], channels: list[Channel], known: list[str]) -> None:
        all_choices: list[tuple[str, str, list[Choice]]] = [
            ("status", "Status", [(value, str(label)) for value, label in Conversation.Status.choices]),
            ("channel", "Channel", [(channel.id.hex, channel.name) for channel in channels]),
            ("language", "Language", languages()),
            ("urgency", "Urgency", list(URGENCIES)),
            ("tag", "Tag", [(one, one) for one in with_asked(known, given.get("tag", ""))]),
        ]
        self.all = [Filter(name, label, choices, _known(given.get(name, ""), choices)) for name, label, choices in all_choices]

    @property
    def chosen(self) -> dict[str, str]:
        return {one.name: one.value for one in self.all if one.value}

    def narrow(self, rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
        fields: dict[str, Any] = dict(self.chosen)
        if "channel" in fields:
            fields["channel"] = UUID(fields["channel"])
        tag = fields.pop("tag", "")
        return rows.filter(tags.carries(tag) if tag else Q(), **fields)

    def query(self, **more: str) -> str:
        """The query of an address that keeps the filters."""
        return urlencode({**self.chosen, **more})


def _known(value: str, choices: list[Choice]) -> str:
    return value if any(value == known for known, _ in choices) else ""
