"""An authority whose chain has certificates in between, sent in whatever order: the stamp holds, and with a foreign root it does not."""

from __future__ import annotations

import subprocess
from itertools import permutations
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from audit.anchors import der, timestamps
from audit.anchors.timestamps import BadStamp
from tests.fakes.authority import Authority

NOTE = "countersign.local/one\n4711\nroot\n"
CHAIN = ("root", "upper", "lower", "stamps")


class Chained(Authority):
    """Signs with a certificate two steps below its root and sends all four."""

    def _certify(self) -> None:
        super()._certify()
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "openssl.cnf"]
        for above, name, kind in (("root", "upper", "root"), ("upper", "lower", "root"), ("lower", "stamps", "stamps")):
            self._openssl("req", *key, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
            by = [
                "-CA",
                f"{above}.pem",
                "-CAkey",
                f"{above}.key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                "openssl.cnf",
                "-extensions",
                kind,
            ]
            self._openssl("x509", "-req", "-in", f"{name}.csr", *by, "-out", f"{name}.pem")
        (self.folder / "chain.pem").write_bytes(b"".join((self.folder / f"{one}.pem").read_bytes() for one in CHAIN[:-1]))
        config = self.folder / "openssl.cnf"
        config.write_text(config.read_text().replace("signer_key", f"certs = {self.folder}/chain.pem\nsigner_key"))

    def certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.folder / f"{name}.pem").read_bytes())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Chained:
    return Chained(tmp_path_factory.mktemp("tsa") / "authority")


@pytest.fixture(scope="module")
def stamped(authority: Chained) -> tuple[bytes, int | None, dict[str, bytes]]:
    asked = timestamps.request(NOTE)
    return authority.answer(asked.body), asked.nonce, {one: authority.certificate(one).public_bytes(Encoding.DER) for one in CHAIN}


def sent(answer: bytes, held: dict[str, bytes], order: tuple[str, ...]) -> bytes:
    """The same answer with its certificates in this order; nothing of it is signed."""
    block = b"".join(sorted(held.values(), key=answer.index))
    assert block in answer
    return answer.replace(block, b"".join(held[one] for one in order))


@pytest.mark.parametrize("order", list(permutations(CHAIN)), ids="-".join)
def test_a_stamp_holds_in_whatever_order_its_chain_is_sent(
    order: tuple[str, ...], authority: Chained, stamped: tuple[bytes, int | None, dict[str, bytes]]
) -> None:
    answer, nonce, held = stamped
    as_sent = sent(answer, held, order)
    for given in (["root"], ["upper", "root"], ["root", "lower", "upper"]):
        assert timestamps.check(as_sent, NOTE, [authority.certificate(one) for one in given], nonce)
    with pytest.raises(BadStamp, match="does not hold"):
        timestamps.check(as_sent, NOTE.replace("4711", "4712"), [authority.certificate("root")], nonce)


def test_a_chain_to_a_foreign_root_holds_in_no_order(tmp_path: Path, stamped: tuple[bytes, int | None, dict[str, bytes]]) -> None:
    answer, nonce, held = stamped
    foreign = Authority(tmp_path / "foreign")
    trusted = timestamps.authority(foreign.certificates)
    for order in permutations(CHAIN):
        with pytest.raises(BadStamp, match="does not hold"):
            timestamps.check(sent(answer, held, order), NOTE, trusted, nonce)


def test_openssl_takes_what_was_put_in_order(
    authority: Chained, stamped: tuple[bytes, int | None, dict[str, bytes]], tmp_path: Path
) -> None:
    answer, _, held = stamped
    (tmp_path / "note").write_text(NOTE)
    (tmp_path / "stamp").write_bytes(der.sorted_certificates(sent(answer, held, CHAIN)))
    command = ["openssl", "ts", "-verify", "-data", "note", "-in", "stamp", "-CAfile", str(authority.certificates)]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "answer", [b"", b"\x30", b"\x30\x80\x00\x00", b"\x30\x03\x02\x01", b"\x30\x84\xff\xff\xff\xff", b"nothing of the sort"]
)
def test_what_is_no_stamp_stays_what_it_was(answer: bytes) -> None:
    assert der.sorted_certificates(answer) == answer
