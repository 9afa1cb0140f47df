"""Who really sent it: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), or what a trusted server found (RFC 8601). Never hangs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

import dkim
from publicsuffix2 import PublicSuffixList

from connectors.mail.headers import Headers, split_headers
from connectors.mail.spf import check_spf
from connectors.mail.words import raw_text
from connectors.types import AuthResults

Dns = Callable[[str, str], list[str]]
BUDGET = 8.0  # seconds for all look-ups of one mail
MAX_SIGNATURES = 5
RESULT = re.compile(r"\b(dkim|spf|dmarc)\s*=\s*([a-z]+)([^;]*)", re.I)
SUFFIXES = PublicSuffixList()


class DnsError(Exception):
    """A look-up that failed for now: no resolver, no answer in time. An absent record is an empty list, not an error."""


@dataclass(frozen=True, slots=True)
class Peer:
    """How a mail arrived: the peer's address, what it called itself, and the envelope's sender."""

    ip: str
    helo: str = ""
    mail_from: str = ""


def resolve(name: str, kind: str, timeout: float = 3.0) -> list[str]:
    """The default look-up, by the machine's resolver. Raises DnsError."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name.rstrip(".") + ".", kind, lifetime=timeout, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError, ValueError) as problem:
        raise DnsError(str(problem)) from problem
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer.rrset or ()]
    return [str(record.exchange if kind == "MX" else record).rstrip(".") for record in answer.rrset or ()]


def _bounded(lookup: Dns) -> Dns:
    """All look-ups of one mail share one budget of time and one memory."""
    deadline = time.monotonic() + BUDGET
    known: dict[tuple[str, str], list[str]] = {}

    def bounded(name: str, kind: str) -> list[str]:
        if time.monotonic() > deadline:
            raise DnsError("out of time")
        if (name, kind) not in known:
            try:
                known[name, kind] = lookup(name, kind)
            except DnsError:
                raise
            except Exception as problem:
                raise DnsError(str(problem)) from problem
        return known[name, kind]

    return bounded


def authenticate(
    raw: bytes, *, sender: str, authserv_ids: Collection[str] = (), peer: Peer | None = None, dns: Dns | None = None
) -> AuthResults:
    """``sender`` is the address in From. A trusted server's results win; then the peer is checked; a file stays unchecked."""
    headers, _ = split_headers(raw, 0, len(raw), top=True)
    vouched = _vouched(headers, sender, authserv_ids)
    if vouched:
        return vouched
    if peer is None:
        return AuthResults()
    lookup = _bounded(dns or resolve)
    domain = _domain(sender)
    spf, spf_domain = _spf(peer, lookup)
    passed, dkim_result = _dkim(raw, headers, lookup)
    return _judged(domain, spf, spf_domain, dkim_result, passed, lookup)


def _domain(address: str) -> str:
    domain = address.rpartition("@")[2].lower().strip(".")
    try:
        return domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return domain


def organisational(domain: str) -> str:
    """The registrable domain, by the bundled public suffix list."""
    return str(SUFFIXES.get_sld(domain) or domain) if domain else ""


def _aligned(one: str, two: str, strict: bool = False) -> bool:
    return bool(one and two) and (one == two if strict else organisational(one) == organisational(two))


def _spf(peer: Peer, lookup: Dns) -> tuple[str, str]:
    identity = peer.mail_from.strip("<>") or f"postmaster@{peer.helo}"
    return check_spf(peer.ip, identity, peer.helo, lookup, DnsError), _domain(identity)


