"""Signed notes (C2SP): who signed is found by name and key id, on whichever line; whoever else signed is left aside."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import notes
from audit.bundle import verify

WORKSPACE = UUID("0190f3a0-7c1e-7b1a-8c55-0f2f6c1d2e3f")
LEDGER = "countersign.local"


def made(name: str, seed: int) -> tuple[notes.VerifierKey, Ed25519PrivateKey]:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return notes.VerifierKey(name, private.public_key().public_bytes_raw()), private


OURS, WITNESS, NAMESAKE = made(f"{LEDGER}/key-1", 1), made("witness.example/w", 2), made(f"{LEDGER}/key-1", 3)
TEXT = notes.Statement(LEDGER, WORKSPACE, 5, bytes(range(32))).text


def line(signed: tuple[notes.VerifierKey, Ed25519PrivateKey], text: str = TEXT) -> str:
    return notes.signed(text, *signed).removeprefix(text + "\n")


STRANGE = "\u2014 other.example AAAAAAAA\n"
SHORT = "\u2014 other.example AAAA\n"
BY_US = {
    "alone": line(OURS),
    "before a witness": line(OURS) + line(WITNESS),
    "after a witness": line(WITNESS) + line(OURS),
    "after a namesake": line(NAMESAKE) + line(OURS),
    "among others": STRANGE + line(OURS) + SHORT,
    "twice": line(OURS) + line(OURS),
}
NOT_BY_US = {
    "nobody": "",
    "a witness": line(WITNESS),
    "a namesake": line(NAMESAKE),
    "ours, of another text": line(OURS, TEXT.replace("\n5\n", "\n6\n")),
    "once right and once wrong": line(OURS) + line(OURS, TEXT.replace("\n5\n", "\n6\n")),
    "a hyphen for the dash": line(OURS).replace("\u2014", "-"),
    "a carriage return": line(OURS).replace("\n", "\r\n"),
    "cut": line(OURS)[:60] + "\n",
}


@pytest.mark.parametrize("signatures", BY_US.values(), ids=BY_US)
def test_our_signature_is_found_wherever_it_stands(signatures: str) -> None:
    note = f"{TEXT}\n{signatures}"
    assert notes.signature_fault(note, OURS[0]) == ""
    assert OURS[0].name in notes.signers(note)
    assert notes.read(note).size == 5
    assert verify.open_note(note.encode(), {OURS[0].name: OURS[0].public}) == (TEXT, OURS[0].name)


@pytest.mark.parametrize("signatures", NOT_BY_US.values(), ids=NOT_BY_US)
def test_nobody_elses_signature_and_no_wrong_one_of_ours_is_taken_for_it(signatures: str) -> None:
    note = f"{TEXT}\n{signatures}"
    assert notes.signature_fault(note, OURS[0]) != ""
    with pytest.raises((verify.Misfit, ValueError)):
        verify.open_note(note.encode(), {OURS[0].name: OURS[0].public})


@pytest.mark.parametrize(
    "changed", [TEXT.replace("\n", "\r\n"), TEXT.replace("5", "05"), TEXT.replace("5", "+5"), TEXT + "more\n", TEXT.upper()]
)
def test_another_text_is_no_checkpoint_of_ours_even_when_we_signed_it(changed: str) -> None:
    with pytest.raises(notes.BadNote):
        notes.read(notes.signed(changed, *OURS))


def test_the_id_of_a_key_follows_from_its_name_and_no_other_key_may_carry_it() -> None:
    key = OURS[0]
    assert notes.read_key(f" {key}\n") == key
    name, identity, data = str(key).rsplit("+", 2)
    other = base64.b64encode(b"\1" + bytes(32)).decode()
    algorithm = base64.b64encode(b"\4" + key.public).decode()
    for wrong in (f"x{name}+{identity}+{data}", f"{name}+00000000+{data}", f"{name}+{identity}+{other}", f"{name}+{identity}+{algorithm}"):
        with pytest.raises(notes.BadNote):
            notes.read_key(wrong)
        with pytest.raises(verify.Misfit):
            verify.read_keys(wrong)
