"""What changes to channels and tools write on the ledger: names of settings, never their values."""

from __future__ import annotations

from audit import events


def register() -> None:
    events.register_all(
        {
            "channel.created": events.event("Channel created", {"kind": events.CODE}, required=("kind",)),
            "channel.changed": events.event("Channel changed", {"settings": events.CODES}, required=("settings",)),
            "channel.secret_set": events.event("Secret of a channel set", {"secret": events.CODE}, required=("secret",)),
            "channel.secret_removed": events.event("Secret of a channel removed", {"secret": events.CODE}, required=("secret",)),
            "channel.switched_on": events.event("Channel switched on"),
            "channel.switched_off": events.event("Channel switched off"),
            "tool.created": events.event("Tool created", {"adapter": events.CODE, "kind": events.CODE}, required=("adapter", "kind")),
            "tool.changed": events.event("Tool changed", {"settings": events.CODES}, required=("settings",)),
            "tool.secret_set": events.event("Secret of a tool set", {"secret": events.CODE}, required=("secret",)),
            "tool.secret_removed": events.event("Secret of a tool removed", {"secret": events.CODE}, required=("secret",)),
            "tool.switched_on": events.event("Tool switched on"),
            "tool.switched_off": events.event("Tool switched off"),
        }
    )
