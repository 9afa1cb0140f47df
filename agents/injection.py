"""A first detector of instructions to the agent inside what customers send. It informs the policy; what protects is the gate.

Returns a share 0.0-1.0 and codes of what was seen: phrases in twelve languages, text hidden in HTML, invisible and direction-changing
characters, imitations of our own prompt's marks, long encoded blocks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PHRASES: tuple[tuple[float, str, str], ...] = (
    (0.9, "ignore_instructions", r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|your|the|any|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|polic(?:y|ies)|guidelines?|directions?)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|überschreib\w*)\b.{0,50}\b(?:anweisung\w*|instruktion\w*|regeln?|vorgaben?|prompt\w*|richtlinien?)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|oubli\w+|ne tiens? pas compte|ne tenez pas compte)\b.{0,50}\b(?:instructions?|consignes?|règles?|directives?)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|olvid\w+|descart\w+)\b.{0,50}\b(?:instrucciones|instrucción|reglas|directrices|indicaciones)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|dimentic\w+|trascur\w+)\b.{0,50}\b(?:istruzioni|regole|direttive|indicazioni)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|esque[cç]\w+|desconsider\w+)\b.{0,50}\b(?:instruções|regras|diretrizes|orientações)\b"),
    (0.9, "ignore_instructions", r"\b(?:negeer|vergeet|sla)\b.{0,50}\b(?:instructies?|regels?|aanwijzingen|richtlijnen)\b"),
    (0.9, "ignore_instructions", r"\b(?:zignoruj\w*|ignoruj\w*|zapomnij\w*|pomiń)\b.{0,50}\b(?:instrukcj\w*|polece\w*|zasad\w*|wytyczn\w*)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignorera|glöm|bortse från)\b.{0,50}\b(?:instruktion\w*|regler\w*|anvisning\w*)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignorer|glem|se bort fra)\b.{0,50}\b(?:instruktion\w*|regler\w*|anvisning\w*)\b"),
    (0.9, "ignore_instructions", r"\b(?:talimat\w*|kural\w*|yönerge\w*)\b.{0,50}\b(?:yok say|görmezden gel|unut)\w*"),
    (0.9, "ignore_instructions", r"\b(?:игнорируй\w*|проигнорируй\w*|забудь\w*|не обращай\w* внимания)\b.{0,50}\b(?:инструкци\w*|указани\w*|правил\w*)"),
    (0.7, "new_role", r"\b(?:you are now|from now on you|act as|pretend (?:to be|you)|roleplay as|enter (?:developer|debug|admin|god) mode|developer mode|jailbreak|dan mode)\b"),
    (0.7, "new_role", r"\b(?:du bist (?:jetzt|nun|ab sofort)|sie sind (?:jetzt|nun) ein|verhalte dich (?:wie|als)|tu so, als|ab jetzt bist du)\b"),
    (0.7, "new_role", r"\b(?:tu es (?:maintenant|désormais)|agis comme|fais comme si|ahora eres|actúa como|sei ora|agisci come|agora (?:você é|és)|aja como|je bent nu|gedraag je als|jesteś teraz|udawaj|du är nu|låtsas att|du er nu|artık sen|ты теперь|вы теперь|веди себя как)\b"),
    (0.8, "asks_for_prompt", r"\b(?:reveal|show|print|repeat|output|tell me|send)\b.{0,40}\b(?:system prompt|hidden prompt|initial instructions|your instructions|api key|secret key)\b"),
    (0.8, "asks_for_prompt", r"\b(?:zeig\w*|gib|nenn\w*|wiederhol\w*|affiche|montre|muestra|mostra\w*|toon|pokaż|visa|vis|göster|покажи)\b.{0,40}\b(?:system-?prompt|systemprompt|systemanweisung\w*|prompt système|prompt del sistema|prompt di sistema)\b"),
    (0.8, "false_approval", r"\b(?:already|pre-?|has been|was) ?approved by (?:the )?(?:manager|supervisor|admin|reviewer|compliance|owner)\b|\b(?:no|without) (?:human )?(?:review|approval) (?:is )?(?:needed|required|necessary)\b|\bauto-?approve\b"),
    (0.8, "false_approval", r"\bbereits (?:vom \w+ )?(?:genehmigt|freigegeben)\b.{0,60}\b(?:sofort|ohne prüfung|automatisch)\b|\bohne (?:weitere )?(?:prüfung|freigabe) (?:senden|auszahlen|überweisen)\b"),
    (0.8, "speaks_to_machine", r"\b(?:note|message|instructions?|attention|important)\b.{0,20}\b(?:to|for)\b.{0,12}\b(?:the )?(?:ai|llm|language model|assistant|agent|chat ?bot|model|automated system)\b"),
    (0.8, "speaks_to_machine", r"\b(?:hinweis|nachricht|anweisung|achtung)\b.{0,20}\b(?:an|für)\b.{0,12}\b(?:die ki|das ki|den assistenten|das sprachmodell|den agenten|den bot)\b"),
    (0.7, "speaks_to_machine", r"\b(?:as an ai|if you are an? (?:ai|llm|language model|bot)|when (?:processing|summari[sz]ing|reading) this (?:mail|e-?mail|message|document)|dear (?:ai|assistant|chatbot|bot))\b"),
    (0.8, "role_marks", r"<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>|^\s*(?:system|assistant|developer)\s*:\s|\[/?(?:INST|SYS)\]|<<SYS>>|###\s*(?:system|instruction|assistant)\b|</?(?:customer_message|passages|untrusted)[^>]*>"),
    (0.6, "orders_tool", r"\b(?:call|invoke|execute|run|use) (?:the )?(?:\w+ )?(?:tool|function|api|endpoint|command)\b.{0,60}\b(?:with|to|and)\b"),
    (0.7, "orders_send", r"\b(?:forward|send|bcc|e-?mail|exfiltrate|upload)\b.{0,50}\b(?:all|every|entire|complete|customer)\b.{0,40}\b(?:data|records?|conversations?|e-?mails?|database|customers?|history)\b.{0,30}\bto\b"),
)  # fmt: skip
_COMPILED = [
    (weight, code, re.compile(pattern, re.IGNORECASE | re.DOTALL | (re.MULTILINE if code == "role_marks" else 0)))
    for weight, code, pattern in _PHRASES
]
_INVISIBLE = re.compile("[\u200b\u2060\u2061-\u2064\ufeff\u00ad\u180e\U000e0001-\U000e007f]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN = re.compile(
    r"<[^>]+style\s*=\s*[\"'][^\"'>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*[;\"']|opacity\s*:\s*0(?:\.0\d*)?\s*[;\"']"
    r"|color\s*:\s*(?:#fff(?:fff)?|white|transparent)\b)[^>]*>\s*([^<]{8,})",
    re.IGNORECASE,
)
_ENCODED = re.compile(r"\b[A-Za-z0-9+/]{160,}={0,2}")
_READ = 60_000


@dataclass(frozen=True, slots=True)
class Suspicion:
    share: float
    seen: tuple[str, ...]


def detect(text: str, html: str = "") -> Suspicion:
    """``text`` is everything the customer sent as text, ``html`` the markup as it came, if any."""
    found: dict[str, float] = {}
    cleaned = unicodedata.normalize("NFKC", _DIRECTION.sub("", _INVISIBLE.sub("", text[:_READ])))
    for weight, code, pattern in _COMPILED:
        if pattern.search(cleaned):
            found[code] = max(found.get(code, 0.0), weight)
    found.update(_disguises(text[:_READ], cleaned))
    found.update(_hidden(html[:_READ]))
    clear = 1.0
    for weight in found.values():
        clear *= 1.0 - weight
    return Suspicion(round(1.0 - clear, 4), tuple(sorted(found)))


def _disguises(text: str, cleaned: str) -> dict[str, float]:
    found = {}
    if len(_INVISIBLE.findall(text)) >= 4 and len(text) - len(cleaned) >= 4:
        found["invisible_characters"] = 0.4
    if re.search("[\U000e0020-\U000e007f]{4,}", text):
        found["invisible_characters"] = 0.9
    if _DIRECTION.search(text):
        found["direction_marks"] = 0.4
    if _ENCODED.search(text):
        found["encoded_block"] = 0.3
    return found


def _hidden(html: str) -> dict[str, float]:
    hidden = " ".join(_HIDDEN.findall(html))
    if not hidden:
        return {}
    commands = any(pattern.search(hidden) for _, _, pattern in _COMPILED)
    return {"hidden_text": 0.9 if commands else 0.2}
