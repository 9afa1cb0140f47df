"""Sentences of a letter that state no fact: greetings, thanks, closings, questions back. Twelve languages."""

from __future__ import annotations

import re

_OPENERS = re.compile(
    r"""^\W*(?:
    (?:dear|hello|hi|hey|good\s(?:morning|afternoon|evening|day)|thank\s?s?|many\sthanks|kind\sregards|best\sregards|regards|sincerely|yours|we\shope\sthis|i\shope\sthis
       |please\s(?:let\sus\sknow|do\snot\shesitate|feel\sfree)|if\syou\shave\sany\s(?:further\s|other\s|more\s)?questions|we\sare\ssorry|sorry|we\sapologi[sz]e|best\swishes|have\sa\s)
    |(?:sehr\sgeehrte|liebe[rs]?|guten\s(?:tag|morgen|abend)|hallo|moin|vielen\sdank|danke|mit\s(?:freundlichen|besten)|freundliche\sgrüße|viele\sgrüße|beste\sgrüße|herzliche|wir\shoffen
       |bei\s(?:weiteren\s|rück)?fragen|melden\ssie\ssich|es\stut\suns|wir\sbitten\sum\s(?:entschuldigung|verständnis))
    |(?:bonjour|bonsoir|cher|chère|madame|monsieur|merci|cordialement|bien\scordialement|nous\sespérons|n['’]hésitez|veuillez\sagréer|nous\ssommes\sdésolés|sincères)
    |(?:hola|estimad[oa]|buen[oa]s\s|gracias|muchas\sgracias|un\ssaludo|saludos|atentamente|esperamos|no\sdude|lamentamos|sentimos)
    |(?:buongiorno|buonasera|salve|gentile|egregi[oa]|grazie|cordiali\ssaluti|distinti|speriamo|non\sesiti|ci\sscusiamo|ci\sdispiace)
    |(?:olá|bom\sdia|boa\s(?:tarde|noite)|prezad[oa]|car[oa]\s|obrigad[oa]|muito\sobrigad|com\sos\smelhores|cumprimentos|atenciosamente|esperamos|não\shesite|lamentamos)
    |(?:geachte|beste|hallo|goeden?dag|dank\su|bedankt|hartelijk\sdank|met\svriendelijke|vriendelijke\sgroet|wij\shopen|we\shopen|aarzel\sniet|het\sspijt\sons)
    |(?:dzień\sdobry|szanown[yia]|witam|dziękuj|z\spoważaniem|pozdrawiam|mamy\snadziej|w\srazie\spytań|przepraszamy)
    |(?:hej|bästa|god\s(?:dag|morgon)|tack|vänliga\shälsningar|med\svänlig|vi\shoppas|tveka\sinte|vi\sbeklagar)
    |(?:kære|hej|goddag|tak\s|mange\stak|med\svenlig|venlig\shilsen|vi\shåber|tøv\sikke|vi\sbeklager)
    |(?:sayın|merhaba|iyi\sgünler|teşekkür|saygılarımızla|umarız|çekinmeyin|özür\sdileriz)
    |(?:здравствуйте|уважаем|добрый\s(?:день|вечер)|спасибо|благодарим|с\sуважением|надеемся|приносим\sизвинения)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 30  # words


def is_courtesy(sentence: str) -> bool:
    """True for what needs no source. A number or an amount in it makes it a statement all the same."""
    text = sentence.strip()
    if any(letter.isdigit() for letter in text):
        return False
    size = len(text.split())
    if text.endswith(("?", "？")):
        return True
    return size <= _LONGEST and bool(_OPENERS.match(text)) and not _states_more(text, size)


def _states_more(text: str, size: int) -> bool:
    """ "Thank you for your message, refunds are always paid in cash" greets first and states afterwards."""
    return size > 14 and bool(re.search(r"[,;:–—]\s+\S+(?:\s+\S+){6,}", text))
