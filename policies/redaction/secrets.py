"""Recognisers for what customers' mails hold and Presidio does not look for: keys, tokens, passwords written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

from policies.redaction.around.layout import Tables
from policies.redaction.types import Finding

_SAID_KEY: Final = (
    r"\b(?:(?:api|access|auth|secret|private|master|service|license|bot|client|app|refresh|bearer|session)[ _-]?){0,3}(?:secret|key|token|schlüssel|clé secrète|clé api|clave secreta|clave api|clave de api|chiave segreta|chiave api|chave secreta|chave api|chave de api|sleutel|klucz|nyckel|ключ|токен)"
    r"(?: (?:is|ist|lautet|est|es|è|é|er|är|to)|[ ]?(?:->|=>|→|–|-))?[ ]{1,3}[\"'`]?"
)
"""What a key is called in a sentence, without a colon."""
_KEYS: Final = {
    "openai": r"\bsk-(?:proj-|svcacct-|ant-)?[A-Za-z0-9_-]{20,200}",
    "github": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255})\b",
    "gitlab": r"\bglpat-[A-Za-z0-9_-]{20,64}",
    "slack": r"\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,250}",
    "stripe": r"\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,250}\b",
    "google": r"\bAIza[A-Za-z0-9_-]{35}",
    "aws access key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "sendgrid": r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}",
    "twilio": r"\b(?:SK|AC)[0-9a-f]{32}\b",
    "npm": r"\bnpm_[A-Za-z0-9]{36}\b",
    "pypi": r"\bpypi-[A-Za-z0-9_-]{50,250}",
    "telegram": r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",
    "mailgun": r"\bkey-[0-9a-f]{32}\b",
    "mailchimp": r"\b[0-9a-f]{32}-us[0-9]{1,2}\b",
    "hook of a chat": r"\bhttps://(?:hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,100}|(?:[a-z]{1,10}\.)?discord(?:app)?\.com/api/webhooks/[0-9]{15,20}/[A-Za-z0-9_-]{50,80})",
    "discord": r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}\b",
    "postman and newrelic": r"\b(?:PMAK-[0-9a-f]{24}-[0-9a-f]{34}|NRAK-[A-Z0-9]{27}|NRII-[A-Za-z0-9_-]{32})\b",
    "google oauth": r"\bGOCSPX-[A-Za-z0-9_-]{28}",
    "airtable": r"\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b",
    "payment": r"\b(?:rzp_(?:live|test)_[A-Za-z0-9]{14}|FLWSECK(?:_TEST)?-[0-9a-zA-Z]{12,40}-X|APP_USR-[0-9]{10,20}-[0-9]{6}-[0-9a-f]{32}-[0-9]{6,12})\b",
    "age": r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b",
    "prefixed": r"\b(?:hf_|gsk_|r8_|dckr_pat_|dop_v1_|doo_v1_|shp(?:at|ca|pa|ss)_|glsa_|glc_|pscale_(?:tkn|pw|oauth)_|dp\.(?:pt|st|ct)\.|ATATT3|ATBB|tfp_|pul-|sbp_|lin_api_|ntn_|figd_|nvapi-|xai-|pplx-|dapi|sntrys_|glrt-|gldt-|rubygems_|hvs\.|pat-|sq0[a-z]{3}-|ya29\.)"
    r"[A-Za-z0-9_-]{20,250}",
    "named secret": r"\b(?:[a-z0-9]{1,20}[_-]){1,4}(?:secret|token)\s{0,3}[:=]\s{0,3}[\"']?(?=[a-z_/+=.-]{0,199}[0-9])[a-z0-9_/+=.-]{16,200}",
    "named key": r"\b(?:[a-z]{0,20}[_ -]?(?:api|access|account|secret|private|auth|encryption|signing|storage)[_ -]?(?:access[_ -]?)?(?:key|token|secret)|client[_ -]?secret|shared[_ -]?access[_ -]?key)\s{0,3}[:=]\s{0,3}[\"']?[A-Za-z0-9_/+=.-]{16,200}",
    "said key": _SAID_KEY
    + r"(?-i:(?=[A-Za-z0-9_/+=.-]{0,99}[a-z])(?=[A-Za-z0-9_/+=.-]{0,99}[A-Z])(?=[A-Za-z0-9_/+=.-]{0,99}[0-9])[A-Za-z0-9_/+=.-]{23,199}[A-Za-z0-9_/+=]|[0-9a-f]{32,128}\b)",
}
_TOKENS: Final = {
    "jwt": r"\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,2000}",
    "bearer": r"\bBearer\s{1,3}[A-Za-z0-9_.~+/=-]{20,2000}",
    "basic": r"\bAuthorization:\s{0,3}Basic\s{1,3}[A-Za-z0-9+/=]{8,500}",
    "url with password": r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,100}:[^\s/:@]{1,200}@",
}
_VALUE: Final = r"[\"'«„“]?[^\s\"'«»„“”<>;,|][^\s\"'«»„“”<>]{2,98}[^\s\"'«»„“”<>.,;:!?)]"
_NO_WORD: Final = r"(?=\S{0,99}[\d#$%&*+@^_~=])"
_SAID: Final = r"(?:is|was|ist|war|lautet|lautete|est|était|es|era)"
_WORDS: Final = (
    "password|passwort|kennwort|passwd|passphrase|wi-?fi[ -]key|wlan[ -]?key|wlan-?schlüssel|netzwerkschlüssel|network (?:security )?key|clé (?:du )?wi-?fi|mot[ _-]de[ _-]passe|contrase[ñn]a|wachtwoord|senha|palavra-passe|has[łl]o|parol[aăeo]|lösenord(?:et)?|adgangskoden?|kodeord(?:et)?|lykilorð|salasõna|mật khẩu|mat khau|kata sandi|kata laluan|nenosiri|kontrasinyas|पासवर्ड|كلمة المرور|كلمة السر|رمز عبور|passord(?:et)?|salasana|heslo|"
    "jelsz[óa](?:vam)?|lozinka|geslo|[şs]ifre(?:m|si|niz)?|parool|slaptažodis|κωδικός|пароль|парола|密码|密碼|パスワード|비밀번호|รหัสผ่าน|סיסמה"
)
_SHORT: Final = "pwd|pw|pass|passcode|mdp|clave(?! (?:de identif|única|unica|tribut|catastral|bancaria|de cliente))|ww|login code|kod|pswd"
_CERTAIN: Final = r"(?-i:(?=\S{0,40}[a-z])(?=\S{0,40}[A-Z])(?=\S{0,40}\d)(?!\S{0,40}@\S{0,40}\.\w|[a-z+]{2,8}://)(?=\S{0,40}[^\w\s.,;:/<>-])[^\s<>;,|]{7,40})"
"""Small letters, capitals, digits and signs: no word, number, link or address is written so."""
_NEAR: Final = {
    "behind the word": rf"\b(?:{_WORDS}|{_SHORT})\b(?:[^\n]{{0,40}}?[\s(\[|]|[ :.]{{0,4}}\r?\n){_CERTAIN}",
    "before the word": rf"(?:(?<=[\s(\[|])|^){_CERTAIN}[^\n]{{1,25}}?\b(?:{_WORDS}|{_SHORT})\b",
}
_PASSWORDS: Final = {
    "written out": rf"(?<![^\W_])(?:[a-z]{{2,6}})?(?:{_WORDS})[\"']?\s{{0,3}}(?:[:=]|\.{{2,8}}:)\s{{0,3}}" + _VALUE,
    "in a field": rf"\b(?:{_WORDS})[ ]{{0,3}}(?:[|→\t>]|[–—-][ ])[ ]{{0,3}}{_NO_WORD}{_VALUE}",
    "of something": r"\b(?:password|passwort|kennwort|mot de passe|contrase[ñn]a|wachtwoord)(?:\s[\w'’-]{1,16}){1,4}\s{0,3}[:=]\s{0,3}"
    f"{_NO_WORD}{_VALUE}",
    "in short": rf"(?<![^\W_])(?:{_SHORT})[\"']?\s{{0,3}}[:=]\s{{0,3}}{_NO_WORD}{_VALUE}",
    "in a sentence": r"\b(?:password|passwort|kennwort|passwd|passphrase|pwd|pw|mot de passe|mdp|contrase[ñn]a|clave|wachtwoord|senha|hasło|parola|lösenord)"
    rf"(?:\s[\w-]{{1,16}}){{0,4}}\s{{1,3}}{_SAID}\s{{1,3}}(?:(?:now|still|jetzt|noch|nog|nu|ahora)\s)?{_NO_WORD}{_VALUE}",
    "in a sentence, quoted": r"\b(?:password|passwort|kennwort|mot de passe|contrase[ñn]a|wachtwoord)"
    rf"\s{{1,3}}{_SAID}\s{{1,3}}[\"'«„“][^\s\"'«»„“”<>]{{4,99}}(?=[\"'»“”])",
}
"""A plain word behind "is" says how the password is (wrong, expired), not what it is."""
PASSWORDS: Final = "PasswordRecognizer"
NEAR_PASSWORDS: Final = "PasswordNearbyRecognizer"
_LEADING: Final = re.compile(
    rf".*?(?:[:=|→\t>]|\s[–—-]\s|\s{_SAID}(?:\s+(?:now|still|jetzt|noch|nog|nu|ahora))?\s)\s*[\"'«„“]?", re.IGNORECASE | re.DOTALL
)
_KEY_NAME: Final = re.compile(r"(?=[\d_ -]{0,60}[^\W\d_])[\w -]{3,60}?\s{0,3}[:=]\s{0,3}[\"']?(?!//)(?=\S{16})")
_PAIR: Final = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}[\"'`,;:/|\s]{1,8}(?:(?:with|and|und|et|y|e|en|i|secret|the|key|aws_secret_access_key|SecretAccessKey)[\"'\s:=]{1,5}){0,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"
)
"""The secret of Amazon's keys right behind the key, without a name of its own."""
_IS_SAID_KEY: Final = re.compile(_SAID_KEY, re.IGNORECASE)
_PART: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_LONGEST_PARTS: Final = 3
"""Characters that words, capitals and digits of a key have on the average: less than two where it is drawn by lot."""
KEYS: Final = "ApiKeyRecognizer"
_PIECE: Final = re.compile(r"\S+")
_TITLE: Final = re.compile(rf"\b(?:{_WORDS}|{_SHORT})\b", re.IGNORECASE)
_STEMS: Final = (
    "pass", "pw", "wort", "key", "schlüssel", "clé", "contrase", "wachtwoord", "senha", "has", "parol", "kodeord", "lykil", "salas", "mật khẩu", "mat khau", "kata ", "nenosiri", "kontrasin", "पासवर्ड", "كلمة", "رمز", "lösenord", "adgangskode", "salasana", "heslo", "jelsz", "lozinka", "geslo", "ifre", "parool", "slapta", "mdp", "clave", "ww", "kod", "pswd", "login", "κωδ", "парол", "密", "パス", "비밀", "รหัส", "סיס",
)  # fmt: skip
_RUN: Final = re.compile(r"([A-Za-z0-9*.])\1{11,}")
_FEWEST, _MOST = 4, 100
_CLOSED: Final = {"(": ")", "[": "]", "{": "}"}
_OPENED: Final = {closing: opening for opening, closing in _CLOSED.items()}
_IS_CERTAIN: Final = re.compile(_CERTAIN)
_PRIVATE: Final = {
    "pem": r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s,:.()-]{1,10000}-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----",
}


