"""A version as a YAML file and back: a file is a pack, and what comes in is a draft like any other."""

from __future__ import annotations

import re

from accounts.models import User
from policies import actions, packs
from policies.actions import sources_of
from policies.models import Policy, PolicyVersion
from policies.packs import Pack


def export(version: PolicyVersion) -> str:
    return packs.dump(Pack(version.policy.name, version.number, version.note, tuple(sources_of(version))))


def file_name(version: PolicyVersion) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", version.policy.name.lower()).strip("-") or "policy"
    return f"{name}-v{version.number}.yaml"


def bring_in(policy: Policy, text: str, *, acting_user: User | None, source: str = "The file") -> PolicyVersion:
    """A draft with the rules of the file. Raises InvalidInput or ConditionError; then nothing is stored."""
    pack = packs.parse(text, source, closed=True)
    note = f"Imported: {pack.name} v{pack.version}"[:200] if pack.name else "Imported"
    return actions.create_draft(policy, acting_user=acting_user, rules=pack.rules, note=note)


def from_pack(policy: Policy, name: str, *, acting_user: User | None) -> PolicyVersion:
    """A draft with the rules of a shipped pack. Raises NotFound with the names there are."""
    pack = packs.load(name)
    return actions.create_draft(policy, acting_user=acting_user, rules=pack.rules, note=f"From the pack {pack.name} v{pack.version}")
