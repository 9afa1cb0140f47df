"""Names and addresses of contacts go under the key of the contact. The change log, which had copies of the names, keeps ids."""

from typing import ClassVar

from django.db import migrations

from audit import sealing
from audit.sealed import SealedText

_NAMES = """
    SELECT t.id, t.plain_name, t.workspace_id, t.id FROM conversations_contact t
     WHERE t.plain_name <> '' AND t.id > %s ORDER BY t.id LIMIT %s
"""
_ADDRESSES = """
    SELECT t.id, t.plain_address, t.workspace_id, t.contact_id FROM conversations_contactaddress t WHERE t.id > %s ORDER BY t.id LIMIT %s
"""
_CHANGE_LOG = """
    UPDATE auditlog_logentry l SET object_repr = l.object_pk FROM django_content_type c
     WHERE c.id = l.content_type_id AND c.app_label = 'conversations' AND c.model = 'contact' AND l.object_repr <> l.object_pk
"""


class Migration(migrations.Migration):
    atomic = False
    """Batches are committed one by one; killed, it is run again."""

    dependencies: ClassVar = [
        ("audit", "0006_redacted_content"),
        ("auditlog", "0007_object_pk_type"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("conversations", "0007_sorted"),
    ]

    operations: ClassVar = [
        sealing.seal_column(
            "contact", "name", SealedText(), "varchar(200)", table="conversations_contact", source=_NAMES, found=sealing.own_keys
        ),
        sealing.seal_column(
            "contactaddress",
            "address",
            SealedText(gone="[erased]"),
            "varchar(320)",
            table="conversations_contactaddress",
            source=_ADDRESSES,
            found=sealing.own_keys,
        ),  # fmt: skip
        migrations.RunSQL(_CHANGE_LOG, migrations.RunSQL.noop),
    ]
