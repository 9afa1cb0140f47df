from __future__ import annotations

from django.apps import AppConfig

from audit import events


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        events.register_all(
            {
                "audit.epoch.opened": events.event("Epoch opened", {"epoch": events.COUNT, "system_identifier": events.CODE}),
                "audit.key.destroyed": events.event("Key destroyed", {"keys": events.IDS, "reason": events.CODE}),
                "audit.content.purged": events.event("Content purged", {"count": events.COUNT, "reason": events.CODE}),
                "audit.verification.finished": events.event(
                    "Ledger verified", {"ok": events.FLAG, "entries": events.COUNT, "kind": events.CODE, "last_seq": events.COUNT}
                ),
            }
        )
