"""Words of a text for searching: folded, without the small words, compounds taken apart by the glossary."""

from __future__ import annotations

import re
import unicodedata

from conversations.memory import glossary

CONFIGS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "no", "fi", "hu"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LINKS = ("", "s", "es", "n", "en", "er", "e", "-")
_SHORTEST_PART = 4

# The commonest words of the languages we draft in: they say nothing about what a passage is about.
_SMALL = frozenset(
    """
    a about after all also am an and any are as at be because been before but by can could did do does for from get had has have hello hi how i
    if in into is it its just know like me much many my no not of off on or our out over please so some such tell than thank thanks that the
    their them then there these they this to too up us very want was we were what when where which who why will with would you your yours dear
    regards kind best im ive id dont cant
    aber alle als am an auch auf aus bei beim bin bis bitte da damit dann das dass dein dem den der des die dies diese diesem diesen dieser doch
    du durch ein eine einem einen einer er es etwas für gibt habe haben hat hallo ich ihr ihre ihrem ihren ihrer im in ist ja jetzt kann können
    könnte könnten liebe lieber man mein meine meinem meinen meiner mich mir mit möchte nach nicht noch nun nur ob oder ohne sehr sein sich sie
    sind so über um und uns unser unsere vielen dank vom von vor wann war warum was weil welche wenn wer werde werden wie wieder will wir wird wo
    zu zum zur sehr geehrte damen herren guten tag grüße freundlichen freundliche
    au aux avec avez bonjour ce ces cette comment dans de des du elle en est et être faire il ils je l la le les leur ma madame mais mes moi mon
    monsieur ne nos notre nous on ou où par pas pour pouvez puis que quel quelle quand qui s sa se si son sont sur suis tu un une vos votre vous y
    merci cordialement peux peut fait
    al algo como con cual cuando de del desde donde el ella en es esta está este esto gracias ha hay he hola la las le lo los me mi mis muy no nos o
    para pero por porque puede puedo que qué quiero se ser si sin sobre son su sus te tengo un una y ya cuánto cuántos cómo dónde
    ai al alla anche avete che chi ci come con cosa da dal dei del della delle di dove e è ed gli grazie ha ho i il in io la le lo ma mi mio mia
    nel nella non o per perché più posso può quale quando quanto questa questo se si sono su sul sulla ti un una vi vorrei buongiorno salve
    ao aos as com como da das de do dos e ela ele em essa este esta eu foi há isso já lhe mas me meu minha muito na não nas no nos o obrigado os ou
    para pela pelo por posso qual quando que quero se sem ser seu sua são tem tenho um uma você olá bom dia onde
    aan al als bij dan dat de deze die dit een en er geen graag had heb hebben heeft het hoe ik in is je kan kunt kunnen maar me met mijn naar niet
    nog of om omdat ons onze ook op over te tot u uit uw van voor waar wanneer wat we wel wie wij wil zal ze zich zijn zo zou bedankt hallo
    ale bardzo być ci co czy dla do dzień dobry go i ich ile ja jak jaka jaki jakie jest jestem już kiedy który która mam mi mnie może mogę moja
    moje mój na nie o od po pod proszę przez przy są się ta tak to w we wam was z za ze że żeby gdzie dziękuję witam
    att av de den det detta din du där efter eller en ett från för ha har hej hon hur i inte jag kan kommer man med men min mitt mycket när nu och
    om på så ska som tack till är var vad vi vilken vill
    af at blive den det der dig din du efter eller en er et for fra ha har havde hej hvad hvem hvor hvordan hvornår i ikke jeg kan man med men mig min
    mit mange når nu og om på så skal som tak til vi vil var være
    ama bana ben bir bu çok da daha de değil en gibi hangi için ile ise kadar ki merhaba mi mı mu mü nasıl ne neden nerede o olan olarak siz sizin
    şu var ve veya ya yok teşekkürler lütfen
    а без бы был в вам вас вы где да для до его ее если есть еще же за здравствуйте и из или их к как какие какой когда ли мне мой моя мы на не нет но
    о об он она они от по пожалуйста после при с сколько спасибо так то у уже хочу что чтобы это я
    """.split()
)


def fold(text: str) -> str:
    """Lower case, composed, straight apostrophes."""
    return unicodedata.normalize("NFC", text).replace("’", "'").replace("İ", "i").lower()


def plain(word: str) -> str:
    """Without accents: people leave them out when they type in a hurry. German ß becomes ss."""
    decomposed = unicodedata.normalize("NFKD", word.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """All words of ``text``, folded; an elided article (l', d', qu') is cut off."""
    return [word.rsplit("'", 1)[-1] if "'" in word[:4] else word for word in _WORD.findall(fold(text))]


def telling(text: str) -> list[str]:
    """The words that say what it is about, each once, in order; all of them when only small words are there."""
    every = list(dict.fromkeys(tokens(text)))
    return [word for word in every if word not in _SMALL and (len(word) > 1 or not word.isascii())] or every


def config(language: str) -> str:
    """Name of PostgreSQL's text search configuration for a language; "simple" where there is none."""
    return CONFIGS.get(language, "simple")


def parts(word: str) -> list[str]:
    """The known words a compound is made of ("rücksendeetikett" gives rücksende, etikett); empty when it is none."""
    if len(word) < 2 * _SHORTEST_PART:
        return []
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        tail = word[cut:]
        if not glossary.concepts(tail):
            continue
        head = _head(word[:cut])
        if head:
            return [head, tail]
    return []


def _head(text: str) -> str:
    for link in _LINKS:
        stem = text.removesuffix(link) if link else text
        if len(stem) >= _SHORTEST_PART - 1 and (not link or text.endswith(link)) and glossary.concepts(stem):
            return stem
    return ""