class KeyRecogniser(PatternRecognizer):
    """Keys and tokens, not what manuals print in their place: one character again and again; nor the names of files and fields."""

    def invalidate_result(self, pattern_text: str) -> bool:
        run = _RUN.search(pattern_text)
        return (run is not None and 2 * len(run[0]) > len(pattern_text)) or _is_worded(pattern_text)


def _is_worded(value: str) -> bool:
    """What a sentence calls a key is made of words and years, where one drawn by lot changes its kind of character at every turn."""
    said = _IS_SAID_KEY.match(value)
    parts = _PART.findall(value, said.end()) if said and value[said.end() :][:1] not in ":=" else ()
    return any(map(str.isupper, "".join(parts))) and sum(map(len, parts)) > _LONGEST_PARTS * len(parts)


def secret_recognisers(language: str) -> list[Any]:
    return [
        _recogniser(KEYS, "API_KEY", _KEYS, 0.9, language),
        _recogniser("AccessTokenRecognizer", "ACCESS_TOKEN", _TOKENS, 0.9, language),
        _recogniser(PASSWORDS, "PASSWORD", _PASSWORDS, 0.7, language),
        _recogniser(NEAR_PASSWORDS, "PASSWORD", _NEAR, 0.65, language),
        _recogniser("PrivateKeyRecognizer", "PRIVATE_KEY", _PRIVATE, 1.0, language),
    ]


