"""The fixed lines of our own drafts, in twelve languages and a formal tone. They state nothing about the customer's case."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Wording:
    """``named`` greets with {name}. ``intro`` says what this text is, ``foreign`` that passages stand in {language} as they are."""

    named: str
    greeting: str
    intro: str
    foreign: str
    closing: str
    nothing: str
    handed: str
    sources: str
    regards: str


_ROWS: dict[str, tuple[str, ...]] = {
    "en": (
        "Dear {name},", "Hello,", "This answer was put together automatically from our help pages:", "The passages are quoted as they stand, in {language}.",
        "If this does not answer your question, simply reply and a colleague will look into it.",
        "We could not find an answer to your question in our help pages. A colleague will read your message and answer you in person.",
        "You asked for a person. A colleague will read your message and answer you in person.", "Sources:", "Kind regards",
    ),
    "de": (
        "Guten Tag {name},", "Guten Tag,", "diese Antwort wurde automatisch aus unseren Hilfeseiten zusammengestellt:",
        "Die Stellen sind im Wortlaut wiedergegeben, auf {language}.",
        "Falls das Ihre Frage nicht beantwortet, antworten Sie einfach auf diese Nachricht; dann kümmert sich eine Kollegin oder ein Kollege darum.",
        "in unseren Hilfeseiten haben wir keine Antwort auf Ihre Frage gefunden. Eine Kollegin oder ein Kollege liest Ihre Nachricht und antwortet Ihnen persönlich.",
        "Sie möchten mit einem Menschen sprechen. Eine Kollegin oder ein Kollege liest Ihre Nachricht und antwortet Ihnen persönlich.",
        "Quellen:", "Mit freundlichen Grüßen",
    ),
    "fr": (
        "Bonjour {name},", "Bonjour,", "Cette réponse a été composée automatiquement à partir de nos pages d'aide :", "Les passages sont cités tels quels, en {language}.",
        "Si cela ne répond pas à votre question, répondez simplement à ce message et un membre de notre équipe s'en occupera.",
        "Nous n'avons pas trouvé de réponse à votre question dans nos pages d'aide. Un membre de notre équipe lira votre message et vous répondra personnellement.",
        "Vous souhaitez parler à une personne. Un membre de notre équipe lira votre message et vous répondra personnellement.", "Sources :", "Cordialement",
    ),
    "es": (
        "Estimado/a {name}:", "Buenos días:", "Esta respuesta se ha compuesto automáticamente a partir de nuestras páginas de ayuda:",
        "Los pasajes se citan tal como están, en {language}.", "Si esto no responde a su pregunta, conteste a este mensaje y una persona de nuestro equipo se ocupará.",
        "No hemos encontrado respuesta a su pregunta en nuestras páginas de ayuda. Una persona de nuestro equipo leerá su mensaje y le responderá personalmente.",
        "Usted desea hablar con una persona. Una persona de nuestro equipo leerá su mensaje y le responderá personalmente.", "Fuentes:", "Atentamente",
    ),
    "it": (
        "Gentile {name},", "Buongiorno,", "questa risposta è stata composta automaticamente dalle nostre pagine di aiuto:", "I passaggi sono citati così come sono, in {language}.",
        "Se questo non risponde alla Sua domanda, risponda a questo messaggio e una persona del nostro team se ne occuperà.",
        "non abbiamo trovato una risposta alla Sua domanda nelle nostre pagine di aiuto. Una persona del nostro team leggerà il Suo messaggio e Le risponderà personalmente.",
        "Lei desidera parlare con una persona. Una persona del nostro team leggerà il Suo messaggio e Le risponderà personalmente.", "Fonti:", "Cordiali saluti",
    ),
    "pt": (
        "Caro/a {name},", "Bom dia,", "Esta resposta foi composta automaticamente a partir das nossas páginas de ajuda:", "Os trechos são citados tal como estão, em {language}.",
        "Se isto não responder à sua pergunta, responda a esta mensagem e uma pessoa da nossa equipa tratará do assunto.",
        "Não encontrámos resposta à sua pergunta nas nossas páginas de ajuda. Uma pessoa da nossa equipa lerá a sua mensagem e responderá pessoalmente.",
        "Deseja falar com uma pessoa. Uma pessoa da nossa equipa lerá a sua mensagem e responderá pessoalmente.", "Fontes:", "Com os melhores cumprimentos",
    ),
    "nl": (
        "Geachte {name},", "Goedendag,", "dit antwoord is automatisch samengesteld uit onze hulppagina's:", "De passages zijn letterlijk weergegeven, in het {language}.",
        "Als dit uw vraag niet beantwoordt, reageer dan op dit bericht; een collega kijkt er dan naar.",
        "in onze hulppagina's hebben wij geen antwoord op uw vraag gevonden. Een collega leest uw bericht en antwoordt u persoonlijk.",
        "U wilt graag een medewerker spreken. Een collega leest uw bericht en antwoordt u persoonlijk.", "Bronnen:", "Met vriendelijke groet",
    ),
    "pl": (
        "Dzień dobry {name},", "Dzień dobry,", "ta odpowiedź została ułożona automatycznie na podstawie naszych stron pomocy:", "Fragmenty przytaczamy dosłownie, w języku: {language}.",
        "Jeśli to nie odpowiada na Państwa pytanie, prosimy odpisać na tę wiadomość; zajmie się nią nasz pracownik.",
        "na naszych stronach pomocy nie znaleźliśmy odpowiedzi na Państwa pytanie. Nasz pracownik przeczyta wiadomość i odpowie osobiście.",
        "życzą sobie Państwo kontaktu z człowiekiem. Nasz pracownik przeczyta wiadomość i odpowie osobiście.", "Źródła:", "Z poważaniem",
    ),
    "sv": (
        "Hej {name},", "Hej,", "det här svaret har satts samman automatiskt från våra hjälpsidor:", "Styckena återges ordagrant, på {language}.",
        "Om detta inte besvarar er fråga, svara bara på det här meddelandet så tittar en kollega på det.",
        "på våra hjälpsidor hittade vi inget svar på er fråga. En kollega läser ert meddelande och svarar personligen.",
        "Ni vill tala med en människa. En kollega läser ert meddelande och svarar personligen.", "Källor:", "Med vänliga hälsningar",
    ),
    "da": (
        "Kære {name}", "Goddag", "Dette svar er sat automatisk sammen ud fra vores hjælpesider:", "Afsnittene er gengivet ordret, på {language}.",
        "Hvis det ikke besvarer Deres spørgsmål, så svar blot på denne besked; så ser en kollega på det.",
        "På vores hjælpesider fandt vi intet svar på Deres spørgsmål. En kollega læser Deres besked og svarer personligt.",
        "De ønsker at tale med et menneske. En kollega læser Deres besked og svarer personligt.", "Kilder:", "Med venlig hilsen",
    ),
    "tr": (
        "Sayın {name},", "Merhaba,", "Bu yanıt yardım sayfalarımızdan otomatik olarak derlenmiştir:", "Bölümler olduğu gibi alıntılanmıştır, dili: {language}.",
        "Bu yanıt sorunuzu karşılamıyorsa bu iletiyi yanıtlamanız yeterlidir; bir çalışma arkadaşımız ilgilenecektir.",
        "Yardım sayfalarımızda sorunuza bir yanıt bulamadık. Bir çalışma arkadaşımız iletinizi okuyacak ve size kişisel olarak yanıt verecektir.",
        "Bir kişiyle görüşmek istediğinizi belirttiniz. Bir çalışma arkadaşımız iletinizi okuyacak ve size kişisel olarak yanıt verecektir.", "Kaynaklar:", "Saygılarımızla",
    ),
    "ru": (
        "Здравствуйте, {name}!", "Здравствуйте!", "Этот ответ составлен автоматически по нашим страницам помощи:", "Отрывки приведены дословно, язык: {language}.",
        "Если это не отвечает на Ваш вопрос, просто ответьте на это письмо, и им займётся наш сотрудник.",
        "На наших страницах помощи мы не нашли ответа на Ваш вопрос. Наш сотрудник прочитает Ваше сообщение и ответит лично.",
        "Вы просите связать Вас с человеком. Наш сотрудник прочитает Ваше сообщение и ответит лично.", "Источники:", "С уважением",
    ),
}  # fmt: skip

LINES = {language: Wording(*row) for language, row in _ROWS.items()}
_NAMES = {
    "en": "English German French Spanish Italian Portuguese Dutch Polish Swedish Danish Turkish Russian",
    "de": "Englisch Deutsch Französisch Spanisch Italienisch Portugiesisch Niederländisch Polnisch Schwedisch Dänisch Türkisch Russisch",
    "fr": "anglais allemand français espagnol italien portugais néerlandais polonais suédois danois turc russe",
    "es": "inglés alemán francés español italiano portugués neerlandés polaco sueco danés turco ruso",
    "it": "inglese tedesco francese spagnolo italiano portoghese olandese polacco svedese danese turco russo",
    "pt": "inglês alemão francês espanhol italiano português neerlandês polaco sueco dinamarquês turco russo",
    "nl": "Engels Duits Frans Spaans Italiaans Portugees Nederlands Pools Zweeds Deens Turks Russisch",
    "pl": "angielski niemiecki francuski hiszpański włoski portugalski niderlandzki polski szwedzki duński turecki rosyjski",
    "sv": "engelska tyska franska spanska italienska portugisiska nederländska polska svenska danska turkiska ryska",
    "da": "engelsk tysk fransk spansk italiensk portugisisk hollandsk polsk svensk dansk tyrkisk russisk",
    "tr": "İngilizce Almanca Fransızca İspanyolca İtalyanca Portekizce Felemenkçe Lehçe İsveççe Danca Türkçe Rusça",
    "ru": "английский немецкий французский испанский итальянский португальский нидерландский польский шведский датский турецкий русский",
}
_ORDER = tuple(_NAMES)
_OTHERS = {  # in English, and as its speakers call it
    "nb": ("Norwegian", "norsk"), "cs": ("Czech", "čeština"), "sk": ("Slovak", "slovenčina"), "fi": ("Finnish", "suomi"),
    "ro": ("Romanian", "română"), "hu": ("Hungarian", "magyar"), "hr": ("Croatian", "hrvatski"), "sl": ("Slovenian", "slovenščina"),
    "et": ("Estonian", "eesti"), "lv": ("Latvian", "latviešu"), "lt": ("Lithuanian", "lietuvių"), "ca": ("Catalan", "català"),
    "id": ("Indonesian", "Bahasa Indonesia"), "vi": ("Vietnamese", "tiếng Việt"), "uk": ("Ukrainian", "українська"),
    "bg": ("Bulgarian", "български"), "sr": ("Serbian", "српски"), "el": ("Greek", "ελληνικά"), "ja": ("Japanese", "日本語"),
    "zh": ("Chinese", "中文"), "ko": ("Korean", "한국어"), "ar": ("Arabic", "العربية"), "he": ("Hebrew", "עברית"),
}  # fmt: skip


_DONE = {
    "en": "We have done the following for you:", "de": "wir haben Folgendes für Sie erledigt:", "fr": "Nous avons fait ceci pour vous :",
    "es": "Hemos hecho lo siguiente por usted:", "it": "Abbiamo fatto quanto segue per Lei:", "pt": "Fizemos o seguinte por si:",
    "nl": "Wij hebben het volgende voor u gedaan:", "pl": "Zrobiliśmy dla Państwa:", "sv": "Vi har gjort följande åt dig:",
    "da": "Vi har gjort følgende for dig:", "tr": "Sizin için şunu yaptık:", "ru": "Мы сделали для Вас следующее:",
}  # fmt: skip


def done(language: str) -> str:
    """Stands above what a tool has done by the time the reply leaves."""
    return _DONE.get(language, _DONE["en"])


def for_language(language: str) -> Wording:
    """English where we have no lines of our own."""
    return LINES.get(language, LINES["en"])


def fixed(wording: Wording) -> list[str]:
    """Every sentence of ours, for the check against sources to pass over."""
    return [getattr(wording, field.name) for field in fields(wording)]


def name_of(language: str, spoken: str) -> str:
    """The name of ``language`` in the language ``spoken``, or as its speakers call it; "" where we know none: a code is no word."""
    if language in _ORDER:
        return _NAMES.get(spoken, _NAMES["en"]).split()[_ORDER.index(language)]
    english, own = _OTHERS.get(language, ("", ""))
    return own if spoken in LINES and spoken != "en" else english
