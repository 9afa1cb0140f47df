"""Recognisers for what customers' mails hold and Presidio does not look for: keys, tokens, passwords written out."""

from __future__ import annotations

from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

_KEYS: Final = {
    "openai": r"\bsk-(?:proj-|svcacct-|ant-)?[A-Za-z0-9_-]{20,200}",
    "github": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255})\b",
    "gitlab": r"\bglpat-[A-Za-z0-9_-]{20,64}",
    "slack": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,250}",
    "stripe": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}\b",
    "google": r"\bAIza[A-Za-z0-9_-]{35}",
    "aws access key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "sendgrid": r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}",
    "twilio": r"\b(?:SK|AC)[0-9a-f]{32}\b",
    "npm": r"\bnpm_[A-Za-z0-9]{36}\b",
    "pypi": r"\bpypi-[A-Za-z0-9_-]{50,250}",
    "telegram": r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",
    "named key": r"\b(?:api[_ -]?key|secret[_ -]?key|client[_ -]?secret)\s{0,3}[:=]\s{0,3}[\"']?[A-Za-z0-9_/+=.-]{16,200}",
}
_TOKENS: Final = {
    "jwt": r"\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,2000}",
    "bearer": r"\bBearer\s{1,3}[A-Za-z0-9_.~+/=-]{20,2000}",
    "url with password": r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,100}:[^\s/:@]{1,200}@",
}
_PASSWORDS: Final = {
    "written out": r"\b(?:password|passwort|kennwort|passwd|mot de passe|contrase[ñn]a|wachtwoord|senha|hasło|parola|lösenord)"
    r"\s{0,3}(?:is|ist|est|es|:|=)\s{0,3}[\"'«„]?[^\s\"'«»„“]{3,99}[^\s\"'«»„“.,;:!?)]",
}
_PRIVATE: Final = {
    "pem": r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s,:-]{1,10000}-----END [A-Z ]{0,30}PRIVATE KEY-----",
}


def secret_recognisers(language: str) -> list[Any]:
    return [
        _recogniser("ApiKeyRecognizer", "API_KEY", _KEYS, 0.9, language),
        _recogniser("AccessTokenRecognizer", "ACCESS_TOKEN", _TOKENS, 0.9, language),
        _recogniser("PasswordRecognizer", "PASSWORD", _PASSWORDS, 0.7, language),
        _recogniser("PrivateKeyRecognizer", "PRIVATE_KEY", _PRIVATE, 1.0, language),
    ]


def _recogniser(name: str, entity: str, patterns: dict[str, str], score: float, language: str) -> Any:
    built = [
        Pattern(label, f"(?-i:{regex})" if entity in ("API_KEY",) and label != "named key" else regex, score)
        for label, regex in patterns.items()
    ]
    return PatternRecognizer(supported_entity=entity, name=name, patterns=built, supported_language=language)
