"""Tables with text or bytes that hold nothing about people outside, each with its reason. All others have an eraser (audit/erasers.py)."""

from __future__ import annotations

STAFF = "about members of the workspace, who are not erased by a request of a customer"
SET_UP = "set up by members: names, rules, prompts, addresses of our own"
IDS = "ids, codes, counts, digests and times only"
LEDGER = "the ledger: ids, codes and commitments; free text is refused when it is written"

IMPERSONAL = {
    "accounts_apitoken": STAFF, "accounts_membership": STAFF, "accounts_user": STAFF, "accounts_workspace": SET_UP,
    "agents_agent": SET_UP, "agents_agentversion": SET_UP, "agents_replayrun": IDS, "agents_replayset": SET_UP,
    "audit_anchorstate": "the state of places outside that keep checkpoints", "audit_anchoring": "what anchors gave back about checkpoints",
    "audit_checkpoint": LEDGER, "audit_content": "erased by audit.erasing, with its keys", "audit_datakey": IDS, "audit_entry": LEDGER,
    "audit_epoch": LEDGER, "audit_node": LEDGER, "audit_purgedcontent": IDS, "audit_redactedcontent": IDS, "audit_seal": LEDGER, "audit_sealerstate": "processes of ours",
    "audit_signingkey": "keys that sign checkpoints", "audit_verification": IDS, "audit_wrappedkey": "erased by audit.erasing",
    "connectors_channel": SET_UP, "connectors_credential": "secrets of channels and tools, encrypted", "connectors_tool": SET_UP, "connectors_mailboxstate": "the state of our own mailboxes",
    "conversations_chunk": "documents of the workspace", "conversations_document": "documents of the workspace",
    "derived.conversations_chunk_index": "documents of the workspace", "conversations_handoff": IDS, "conversations_statuschange": IDS,
    "conversations_accessexport": IDS, "conversations_erasurerequest": "a keyed hash until the request ends; afterwards counts and ids of members",
    "conversations_legalhold": "the reason is content without a person, written by members", "conversations_retentionrule": SET_UP, "conversations_purgeprogress": "counts of what a purge took",
    "kit_domainevent": IDS, "kit_idempotencykey": "answers hold ids, states, digests and what members set up", "kit_job": "sentences of ours",
    "policies_policy": SET_UP, "policies_policyrule": SET_UP, "policies_policyversion": SET_UP, "policies_priceentry": SET_UP,
    "policies_recogniser": "set up by members: shapes, words and made-up samples", "policies_redactionfigures": "counts by type",
    "policies_redactionrule": SET_UP, "policies_ratelimit": SET_UP, "policies_rulingrecord": "ids and codes of rules, names of facts; the facts are content",
    "policies_backtest": IDS, "policies_shadow": IDS, "policies_shadowruling": "ids and codes of rules; the facts are content",
    "policies_activationrequest": "codes and a digest; about members", "policies_rulingoutcome": IDS, "policies_cost": "opaque ids, counts, amounts, names of models and tools",
    "portal_spendpart": IDS, "portal_spendturn": IDS, "portal_spendusual": IDS,
    "policies_limit": SET_UP, "policies_reservation": "opaque ids and a model, gone within minutes", "policies_exchangerate": SET_UP,
    "portal_oversightreport": "counts, and ids of members", "portal_statement": "said by members about the processing: purposes, who is responsible, regions",
    "review_decision": IDS, "review_label": IDS, "review_queue": SET_UP,
    "review_stop": "ids, and the name of a tool; the reason is content", "review_triagechange": "ids, codes, names of tags and queues; the reason is content",
    "review_reveal": "ids, codes, places and a hash under a key that dies with the conversation; the note is content",
}  # fmt: skip
