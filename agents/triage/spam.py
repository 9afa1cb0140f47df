"""How much a message looks like spam: what it offers or asks for, in five languages, and how it is dressed.

Each sign has a weight; they add up as independent doubts do (1 minus the product of what each leaves open), so that one alone proves
little. It is a first look without a model and names what it saw. Links and capitals count only beside an offer: customers shout, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import re2

READ: Final = 8_000
"""Characters that are looked at: an offer stands at the top."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """``share`` 0.0 to 1.0; ``seen`` codes of what was found, in order."""

    share: float = 0.0
    seen: tuple[str, ...] = ()


def _options() -> Any:
    """Room for the whole table of states, which is built as letters come; beyond it the engine is slower, never wrong."""
    options = re2.Options()
    options.max_mem, options.log_errors = 64 << 20, False
    return options


_OPTIONS: Final = _options()


def _words(*parts: str) -> Any:
    """Whole words, by the linear-time engine: letters come from anybody."""
    return re2.compile(r"(?:^|[^\pL\pN_])(?:" + "|".join(parts) + r")(?:[^\pL\pN_]|$)", _OPTIONS)


_OFFERS: Final = (
    ("inheritance", 0.8, _words(
        r"next of kin", r"(?:unclaimed|my late husband's|deceased client'?s?) (?:funds?|inheritance|estate|deposit)", r"inheritance of (?:\$|usd|eur|€)",
        r"million (?:us )?(?:dollars|euros?|pounds) (?:to you|in your name|left by)", r"transfer (?:of )?(?:this|the) funds? (?:in)?to your account",
        r"erbschaft von \S+ (?:millionen|mio)", r"héritage de \S+ millions", r"herencia de \S+ millones", r"erfenis van \S+ miljoen",
    )),
    ("loan_offer", 0.7, _words(
        r"(?:loan|credit) offer", r"we offer (?:you )?(?:business|personal|quick|cheap) loans?", r"(?:kredit|darlehens)angebot", r"offre de prêt", r"oferta de préstamo",
        r"leningaanbod", r"pre-?approved (?:for a )?(?:loan|credit)",
    )),
    ("investment", 0.7, _words(
        r"guaranteed (?:daily |weekly |monthly )?(?:returns?|profits?|income)", r"(?:double|triple) your (?:bitcoins?|money|investment|crypto)",
        r"bitcoin (?:investment|trading) (?:platform|opportunity|bot)", r"(?:lucrative|exclusive) (?:business|investment) (?:proposal|opportunity)",
        r"garantierte (?:rendite|gewinne)", r"rendements? garantis?", r"ganancias garantizadas", r"gegarandeerd rendement",
    )),
    ("search_ranking", 0.7, _words(
        r"(?:first|top|1st|#1) (?:page|position|spot|rank(?:ing)?s?) (?:of|on|in) google", r"rank (?:higher|better|your (?:site|website))", r"(?:quality|dofollow) backlinks?",
        r"seo (?:services?|packages?|audit|experts?|agency)", r"guest posts? (?:on your|opportunit)\w*", r"(?:boost|increase) your (?:website'?s? )?(?:traffic|rankings?)",
        r"rank #?1 in \d+ days", r"first page results", r"critical errors? on your (?:site|website)", r"free (?:seo|website) audit",
        r"auf (?:die erste seite|platz 1) (?:von|bei) google", r"première page de google", r"primera página de google", r"eerste pagina van google",
    )),
    ("mailing_lists", 0.6, _words(
        r"(?:verified|targeted|fresh) (?:e-?mail|contact|leads?) (?:lists?|database)", r"attendees? list", r"leads? generation services?", r"web (?:design|development) services at",
        r"adressliste", r"liste de contacts qualifiés",
    )),
    ("prize", 0.75, _words(
        r"you(?:'ve| have)? (?:been selected as (?:a|the|our) winner|won (?:a|the|an|\$|€)\W?\w*\W?\w* ?(?:iphone|lottery|jackpot|prize|million|\d))", r"lottery winner",
        r"claim your (?:prize|reward|winnings|gift card)", r"(?:sie haben|du hast) (?:\S+ ){0,4}gewonnen", r"vous avez gagné", r"has ganado un premio", r"u hebt (?:\S+ ){0,3}gewonnen",
    )),
    ("pills_and_dates", 0.85, _words(
        r"viagra", r"cialis", r"penis enlargement", r"hot (?:singles|girls|women)", r"online (?:casino|pharmacy)", r"casino bonus", r"free spins", r"lonely wives",
    )),
    ("phishing", 0.6, _words(
        r"your (?:mailbox|inbox|storage) (?:is (?:almost )?full|quota|has exceeded)", r"(?:verify|confirm|validate|update) your (?:mailbox|e-?mail account|webmail|wallet|seed phrase)",
        r"your (?:password|account) (?:will )?expires? (?:today|in 24 hours)", r"ihr postfach ist (?:fast )?voll", r"votre boîte (?:mail|aux lettres) est pleine",
        r"account will be (?:deactivated|suspended|closed) (?:within|in) \d+ ?(?:h|hours)",
    )),
)  # fmt: skip
_PRESSURE: Final = _words(
    r"act now", r"limited[- ]time offer", r"click (?:here|below|the link)", r"100 ?% free", r"risk[- ]free", r"no obligation", r"reply with your (?:full name|bank|phone)",
    r"dear (?:sir/madam|beneficiary|friend|website owner|business owner)", r"jetzt zugreifen", r"klicken sie hier", r"cliquez ici", r"haga clic aquí", r"klik hier",
    r"to be removed from (?:this|our) list",
)  # fmt: skip
_ANY: Final = re2.compile("|".join(f"(?:{pattern.pattern})" for _, _, pattern in _OFFERS), _OPTIONS)
"""All offers in one look, which is all that most letters need."""
_LINK: Final = re.compile(r"https?://|(?<!\w)www\.")
_LETTERS: Final = re.compile(r"[^\W\d_]")


def suspect(text: str, subject: str = "") -> Suspicion:
    """Never raises on any text."""
    whole = f"{subject}\n{text}"[:READ].encode("utf-8", "replace").decode()  # half a character is no letter of any word
    lower = " ".join(whole.lower().replace("’", "'").split())
    if not _ANY.search(lower):
        return Suspicion()
    found = [(name, weight) for name, weight, pattern in _OFFERS if pattern.search(lower)]
    found += _dress(whole, lower)
    doubt = 1.0
    for _, weight in found:
        doubt *= 1.0 - weight
    return Suspicion(round(1.0 - doubt, 4), tuple(name for name, _ in found))


def _dress(whole: str, lower: str) -> list[tuple[str, float]]:
    """What says something only beside an offer."""
    pushes = len(set(_PRESSURE.findall(lower)))
    signs = [("pressure", 0.4 if pushes == 1 else 0.6)] if pushes else []
    signs += [("links", 0.3)] if _LINK.search(lower) else []
    letters = _LETTERS.findall(whole)
    shouts = len(letters) > 40 and sum(one.isupper() for one in letters) > 0.4 * len(letters)
    return signs + ([("shouting", 0.3)] if shouts or whole.count("!") >= 4 else [])