def _dkim(raw: bytes, headers: Headers, lookup: Dns) -> tuple[list[str], str]:
    """(domains whose signature holds, the best result)."""
    count = len(headers.all("dkim-signature"))
    if not count:
        return [], "none"

    def text(name: bytes, timeout: int = 5) -> bytes | None:
        found = lookup(name.decode("ascii", "replace").rstrip("."), "TXT")
        return found[0].encode("utf-8") if found else None

    passed: list[str] = []
    results: list[str] = []
    verifier = dkim.DKIM(raw, minkey=1024)
    for index in range(min(count, MAX_SIGNATURES)):
        try:
            good = verifier.verify(idx=index, dnsfunc=text)
        except (DnsError, dkim.DnsTimeoutError):
            results.append("temperror")
        except (dkim.DKIMException, ValueError, KeyError, IndexError, TypeError, AttributeError):
            results.append("permerror")
        else:
            results.append("pass" if good else "fail")
            if good and b"l" not in verifier.signature_fields:
                passed.append(verifier.domain.decode("ascii", "replace").lower())
    return passed, next(result for result in ("pass", "temperror", "fail", "permerror") if result in results)


def _judged(domain: str, spf: str, spf_domain: str, dkim_result: str, passed: list[str], lookup: Dns) -> AuthResults:
    try:
        policy = _policy(domain, lookup)
    except DnsError:
        aligned = any(_aligned(name, domain) for name in passed)
        return AuthResults(dkim_result, spf, "temperror", _level(aligned, spf, dkim_result))
    strict_dkim, strict_spf = policy.get("adkim") == "s", policy.get("aspf") == "s"
    dkim_aligned = any(_aligned(name, domain, strict_dkim) for name in passed)
    spf_aligned = spf == "pass" and _aligned(spf_domain, domain, strict_spf)
    if not policy:
        return AuthResults(dkim_result, spf, "none", _level(dkim_aligned, spf, dkim_result))
    unclear = "temperror" in (spf, dkim_result)
    dmarc = "pass" if dkim_aligned or spf_aligned else "temperror" if unclear else "fail"
    return AuthResults(dkim_result, spf, dmarc, "verified" if dmarc == "pass" else _level(False, spf, dkim_result))


def _level(aligned: bool, spf: str, dkim_result: str) -> str:
    return "verified" if aligned else "soft" if "pass" in (spf, dkim_result) else "none"


def _policy(domain: str, lookup: Dns) -> dict[str, str]:
    """The DMARC record's tags; {} if there is none."""
    for name in dict.fromkeys((domain, organisational(domain))):
        records = [text for text in (lookup(f"_dmarc.{name}", "TXT") if name else []) if re.match(r"\s*v\s*=\s*DMARC1\s*(?:;|$)", text)]
        if len(records) == 1:
            pairs = (tag.partition("=") for tag in records[0].split(";"))
            return {key.strip().lower(): value.strip().lower() for key, _, value in pairs if key.strip()}
    return {}


def _vouched(headers: Headers, sender: str, authserv_ids: Collection[str]) -> AuthResults | None:
    """The topmost Authentication-Results of a server we are told to trust; others may be written by anybody."""
    trusted = {name.lower() for name in authserv_ids}
    for value in headers.all("authentication-results") if trusted else ():
        text = re.sub(r"\([^()]*\)", " ", raw_text(value))
        if text.split(";")[0].split()[:1] and text.split(";")[0].split()[0].lower() in trusted:
            return _from_results(text, _domain(sender))
    return None


def _from_results(text: str, domain: str) -> AuthResults:
    found: dict[str, str] = {}
    aligned = False
    for method, result, details in RESULT.findall(text):
        method, result = method.lower(), result.lower()
        if found.get(method) != "pass":
            found[method] = result
        signer = re.search(r"header\.[di]\s*=\s*@?([^\s;]+)", details)
        if method == "dkim" and result == "pass" and signer and _aligned(signer.group(1).rpartition("@")[2].lower(), domain):
            aligned = True
    spf, dkim_result, dmarc = (found.get(name, "none") for name in ("spf", "dkim", "dmarc"))
    return AuthResults(
        dkim_result, spf, dmarc, "verified" if dmarc == "pass" or (aligned and dmarc != "fail") else _level(False, spf, dkim_result)
    )
