"""Whether a customer asks for a human being, in twelve languages. Saying so must always be enough."""

from __future__ import annotations

import re

_PERSON = {
    "en": r"(?:human|(?:real|actual|live) (?:person|human|agent)|(?:customer )?(?:service |support )?(?:representative|agent|advisor|operator)|member of (?:your )?staff|somebody|someone|person|manager|supervisor|colleague)",
    "de": r"(?:mensch(?:en)?|(?:echte[nrs]?|richtige[nrs]?|lebende[nr]?) (?:person|menschen|mitarbeiter(?:in)?)|mitarbeiter(?:in|n)?|sachbearbeiter(?:in)?|kundenberater(?:in)?|berater(?:in)?|kolleg(?:en|in)|person|jemand(?:en|em)?|ansprechpartner(?:in)?|vorgesetzten?)",
    "fr": r"(?:humain|(?:vraie |une )?personne|conseill(?:er|ère)|quelqu['’]un|opérat(?:eur|rice)|responsable|agent|être humain|interlocut(?:eur|rice))",
    "es": r"(?:humano|persona|agente|operador(?:a)?|alguien|asesor(?:a)?|representante|encargad[oa]|responsable)",
    "it": r"(?:umano|persona|operat(?:ore|rice)|qualcuno|consulente|addetto|responsabile|essere umano)",
    "pt": r"(?:humano|pessoa|atendente|operador(?:a)?|alguém|assistente|representante|responsável)",
    "nl": r"(?:mens|(?:echt )?persoon|medewerk(?:er|ster)|iemand|collega|leidinggevende)",
    "pl": r"(?:człowiek(?:iem|a)?|osob[ąęy]|konsultant(?:em|ką|a)?|pracownik(?:iem|a)?|kimś|kierownik(?:iem|a)?)",
    "sv": r"(?:människa|person|medarbetare|någon|handläggare|chef|kundtjänstmedarbetare)",
    "da": r"(?:menneske|person|medarbejder|nogen|kollega|leder|sagsbehandler)",
    "tr": r"(?:insan(?:la)?|gerçek (?:biri|kişi|bir kişi)\w*|temsilci\w*|yetkili\w*|biri(?:yle)?|kişi(?:yle)?|operatör\w*)",
    "ru": r"(?:человек(?:ом|а)?|оператор(?:ом|а)?|сотрудник(?:ом|а)?|менеджер(?:ом|а)?|специалист(?:ом|а)?|кем-нибудь|живым)",
}  # fmt: skip
_VERB = {
    "en": r"(?:speak|talk|chat|connect(?:ed)?|put me through|transfer(?:red)?|pass(?:ed)? (?:this |me )?on|escalate(?:d)?|get me|reach|contact|call(?: me)? back by|answer from|reply from|be (?:called|contacted) by|looked at by|let)",
    "de": r"(?:sprechen|reden|verbinden|verbunden|weiterleiten|weitergeleitet|durchstellen|antwort(?:en)? von|telefonieren|kontaktieren|rückruf (?:von|durch)|zurückrufen|chatten|erreichen|bearbeitet|möchte|will|brauche)",
    "fr": r"(?:parler|joindre|contacter|échanger|discuter|passer|transf[ée]rer|mettre en (?:relation|contact)|réponse d['’]|être rappelée?)",
    "es": r"(?:hablar|contactar|comunicar(?:me)?|pasar(?:me)?|transferir|conectar|poner(?:me)? en contacto|atienda|respuesta de)",
    "it": r"(?:parlare|contattare|passar[emi]+|mettere in contatto|trasferire|comunicare|risposta da)",
    "pt": r"(?:falar|contactar|contatar|passar|transferir|conversar|ligar-me|atendid[oa] por|resposta de)",
    "nl": r"(?:spreken|praten|doorverbinden|doorverbonden|contact (?:met|opnemen)|chatten|antwoord van|gesproken)",
    "pl": r"(?:rozmawiać|porozmawiać|połączyć|połączenie|kontakt(?:ować)?|skontaktować|przekierować|odpowiedź od)",
    "sv": r"(?:prata|tala|kopplad?|kontakt(?:a)?|chatta|svar från|få kontakt)",
    "da": r"(?:tale|snakke|stillet om|stil(?:les)? om|kontakt(?:e)?|chatte|svar fra)",
    "tr": r"(?:görüş\w*|konuş\w*|bağla\w*|aktar\w*|iletişim\w*|ulaş\w*)",
    "ru": r"(?:поговорить|говорить|соедините|свяжите|связаться|переключите|переведите|позовите|пообщаться|ответ от)",
}  # fmt: skip
_DIRECT = re.compile(
    r"\b(?:no|not (?:a|an)|stop (?:the|this)|kein(?:en)?|pas de|no quiero|niente|sem|geen|żadn\w+|ingen|не хочу)\s+(?:more )?(?:ro)?bots?\b|\breal human\b|\bhuman being\b|\bechte[nr]? mensch(?:en)?\b|\bvrai(?:e)? (?:humain|personne)\b"
    r"|\bpersona real\b|\bpersona vera\b|\bpessoa (?:real|de verdade)\b|\becht(?:e)? (?:mens|persoon)\b|\bprawdziw\w+ (?:człowiek\w*|osob\w+)\b|\b(?:riktig|rigtig) (?:människa|person|menneske)\b|\bgerçek (?:bir )?(?:insan|kişi)\w*\b|\bживо\w+ (?:человек\w*|оператор\w*)\b",
    re.IGNORECASE,
)
_BOTH_WAYS = {
    language: re.compile(rf"\b{_VERB[language]}\b.{{0,45}}?\b{_PERSON[language]}\b|\b{_PERSON[language]}\b.{{0,30}}?\b{_VERB[language]}\b", re.IGNORECASE | re.DOTALL)
    for language in _PERSON
}  # fmt: skip
_WISH = re.compile(
    r"\b(?:want|would like|wish|need|please|can i|could i|may i|let me|i['’]d like|get me|möchte|will|bitte|kann ich|könnte ich|brauche|wünsche|gerne|veux|voudrais|souhaite|puis-je|peut-on|pourrais|svp|s['’]il|besoin"
    r"|quiero|quisiera|puedo|podría|necesito|por favor|deseo|vorrei|voglio|posso|potrei|desidero|per favore|quero|gostaria|poderia|preciso|desejo|wil|graag|kan ik|mag ik|alstublieft|chc[ęe]|chciał\w+|proszę|czy mogę|potrzebuję"
    r"|vill|skulle vilja|kan jag|får jag|snälla|behöver|vil|gerne|kan jeg|må jeg|venligst|istiyorum|isterim|lütfen|rica|хочу|хотел\w*|можно|пожалуйста|прошу|могу ли|нужен|соедините|свяжите|позовите|переключите|переведите|verbinden|połączyć|bağla\w*|passez|transférez)\b",
    re.IGNORECASE,
)


def is_wanted(text: str, language: str = "") -> bool:
    """A wish, a verb of talking and a word for a person close together; or "no bot", "a real human"."""
    read = " ".join(text[:6000].split())
    if _DIRECT.search(read):
        return True
    asked = [language] if language in _BOTH_WAYS else list(_BOTH_WAYS)
    return any(_WISH.search(read[max(0, m.start() - 60) : m.end() + 30]) for one in asked for m in _BOTH_WAYS[one].finditer(read))
