"""The sample workspace's content is what its manifest says, made by its own script, and holds nothing of the real world."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Role
from policies.engine import RuleSource, compile_rules, evaluate
from policies.facts import ActionFacts
from portal.loading import source
from portal.sample import files, make_mailbox, mime
from tests.portal.sample_mail import (
    DOCUMENTS,
    MAILBOX,
    SAMPLE,
    card_numbers,
    entries,
    hosts,
    ibans,
    is_iban,
    manifest,
    parsed,
    passes_luhn,
    raw,
    texts,
)

ALLOWED = (".example", ".test", ".internal")


def workspace() -> dict[str, Any]:
    return dict(json.loads((SAMPLE / "workspace.json").read_text(encoding="utf-8")))


def compiled(policy: dict[str, Any]) -> Any:
    return compile_rules(
        RuleSource(
            str(r["order"]), r["name"], r["when"], r["effect"], r.get("queue", ""), r["reason_code"], r.get("obligations", []), r["order"]
        )
        for r in policy["rules"]
    )


def test_the_script_writes_exactly_the_committed_files() -> None:
    made = make_mailbox.made()
    assert {path.name for path in MAILBOX.glob("*.eml")} == {name for name in made if name.endswith(".eml")}
    assert [name for name, data in made.items() if (MAILBOX / name).read_bytes() != data] == []


def test_the_mailbox_is_large_and_many_sided() -> None:
    assert len(entries()) >= 70
    assert len({entry["thread"] for entry in entries()}) >= 36
    assert {"en", "de", "fr", "es", "it", "nl", "ar", "ja", "tr"} <= {entry["language"] for entry in entries()}
    assert len({entry["sender"] for entry in entries() if entry["expected"] == "new"}) >= 25


def test_every_file_is_in_the_manifest_and_in_order_of_arrival() -> None:
    assert [entry["order"] for entry in entries()] == list(range(1, len(entries()) + 1))
    moments = [datetime.fromisoformat(entry["arrived"]) for entry in entries()]
    assert moments == sorted(moments)
    assert {entry["file"] for entry in entries()} == {path.name for path in MAILBOX.glob("*.eml")}
    assert all(entry["file"].startswith(f"{entry['order']:03d}-") for entry in entries())


def test_every_feature_is_explained_and_used() -> None:
    used = {feature for entry in entries() for feature in entry["features"]}
    assert used == set(manifest()["features"])


def test_the_manifest_names_the_sender_and_the_subject_that_the_mail_has() -> None:
    for entry in entries():
        if entry["expected"] == "quarantined":
            continue
        message = parsed(entry)
        assert message["From"].addresses[0].addr_spec == entry["sender"], entry["file"]
        assert message["From"].addresses[0].display_name == entry["sender_name"], entry["file"]
        assert str(message["Subject"] or "") == entry["subject"], entry["file"]


def test_the_charsets_really_differ_on_disk() -> None:
    assert any("発送".encode("iso-2022-jp")[3:-3] in raw(entry) for entry in entries("iso-2022-jp"))
    assert any("ü".encode("latin-1") in raw(entry) and not valid_utf8(raw(entry)) for entry in entries("iso-8859-1"))
    assert any(b"=85" in raw(entry) for entry in entries("windows-1252")), "an ellipsis in quoted-printable"
    assert any(b"\x80" in raw(entry) for entry in entries("windows-1252")), "the euro sign stands where latin-1 has none"


def valid_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_the_mislabelled_mail_says_latin_1_and_is_utf_8() -> None:
    (entry,) = entries("mislabelled-charset")
    assert b'charset="iso-8859-1"' in raw(entry)
    assert "réinitialisé".encode() in raw(entry)


def test_all_transfer_encodings_occur() -> None:
    encodings = Counter(str(part["Content-Transfer-Encoding"] or "").lower() for entry in entries() for part in parsed(entry).walk())
    assert all(encodings[name] for name in ("7bit", "8bit", "quoted-printable", "base64"))


def test_mail_that_says_7bit_holds_no_other_bytes() -> None:
    for entry in entries():
        for part in parsed(entry).walk():
            if part["Content-Transfer-Encoding"] == "7bit":
                assert part.as_bytes().isascii(), entry["file"]


def test_lines_end_in_crlf_and_stay_within_the_limit() -> None:
    for entry in entries():
        if entry["expected"] != "quarantined":
            assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw(entry)), entry["file"]
            assert max(map(len, raw(entry).split(b"\r\n"))) <= 998, entry["file"]


def test_replies_belong_to_the_thread_they_refer_to() -> None:
    thread = {parsed(entry)["Message-ID"]: entry["thread"] for entry in entries() if entry["expected"] != "quarantined"}
    for entry in entries():
        for reference in str(parsed(entry)["References"] or "").split() if entry["expected"] != "quarantined" else ():
            assert thread.get(reference, entry["thread"]) == entry["thread"], entry["file"]


def test_a_second_delivery_has_the_same_id_and_a_resent_one_the_same_body() -> None:
    (twin,) = entries("duplicate")
    (again,) = entries("resent-same-body")
    assert sum(parsed(e)["Message-ID"] == parsed(twin)["Message-ID"] for e in entries() if e["expected"] != "quarantined") == 2
    first = next(e for e in entries() if e["thread"] == again["thread"] and e["file"] != again["file"])
    assert raw(first).partition(b"\r\n\r\n")[2] == raw(again).partition(b"\r\n\r\n")[2]
    assert parsed(first)["Message-ID"] != parsed(again)["Message-ID"]


def test_the_correction_arrives_two_minutes_after_what_it_corrects() -> None:
    (second,) = entries("overtakes")
    first = next(e for e in entries() if e["thread"] == second["thread"])
    assert (first["arrived"][11:16], second["arrived"][11:16]) == ("10:04", "10:06")


def test_machines_are_marked_and_expected_as_such() -> None:
    kinds = {entry["machine"] for entry in entries() if entry["expected"] == "machine"}
    assert kinds == {"auto-reply", "bounce", "report", "list", "own"}
    assert all(entry["machine"] for entry in entries() if entry["expected"] == "machine")


def test_card_numbers_pass_luhn_and_nothing_else_looks_like_one() -> None:
    found = {entry["file"]: card_numbers(texts(entry)) for entry in entries() if entry["expected"] != "quarantined"}
    assert all(passes_luhn(number) for numbers in found.values() for number in numbers)
    assert {file for file, numbers in found.items() if numbers} == {entry["file"] for entry in entries("card-number")}


def test_account_numbers_are_valid() -> None:
    found = {entry["file"]: ibans(texts(entry)) for entry in entries() if entry["expected"] != "quarantined"}
    assert all(is_iban(number) for numbers in found.values() for number in numbers)
    assert {file for file, numbers in found.items() if numbers} == {entry["file"] for entry in entries("iban")}


@pytest.mark.parametrize("number", ["4111 1111 1111 1112", "DE88 3704 0044 0532 0130 00"])
def test_the_checks_on_numbers_refuse_a_wrong_one(number: str) -> None:
    assert not (is_iban(number) if number[0] == "D" else passes_luhn(number))


def test_no_real_domain_is_named_anywhere() -> None:
    written = [texts(e) + raw(e).partition(b"\r\n\r\n")[0].decode("latin-1") for e in entries()]
    written += [path.read_text(encoding="utf-8") for path in [*DOCUMENTS.iterdir(), *SAMPLE.glob("*.json")]]
    assert {host for text in written for host in hosts(text) if not host.endswith(ALLOWED)} == set()


def test_the_long_letter_and_the_long_signature_are_long() -> None:
    (long,), (signed,) = entries("very-long"), entries("long-signature")
    assert len(texts(long).split()) >= 2900
    assert len(texts(signed).partition("-- \n")[2].split("\n")) >= 30


def test_attachments_are_the_files_they_claim_to_be() -> None:
    starts = {
        "image/png": b"\x89PNG\r\n\x1a\n",
        "image/jpeg": b"\xff\xd8\xff",
        "application/pdf": b"%PDF-1.4",
        "text/calendar": b"BEGIN:VCALENDAR",
    }
    seen = Counter[str]()
    for entry in entries():
        for part in parsed(entry).iter_attachments() if entry["expected"] != "quarantined" else ():
            kind = part.get_content_type()
            seen[kind] += 1
            data = part.get_payload(decode=True)
            assert not isinstance(data, bytes) or data.startswith(starts.get(kind, b"")), entry["file"]
    assert {*starts, "text/csv", "text/plain", "message/rfc822"} <= set(seen)


def test_a_stored_png_can_be_inflated_again() -> None:
    picture = files.png(3, 2, lambda x, y: (x, y, 7))
    data = picture[picture.index(b"IDAT") + 4 : picture.index(b"IEND") - 8]
    assert zlib.decompress(data) == b"\x00\x00\x00\x07\x01\x00\x07\x02\x00\x07\x00\x00\x01\x07\x01\x01\x07\x02\x01\x07"


def test_encoded_words_are_short_and_read_back() -> None:
    words = mime.encoded_words("Pantalla rota 🐈 Tern: ¿recambio? " * 4)
    assert all(len(word) <= 75 for word in words.split("\r\n "))
    assert words.count("=?utf-8?B?") > 1


def test_there_are_knowledge_documents_in_four_languages_and_three_formats() -> None:
    paths = list(DOCUMENTS.iterdir())
    assert 18 <= len(paths) <= 30
    assert Counter(path.suffix for path in paths).items() >= {".html": 2, ".txt": 2}.items()
    assert all(150 <= len(path.read_text(encoding="utf-8").split()) <= 900 for path in paths)
    assert all(path.read_text(encoding="utf-8").startswith("# ") for path in paths if path.suffix == ".md")


def test_the_newer_of_two_conflicting_documents_says_so() -> None:
    current, former = ((DOCUMENTS / name).read_text(encoding="utf-8") for name in ("returns-and-refunds.md", "returns-policy-2025.md"))
    assert "within 30 days" in current
    assert "within 14 days" in former
    assert "replaced on 1 September 2026" in former


def test_every_rule_of_the_sample_policies_compiles_and_names_a_known_queue() -> None:
    queues = {queue["key"] for queue in workspace()["queues"]}
    for policy in workspace()["policies"]:
        compiled(policy)
        assert {rule["queue"] for rule in policy["rules"] if rule.get("queue")} <= queues
    assert [policy["active"] for policy in workspace()["policies"]].count(True) == 1


KNOWN: dict[str, Any] = {
    "action": {"kind": "reply", "tool": "", "writes": False, "irreversible": False, "new_recipient": False, "recipients": [], "hosts": []},
    "signals": {"injection": 0.0, "urgency": "normal", "intent": "other", "confidence": 0.99, "calibrated": True, "grounded": 1.0},
    "arguments": {},
    "data": {"types": [], "classes": []},
    "conversation": {"channel": "email", "identity": "verified", "turns": 1, "reopened": False},
    "history": {"sent_24h": 0, "sent_7d": 0},
    "budget": {"state": "ok", "share": 0.1},
    "time": {"business_hours": True},
}


def ruled(policy: int, **changed: dict[str, Any]) -> Any:
    facts = {group: {**values, **changed.get(group, {})} for group, values in KNOWN.items()}
    return evaluate(compiled(workspace()["policies"][policy]), ActionFacts.build(facts))


@pytest.mark.parametrize(
    ("changed", "effect", "queue"),
    [
        ({}, "review", "general"),
        ({"signals": {"urgency": "high"}}, "review", "safety"),
        ({"signals": {"injection": 0.9}}, "review", "suspicious"),
        ({"signals": {"injection": 0.9}, "action": {"kind": "tool", "writes": True, "steered": True}}, "deny", ""),
        ({"signals": {"intent": "legal_privacy"}}, "review", "privacy"),
        ({"data": {"types": ["CREDIT_CARD"]}}, "review", "refunds"),
        ({"action": {"kind": "tool", "amount": 84.9, "writes": True}}, "review", "refunds"),
        ({"action": {"kind": "tool", "writes": True}, "conversation": {"identity": "none"}}, "review", "suspicious"),
        ({"action": {"hosts": ["lindgren-moss.example.evil.test"]}}, "review", "suspicious"),
        ({"action": {"hosts": ["www.lindgren-moss.example"]}}, "review", "general"),
        ({"action": {"kind": "triage", "tool": "close_spam", "writes": True}}, "review", "suspicious"),
        ({"action": {"kind": "triage", "tool": "priority", "writes": True}, "signals": {"urgency": "high", "injection": 0.9}}, "allow", ""),
    ],
)
def test_the_active_policy_sends_nothing_alone_and_finds_the_right_queue(changed: dict[str, Any], effect: str, queue: str) -> None:
    ruling = ruled(0, **changed)
    assert (ruling.effect, ruling.queue, ruling.error) == (effect, queue, "")


def test_a_large_refund_needs_two_people() -> None:
    ruling = ruled(0, action={"kind": "tool", "amount": 84.9, "writes": True})
    assert {"kind": "approvals", "count": 2} in ruling.obligations


def test_the_alternatives_allow_only_what_they_describe() -> None:
    assert ruled(1).effect == "allow"
    assert ruled(1, signals={"calibrated": False}).effect == "review"
    assert ruled(1, data={"types": ["IBAN_CODE"]}).effect == "review"
    assert ruled(2).effect == "review"
    assert ruled(2, conversation={"channel": "chat"}, time={"business_hours": False}, signals={"urgency": "low"}).effect == "allow"


def test_people_have_known_roles_and_queues_known_members() -> None:
    sample = workspace()
    assert {role for user in sample["users"] for role in user["roles"]} == set(Role.values)
    people = {user["key"] for user in sample["users"]}
    assert all(set(queue["members"]) <= people for queue in sample["queues"])
    assert [queue["key"] for queue in sample["queues"] if queue.get("is_default")] == ["general"]


def test_every_channel_has_a_known_agent_and_queue() -> None:
    sample = workspace()
    assert {channel["kind"] for channel in sample["channels"]} == {"email", "chat"}
    assert {channel["agent"] for channel in sample["channels"]} <= {agent["key"] for agent in sample["agents"]}
    assert all(len(channel["disclosure"]) <= 300 and channel["disclosure"] for channel in sample["channels"])


def test_there_are_three_short_chats() -> None:
    chats = json.loads((SAMPLE / "chat.json").read_text(encoding="utf-8"))
    assert len(chats) == 3
    assert all(1 <= len(chat["lines"]) <= 5 and all(chat["lines"]) for chat in chats)


def test_no_line_of_a_channel_promises_that_a_person_has_looked() -> None:
    """Whether one does is decided by the active policy, not by the channel."""
    lines = []
    for channel in source.written()["channels"]:
        texts = [channel, *channel.get("translations", {}).values()]
        lines += [line for text in texts for name, line in text.items() if name in ("disclosure", "footer", "opt_out")]
    assert len(lines) > 8
    assert [line for line in lines if re.search(r"checked|reviewed|geprüft|vérifi|revis", line, re.IGNORECASE)] == []
