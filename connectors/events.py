"""What changes to channels write on the ledger: names of settings, never their values."""

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
        }
    )
