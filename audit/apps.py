from __future__ import annotations

from django.apps import AppConfig

from audit import events


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from audit import redacting  # its tables are known only now

        events.register_all(redacting.EVENTS)
        events.register_all(
            {
                "audit.epoch.opened": events.event("Epoch opened", {"epoch": events.COUNT, "system_identifier": events.CODE}),
                "audit.signing_key.created": events.event(
                    "Signing key made", {"number": events.COUNT, "name": events.CODE, "public_key": events.DIGEST}
                ),
                "audit.signing_key.retired": events.event("Signing key retired", {"number": events.COUNT, "public_key": events.DIGEST}),
                "audit.key.destroyed": events.event("Key destroyed", {"keys": events.IDS, "reason": events.CODE}, purges=True),
                "audit.keys.rewrapped": events.event(
                    "Keys wrapped anew", {"data_keys": events.COUNT, "signing_keys": events.COUNT, "master": events.CODE}
                ),
                "audit.content.purged": events.event("Content purged", {"count": events.COUNT, "reason": events.CODE}, purges=True),
                "audit.bundle.exported": events.event(
                    "Evidence exported",
                    {"bundle": events.ID, "kind": events.CODE, "about": events.ID, "since": events.INSTANT, "until": events.INSTANT,
                     "entries": events.COUNT, "contents": events.COUNT, "erased": events.COUNT,
                     "entries_digest": events.DIGEST, "contents_digest": events.DIGEST},
                    required=("bundle", "kind", "entries_digest", "contents_digest"),
                ),
                "audit.mass_export": events.event(
                    "Alarm: much was exported within an hour", {"exports": events.COUNT, "contents": events.COUNT, "by": events.ID},
                    required=("exports", "contents"),
                ),
                "audit.verification.finished": events.event(
                    "Ledger verified", {"ok": events.FLAG, "entries": events.COUNT, "kind": events.CODE, "last_seq": events.COUNT}
                ),
            }
        )  # fmt: skip