def _recogniser(name: str, entity: str, patterns: dict[str, str], score: float, language: str) -> Any:
    built = [
        Pattern(
            label, f"(?-i:{regex})" if entity in ("API_KEY",) and label not in ("named key", "named secret", "said key") else regex, score
        )
        for label, regex in patterns.items()
    ]
    made = KeyRecogniser if entity in ("API_KEY", "ACCESS_TOKEN") else PatternRecognizer
    return made(supported_entity=entity, name=name, patterns=built, supported_language=language)


def key_begins(value: str) -> int:
    """How many characters of a finding only name the key."""
    found = _KEY_NAME.match(value) or _IS_SAID_KEY.match(value)
    return found.end() if found else 0


def leading(value: str) -> int:
    """How many characters of a finding only lead to the password."""
    found = _LEADING.match(value)
    return found.end() if found else 0


def passwords(text: str, tables: Tables) -> Iterator[Finding]:
    """What stands in a column of passwords."""
    if "\n" not in text or not any(map(text.lower().__contains__, _STEMS)):
        return
    for start, end in tables.under(lambda heading: _TITLE.search(heading) is not None):
        if _FEWEST <= end - start <= _MOST and " " not in text[start:end]:
            yield Finding("PASSWORD", start, end, 0.7, NEAR_PASSWORDS)


def paired_keys(text: str) -> Iterator[Finding]:
    """Secrets that only the key before them explains."""
    for found in _PAIR.finditer(text):
        yield Finding("API_KEY", *found.span(1), 0.9, KEYS)


def strong(value: str) -> tuple[int, int]:
    """Where in a finding the one piece stands that is a password, without the brackets around it."""
    pieces = [found.span() for found in _PIECE.finditer(value) if _IS_CERTAIN.match(found[0])]
    start, end = pieces[0] if pieces else (0, len(value))
    while end - start > 1 and (
        value[end - 1] in ".,;:!?\"'" or (value[end - 1] in _OPENED and _OPENED[value[end - 1]] not in value[start:end])
    ):
        end -= 1
    while end - start > 1 and value[start] in "\"'":
        start += 1
    if value[start] in "([" and value[end - 1] == _CLOSED[value[start]]:
        start, end = start + 1, end - 1
    return start, end
