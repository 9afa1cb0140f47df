"""Whose words a clause reports, and what it depends on: what others said, what is put in quotation marks, and what shall be done only if.

"My colleague says we should cancel A-1" tells of somebody else's wish, "if it is late, cancel A-1" asks for nothing yet. A condition that says
nothing ("if possible") is politeness, and so is a request that stands in one ("it would be great if you could ...").
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import NOT, WISH, things
from policies.provenance.language.foretelling import part_of
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_determiner
from policies.provenance.language.sentences import Item, Sentence, told_in
from policies.provenance.language.tongues import joins, tongue

SAYING: Final = words("""telling tells told say explain explains explained explaining promise promised promises asking offering offered offers wanting advising according suppose supposing imagine laut zufolge angenommen supposons selon supongamos según volgens stel said says saying wrote writes written threatened threatens claims claimed claiming thinks thought reckons reckoned believes believed feels suggests suggested suggesting recommends recommended recommending
    advises advised advising insists insisted urges urged asked asks mentioned mentions warned warns demands demanded instructed instructs proposed proposes persuaded convinced reminded expects expected heard hears read apparently supposedly allegedly
    sagt sagte sagten gesagt meint meinte meinten gemeint findet schreibt schrieb schrieben geschrieben behauptet behauptete behaupten rät riet geraten empfiehlt empfahl empfohlen schlägt schlug vorgeschlagen verlangt verlangte verlangen forderte fordert gefordert
    glaubt glaubte denkt dachte erzählt erzählte bat gebeten drängt warnt warnte droht drohte erwähnte erwähnt gehört hörte gelesen angeblich
    dit disait disent prétend prétendait prétendent écrit pense pensait croit trouve suggère suggérait suggéré conseille conseillé recommandé demandé propose proposé insiste insisté menace entendu lu paraît
    dijo dice dicen dijeron dicho escribió escribieron cree creen piensa piensan opina sugirió sugiere sugerido recomendó recomienda recomendado aconsejó aconseja aconsejado pidió pidieron propuso insiste insistió amenazó oído leído supuestamente
    zei zeiden zegt gezegd vindt vond denkt dacht schreef schreven schrijft geschreven raadt raadde aangeraden adviseert adviseerde geadviseerd vroeg gevraagd beweert beweerde gehoord gelezen dreigt dreigde zogenaamd""")  # fmt: skip
"""What others do with words, and how one has come to know it; not the forms for oneself ("ich sage ab")."""
IF: Final = words("if falls wenn sofern si s'il s'ils s'elle s'elles s'on mits tenzij als indien unless provided sobald zodra")
_WHEN: Final = words("when once after quand lorsque cuando wanneer nachdem après nadat")
"""A time that may not come, where the requester or another does something then: "once I have signed"."""
_AFTER: Final = words("after après")
_ARTICLES: Final = words("the my our le la les el de het")
"""After the holiday: no more than a time, where no verb follows."""
_PHRASES: Final = tuple(
    tuple(one.split())
    for one in (
        "in case",
        "as soon as",
        "on condition",
        "für den fall",
        "im falle",
        "au cas",
        "dès que",
        "en cuanto",
        "en caso",
        "in geval",
        "only when",
        "only after",
        "only once",
        "erst wenn",
        "erst nachdem",
    )
)
_AT_LEISURE: Final = words(
    "you have get a minute moment chance time sie zeit haben minute un momento tiempo tenga puedan pueda vous avez le temps u tijd heeft possible possible, soon as can it's convenient when next ready"
)
_SUBORDINATES: Final = words(
    "before after until while since bevor nachdem bis während ehe avant après depuis antes después hasta mientras voordat nadat totdat terwijl"
)
UNSURE: Final = words("""maybe perhaps tried trying nearly almost about considering consider considered thinking hesitating planning planned tempted hoped hoping
    versucht versuchte versuchen überlege überlegen überlegt vielleicht eventuell beinahe fast denke nachgedacht
    essayé essaie essayer hésite hésitons presque failli peut-être envisage pense
    intenté intentado intentando quizás quizá casi pensando pensaba planteo
    geprobeerd probeer overweeg overwegen misschien bijna""")  # fmt: skip
"""Not done or not decided."""
NOBODY: Final = words("nobody none niemand nadie personne")
_TO: Final = words("to zu de d' d'annuler te")
_ITSELF: Final = words("it it's es c'est il het 't")
_ONLY_IN: Final = {"als": "nl", "si": "fr es", "provided": "en"}
WHETHER: Final = words("whether ob")
_OTHERWISE: Final = words("otherwise else sonst ansonsten andernfalls sinon anders")
"""Behind a comma: what comes before hangs on something."""
_BECOMES: Final = words("wird werden muss müssen kostet ist wordt moet ça cela c'est")
_SHOULD: Final = words("should sollte sollten had were")
_RESTARTS: Final = words(
    "please pls plz bitte svp plaît favor alsjeblieft alstublieft hiermit hereby hierbij but aber mais pero maar and und et y so therefore deshalb daher darum also donc alors entonces dus daarom because weil"
)
"""Behind one of these the requester speaks for themselves again."""
_WILL: Final = words("will shall werde werden vais irons iremos voy vamos zal zullen ga gaan")
_I_WILL: Final = words("i'll we'll")
_KNOWING: Final = words("know see wissen sehen savoir voir saber ver weten zien")
_SELF: Final = words("i we ich wir je j' nous on yo nosotros ik wij")
_OWN_WISH: Final = words("want like need möchte möchten will wollen brauche brauchen voudrais voudrions veux wil willen")
_OWN_WISH_IN_ONE: Final = words("quiero queremos quisiera necesito solicito")
_AS: Final = words("as wie comme como zoals")
_COURTEOUS: Final = words("""grateful appreciate appreciated great nice kind lovely good fantastic wonderful helpful perfect brilliant amazing glad happy pleased thankful wonder wondering wondered ask ideal super cool awesome
    dankbar nett toll schön lieb prima freundlich verbunden freuen klasse fragen bitten hilfreich
    bien gentil reconnaissant reconnaissante reconnaissants sympa aimable parfait ravi ravie demander
    genial bueno agradecería agradecido agradecida agradeceríamos encantado perfecto estupendo preguntar amable
    fijn dankbaar blij top handig mooi vriendelijk vragen afvragen waarderen""")  # fmt: skip
_ASKED: Final = words(
    "you u ya sie du ihr usted ustedes vous tu u je jij jullie could can would may might könnte könnten könntest könntet können kann würden würde pouviez pourriez pouvez pouvait pourrait puede pueden pudiera pudieran pudieras podría podrían podéis podríais kan kunt kunnen zou zouden"
)
_EMPTY: Final = words("""if falls wenn sofern si s'il als indien possible ok okay alright all right fine convenient works work mind trouble bother available feasible so not necessary needed need still going free vacant be is are that's thats you'd kind it's it this that there's any at this
    you i we me us can could may would do does don't please for with no too isn't a problem either
    frei verfügbar da möglich geht ginge passt recht nötig machbar klappt es das ihnen dir euch mir uns ist wäre sie du ihr ich wir können kann könnten geht's irgend noch frei keine umstände macht so ja nein nicht
    y en a il reste dispo disponible libre encore c'est cela ça vous te tu plaît est serait convient pouvez peut peux nécessaire encore dérange ne pas
    queda quedan hay libre disponible aún todavía es posible puede puedes pueden podría fuera parece bien necesario le les les usted no hay
    nog vrij beschikbaar er zijn het dat kan mogelijk u lukt schikt uitkomt nodig is zou kunt niet""")  # fmt: skip
_FREE: Final = words("still going free vacant frei verfügbar dispo disponible libre queda quedan vrij beschikbaar")
"""Whether there is any left: politeness before a wish for it, but not where it is denied."""
_CONFIRMS: Final = ("confirm", "bestatig", "bevestig")
_TO_ME: Final = words(
    "me us that whether if this in by when so receipt mir uns mich dass ob dies schriftlich den das kurz me nous que si bien réception moi nos por recibo mij ons dat of ontvangst"
)
_TELL: Final = words("tell tells inform sag sage sagen sagt nenne nennen dis dites dire dime diga decir vertel zeg zeggen")
ME: Final = words("me us mir uns moi nous mij ons")
"""Who is only to be told has asked for no change."""
_ASK: Final = words("ask frag frage fragen fragt demande demander demandez pregunta preguntar pregúntale pregunte vraag vragen")
_BY: Final = words("by per via on par por with mit")
_CHANNELS: Final = words("post mail email e-mail sms text phone telefon message whatsapp courriel correo telefoon")
_LEADS_YOU: Final = words("can could would will may might please pls do kindly if that when grateful appreciate mind")
_POLITE: Final = words("please bitte svp plaît favor alsjeblieft alstublieft graag merci")
_YOU_ARE_ASKED: Final = words("you sie ihr du vous usted ustedes u jullie")
_BUT: Final = words("but aber mais pero maar")
_SUBJECT: Final = words(
    "i we you he she it they the my our this ich wir sie er es du der die das mein unser je nous il elle on le la les j'ai ik wij u het de mijn"
)
_NOW: Final = words("now again then so ok okay and also please kindly just")
_BECAUSE: Final = words("because since as")
_SHORT: Final = 7


def denies(items: Sequence[Item], place: int) -> bool:
    """Whether a word denies something; the "no" of "customer no 5" stands for number."""
    word = items[place].word
    if word == "no" and place and items[place + 1 : place + 2] and not items[place - 1].kind:
        after = items[place + 1]
        return not (after.kind or after.word in ("is", "are", "was"))
    if word == "pas":
        return tongue(one.word for one in items) in ("", "fr")  # Dutch "pas het aan", "op pas 204417"
    return word in NOT or word.endswith("n't")


def is_others(sentence: Sentence, place: int) -> bool:
    """Whether somebody else is said to say, advise or want it ("Eve told me to ...", "they suggested that I ...")."""
    items = sentence.items
    for at in range(place - 1, -1, -1):
        word = items[at].word
        if (word in _RESTARTS and _restarts(items[at], sentence.tongue)) or word in _OWN_WISH_IN_ONE:
            return False
        if word in _OWN_WISH and any(one.word.split("'")[0] in _SELF for one in items[max(0, at - 2) : at + 2]):
            return False
        if word in SAYING and not _is_errand(items, at):
            return not any(items[start].word in _AS for start in _starts(sentence, at))
    return False


def _is_errand(items: Sequence[Item], at: int) -> bool:
    """ "Read the notes, then put it to 15": something to be done, and no report of what was read."""
    return at == 0 and items[at].word == "read" and (items[1].kind != "" or is_determiner(items[1].word, "en"))


def _restarts(item: Item, tongue: str) -> bool:
    return item.word not in ("y", "et", "en", "also") or joins(item.word, tongue) or (item.word == "also" and tongue == "de")


def _starts(sentence: Sentence, place: int) -> tuple[int, ...]:
    """Where the part of a place begins, and the sentence."""
    return sentence.parts[sentence.part_of(place)][0], 0


def is_open(sentence: Sentence, place: int) -> bool:
    """Whether the deed at a place is only thought of ("I may need to", "I tried to"), stands in a clause of time ("before you cancel"), is what
    nobody shall do, is judged ("it is too late to cancel"), or is a name ("the subject was Cancel")."""
    start, _ = sentence.parts[sentence.part_of(place)]
    before = [one.word for one in sentence.items[start:place]]
    if sentence.part_of(place) and _TO.intersection(before[-1:]):
        before = [
            one.word for one in sentence.items[sentence.parts[sentence.part_of(place) - 1][0] : place]
        ]  # "versucht, A-1 zu stornieren"
    if NOBODY.intersection(before[-2:]) or (_SUBORDINATES.intersection(before[:2]) and not _is_dated(sentence.items[start:place])):
        return True
    if before and before[-1] in ("is", "was", "were") and sentence.tongue == "en":
        return True
    if _POLITE.intersection(before) or _YOU_ARE_ASKED.intersection(before):
        return False
    if UNSURE.intersection(before) or any(one in _SELF and other in ("may", "might") for one, other in pairwise(before)):
        return True
    whole = [one.word for one in sentence.items[:place]]
    judged = bool(whole) and whole[0] in _ITSELF and bool(_TO.intersection(whole[-8:])) and sentence.mark != "?"
    undone = "wanted" in before and bool(_BUT.intersection(one.word for one in sentence.items[place:]))
    return judged or undone


def _is_dated(before: Sequence[Item]) -> bool:
    """ "Until Friday the 26th please forward": a day, and then a word that asks."""
    told = [one.word for one in before]
    return any(one.kind == "day" for one in before[1:3]) and not _POLITE.isdisjoint(told) and _SELF.isdisjoint(told)


def depends(sentence: Sentence, place: int) -> bool:
    """Whether what is asked for at a place shall be done only if something is so."""
    own = sentence.part_of(place)
    if _is_condition(sentence, own):
        return not is_courteous(sentence, place)
    if _is_inverted(sentence):
        return True
    if any(_is_condition(sentence, number) and not _is_empty(sentence, number) for number in range(own)):
        return True
    if any(_is_otherwise(sentence, number) for number in range(own + 1, len(sentence.parts))):
        return True
    for number in range(own + 1, len(sentence.parts)):
        if _is_condition(sentence, number):
            return not (_is_empty(sentence, number) or _is_what_is_asked(sentence, place, number) or _is_consent(sentence, number, own))
        if sentence.items[sentence.parts[number][0]].joins:
            return False
    return False


def _is_otherwise(sentence: Sentence, number: int) -> bool:
    """ "Otherwise forget it"; "otherwise I am charged" only says why."""
    start, end = sentence.parts[number]
    after = [one.word for one in sentence.items[start + 1 : end]]
    return sentence.items[start].word in _OTHERWISE and not (_SUBJECT | _BECOMES).intersection(after[:1])


def _is_what_is_asked(sentence: Sentence, place: int, number: int) -> bool:
    """ "Ask Ann if she comes": the question that is to be put, where no comma makes a condition of it."""
    start = sentence.parts[number][0]
    return sentence.items[place].word in _ASK and not any("," in one.gap for one in sentence.items[place + 1 : start + 1])


def _is_inverted(sentence: Sentence) -> bool:
    """ "Should it have cleared by now, book it": a condition without an "if"."""
    return sentence.items[0].word in _SHOULD and sentence.mark != "?" and len(sentence.parts) > 1


def is_conditional(sentence: Sentence) -> bool:
    """Whether any part of it is a condition that says something."""
    return _is_inverted(sentence) or any(
        _is_otherwise(sentence, number)
        or (
            _is_condition(sentence, number)
            and not (_is_empty(sentence, number) or _is_of_ones_own(sentence, number) or _is_consent(sentence, number, 0))
        )
        for number in range(len(sentence.parts))
    )


def _is_consent(sentence: Sentence, number: int, own: int) -> bool:
    """ "Put six in, a substitute is fine if they're out": hangs on nothing but what is agreed to beside the wish; "sorry if" begs pardon."""
    first, end = sentence.parts[number]
    if number > 0 and told_in(sentence)[first:end][:2] in (["in", "case"], ["au", "cas"]):
        return True  # to be safe
    if first == 0 or sentence.items[first].gap.strip():
        return False
    start, end = sentence.parts[number - 1] if number else (0, first)
    told = told_in(sentence)[start:end]
    if told[-1] in _SORRY:
        return True
    if number - 1 <= own or _IT_IS.intersection(told[:1]):
        return False
    return not _IS.isdisjoint(told) and told[-1] in _AGREED and not any(denies(sentence.items, at) for at in range(start, end))


_IT_IS: Final = words("it it's that that's this es das c'est ça cela lo eso esto het dat dit")
"""What is fine then is the deed itself."""
_SORRY: Final = words(
    "sorry apologies pardon entschuldigung entschuldigen verzeihung désolé désolée perdón perdona disculpa disculpe excuus"
)
_IS: Final = words("is are would be it's that's ist sind wäre est sont serait es son sería is zijn zou")
_AGREED: Final = words("fine ok okay good great alright welcome gut recht okay bien parfait mieux bueno perfecto goed prima akkoord egal")


def _is_of_ones_own(sentence: Sentence, number: int) -> bool:
    """ "Take it out please, I'll rebook when she is better": hangs on nothing but what the requester will do alone."""
    if number < 2:
        return False  # nothing else is said before it
    start, end = sentence.parts[number - 1]
    told = told_in(sentence)[start:end][:_SHORT]
    return any(one in _SELF and other in _WILL for one, other in pairwise(told)) or bool(_I_WILL.intersection(told[:2]))


def is_polite(sentence: Sentence) -> bool:
    """ "It would be great if you bought ...", "je voudrais savoir si ...": a condition by its form only."""
    places = [at for at in range(len(sentence.items)) if _opens(sentence, at)]
    return bool(places) and all(
        is_courteous(sentence, at) or _KNOWING.intersection(one.word for one in sentence.items[max(0, at - 2) : at]) for at in places
    )


def is_courteous(sentence: Sentence, place: int) -> bool:
    """ "It would be great if you could ...", "I wanted to ask whether you could ..."."""
    start = next((at for at in range(min(place, len(sentence.items) - 1), -1, -1) if _opens(sentence, at)), 0)
    before = {one.word for one in sentence.items[:start]}
    return bool(before & _COURTEOUS) and bool(_ASKED.intersection(one.word for one in sentence.items[start : place + 3]))


def _opens(sentence: Sentence, at: int) -> bool:
    word = sentence.items[at].word
    if word.replace("’", "'") in ("s'il", "si") and any(one.word in ("plaît", "plait") for one in sentence.items[at + 1 : at + 3]):
        return False
    return word in WHETHER or (word in IF and _means_if(word, sentence.tongue) and not (word == "als" and _is_as(sentence, at)))


def _is_as(sentence: Sentence, at: int) -> bool:
    """ "Kun je Sam als beheerder toevoegen": one word behind it, and the verb at the end."""
    return at > 1 and not sentence.items[at].gap.strip() and any(one.word.endswith("en") for one in sentence.items[at + 2 : at + 3])


def _means_if(word: str, tongue: str) -> bool:
    return not tongue or word not in _ONLY_IN or tongue in _ONLY_IN[word]


def _is_condition(sentence: Sentence, number: int) -> bool:
    start, end = sentence.parts[number]
    told = [one.word for one in sentence.items[start:end]]
    ahead = [one.word for one in sentence.items[max(0, start - 2) : start]]
    if ahead == ["as", "soon"] and told[:1] == ["as"]:
        return told[1:2] not in (["possible"], ["you"], ["convenient"], ["feasible"])
    if any(tuple(told[at : at + len(one)]) == one for one in _PHRASES for at in (0, 1)):
        return True
    if any(
        one in _WHEN
        and (at == 0 or told[at - 1] not in NOT)
        and ((_SUBJECT - _ARTICLES if one in _AFTER else _SUBJECT).intersection(told[at + 1 : at + 2]) or one in ("cuando", "once"))
        for at, one in enumerate(told[:2])
    ):
        return not _AT_LEISURE.issuperset(told)
    return any(_opens(sentence, at) and sentence.items[at].word not in WHETHER for at in range(start, min(start + 2, end)))


def opens_condition(sentence: Sentence, number: int) -> bool:
    """Whether a part begins with an "if" that is no courtesy and no question to be put."""
    start, end = sentence.parts[number]
    at = next((at for at in range(start, min(start + 2, end)) if _opens(sentence, at) and sentence.items[at].word not in WHETHER), None)
    return at is not None and not is_courteous(sentence, at)


def _is_empty(sentence: Sentence, number: int) -> bool:
    """ "If possible", "falls das geht", "s'il vous plaît": says nothing of what must be so."""
    start, end = sentence.parts[number]
    told = [one.word for one in sentence.items[start:end]]
    if not _FREE.isdisjoint(told) and any(denies(sentence.items, at) for at in range(start, end)):
        return False  # "if it is not free" says what must be so
    return all(one in _EMPTY for one in told) or (told[:3] == ["as", "soon", "as"] and _AT_LEISURE.union(_EMPTY).issuperset(told[:4]))


def only_tells(sentence: Sentence, place: int) -> bool:
    """ "Please confirm in writing", "tell me", "by post": a word to the requester and a way to go; neither decides nor sends anything."""
    before, after = part_of(sentence, place)
    if bare(sentence.items[place].word).startswith(_CONFIRMS):
        object_ = [one for one in after if one not in _POLITE]
        return not object_ or object_[0] in _TO_ME or bool(_TO_ME.intersection(before[-1:]))
    if sentence.items[place].word in _TELL:
        return bool(ME.intersection([one for one in after if one not in _YOU_ARE_ASKED][:1] or before[-1:]))
    return bool(before) and before[-1] in _BY and sentence.items[place].word in _CHANNELS


def is_habit(sentence: Sentence, place: int) -> bool:
    """ "You cancel visits when nobody confirms", "Vous passez toujours à 92 euros": what the one who is asked does anyway."""
    spoken = sentence.tongue
    doers = _DOER.get(spoken, _ANY_DOER)
    start = sentence.parts[sentence.part_of(place)][0]
    before = [one.word for one in sentence.items[:place]]
    subject = next(
        (at for at in range(place - 1, start - 1, -1) if before[at] not in _OFTEN | _OBJECTS_BEFORE.get(spoken, frozenset())), -1
    )
    if subject < 0 or before[subject] not in doers or (spoken in ("de", "nl") and subject != start):
        return False
    if spoken in ("fr", "es") and sentence.items[place].word.endswith(_UNBOUND[spoken]):
        return False
    if spoken != "en" and (sentence.mark == "?" or _POLITE.intersection(one.word for one in sentence.items)):
        return False
    return not any(one in _LEADS_YOU or one in WISH or one.endswith("'d") for one in before)


_OFTEN: Final = words(
    "always usually normally generally often still regularly immer stets normalerweise meistens gewöhnlich oft toujours souvent normalement siempre normalmente generalmente altijd meestal gewoonlijk vaak"
)
_DOER: Final = {
    "en": words("you they he she"),
    "de": words("sie ihr du er"),
    "fr": words("vous tu ils elles il elle"),
    "es": words("usted ustedes tú ellos ellas él ella"),
    "nl": words("u jullie je jij zij hij"),
}
_ANY_DOER: Final = words("you they he she vous usted ustedes jullie")
"""Where the language is not told."""
_OBJECTS_BEFORE: Final = {"fr": words("nous me le la les lui leur"), "es": words("me nos lo la los las le les se")}
"""Pronouns that stand between who does it and the verb."""
_UNBOUND: Final = {"fr": ("er", "ir", "re"), "es": ("ar", "er", "ir")}


def may_be(sentence: Sentence, place: int) -> bool:
    """ "INC-7 can be closed": leave to do it, where nothing else is named and no limit follows."""
    start, end = sentence.parts[sentence.part_of(place)]
    items = sentence.items[start:end]
    at = place - start
    told = [one.word for one in items if one.word not in _POLITE | _NOW]
    named = [one for one in items[:at] if one.kind]
    lead = [one for one in items[: items.index(named[0])] if one.word not in _POLITE | _NOW] if named else []
    after = sentence.items[end] if end < len(sentence.items) else None
    return (
        sentence.mark != "?" and len(named) == 1 and all(is_determiner(one.word, sentence.tongue) or things(bare(one.word)) for one in lead)
        and not any(one.word in SAYING for one in sentence.items[end:]) and (after is None or "," in after.gap or after.joins or after.word in _BECAUSE) and told[-3:-1] in (["can", "be"], ["may", "be"])
        and told[-1] == items[at].word and len(told) <= _SHORT
    )  # fmt: skip
