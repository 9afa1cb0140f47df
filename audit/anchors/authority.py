"""A time stamping authority (RFC 3161): each checkpoint gets its stamp, kept beside it in a file that only grows."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path

import httpx2
from cryptography import x509

from audit.anchors import timestamps
from audit.anchors.base import AnchorFailed, Line
from audit.anchors.file import append, before
from audit.anchors.timestamps import StampProblem

FILE = "timestamps.jsonl"
SECONDS = 30.0
LARGEST = 256 * 1024
ASKED, ANSWERED = "application/timestamp-query", "application/timestamp-reply"


class TimestampAnchor:
    """``url`` of the authority, ``certificates`` by which its answers are judged, ``folder`` where the stamps are kept."""

    def __init__(self, name: str, every: float, url: str, certificates: Path, folder: Path) -> None:
        self.name, self.every, self.url, self.certificates, self.folder = name, every, url, certificates, folder

    @property
    def path(self) -> Path:
        return self.folder / FILE

    def keep(self, lines: Sequence[Line]) -> str:
        """Nothing is kept of a round in which one stamp is missing or does not hold."""
        try:
            trusted = timestamps.authority(self.certificates)
            end = append(self.path, "".join(self._stamped(line, trusted) for line in lines).encode())
        except StampProblem as problem:
            raise AnchorFailed(str(problem)) from None
        except OSError as error:
            raise AnchorFailed(f"The file of time stamps {self.path} cannot be written ({error.strerror}).") from error
        return f"{FILE}:{end}"

    def received(self, receipt: str) -> bytes:
        return before(self.path, receipt)

    def _stamped(self, line: Line, trusted: Sequence[x509.Certificate]) -> str:
        asked = timestamps.request(line.checkpoint.note)
        answer = self._answer(asked.body)
        moment = timestamps.check(answer, line.checkpoint.note, trusted, asked.nonce)
        stamp = {"timestamp": base64.b64encode(answer).decode(), "stamped_at": moment.isoformat()}
        return json.dumps(json.loads(str(line)) | stamp, ensure_ascii=False) + "\n"

    def _answer(self, body: bytes) -> bytes:
        headers = {"Content-Type": ASKED, "Accept": ANSWERED}
        try:
            with httpx2.stream("POST", self.url, content=body, headers=headers, timeout=SECONDS) as response:
                if response.status_code != 200 or response.headers.get("content-type", "").partition(";")[0].strip() != ANSWERED:
                    raise AnchorFailed(
                        f"The time stamping authority answers {response.status_code}, and no time stamp; look at its address."
                    )
                return _read(response)
        except httpx2.HTTPError as error:
            raise AnchorFailed(f"The time stamping authority cannot be reached ({type(error).__name__}).") from error


def _read(response: httpx2.Response) -> bytes:
    data = b""
    for part in response.iter_bytes():
        data += part
        if len(data) > LARGEST:
            raise AnchorFailed("The time stamping authority answers too much.")
    return data
