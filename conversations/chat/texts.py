"""The fixed words of the chat in the visitor's language. Notices are registered here: nothing else is shown that nobody approved."""

from __future__ import annotations

from collections.abc import Mapping

COLLEAGUE_CHECKS = "colleague_checks"

NOTICES: Mapping[str, Mapping[str, str]] = {
    COLLEAGUE_CHECKS: {
        "en": "A colleague is checking the answer.",
        "de": "Eine Kollegin oder ein Kollege prüft die Antwort.",
        "fr": "Une personne de l'équipe vérifie la réponse.",
        "es": "Una persona del equipo está revisando la respuesta.",
        "it": "Una persona del team sta controllando la risposta.",
        "nl": "Een collega kijkt het antwoord na.",
    }
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Chat",
        "log": "Conversation",
        "message": "Your message",
        "send": "Send",
        "close": "Close chat",
        "you": "You",
        "us": "We",
        "sending": "Sending",
        "not_sent": "Not sent",
        "received": "Received. An answer is being prepared.",
        "connecting": "Connecting",
        "offline": "No connection. What you write is kept and sent as soon as it is back.",
        "ended": "This chat is closed.",
        "left": "characters left",
        "too_long": "This message is too long.",
        "retry_later": "That was a lot at once. It will be sent in a moment.",
        "refused": "This message could not be taken.",
        "unread": "new messages",
        "disclosure": "Answers may be drafted by AI.",
        "javascript": "This chat needs JavaScript.",
    },
    "de": {
        "title": "Chat",
        "log": "Unterhaltung",
        "message": "Ihre Nachricht",
        "send": "Senden",
        "close": "Chat schließen",
        "you": "Sie",
        "us": "Wir",
        "sending": "Wird gesendet",
        "not_sent": "Nicht gesendet",
        "received": "Angekommen. Eine Antwort wird vorbereitet.",
        "connecting": "Verbindung wird aufgebaut",
        "offline": "Keine Verbindung. Was Sie schreiben, bleibt erhalten und wird gesendet, sobald sie wieder da ist.",
        "ended": "Dieser Chat ist geschlossen.",
        "left": "Zeichen übrig",
        "too_long": "Diese Nachricht ist zu lang.",
        "retry_later": "Das war viel auf einmal. Es wird gleich gesendet.",
        "refused": "Diese Nachricht konnte nicht angenommen werden.",
        "unread": "neue Nachrichten",
        "disclosure": "Antworten können von einer KI entworfen sein.",
        "javascript": "Dieser Chat braucht JavaScript.",
    },
    "fr": {
        "title": "Chat",
        "log": "Conversation",
        "message": "Votre message",
        "send": "Envoyer",
        "close": "Fermer le chat",
        "you": "Vous",
        "us": "Nous",
        "sending": "Envoi en cours",
        "not_sent": "Non envoyé",
        "received": "Bien reçu. Une réponse se prépare.",
        "connecting": "Connexion en cours",
        "offline": "Pas de connexion. Ce que vous écrivez est gardé et partira dès son retour.",
        "ended": "Ce chat est fermé.",
        "left": "caractères restants",
        "too_long": "Ce message est trop long.",
        "retry_later": "Cela fait beaucoup d'un coup. L'envoi aura lieu dans un instant.",
        "refused": "Ce message n'a pas pu être accepté.",
        "unread": "nouveaux messages",
        "disclosure": "Les réponses peuvent être rédigées par une IA.",
        "javascript": "Ce chat a besoin de JavaScript.",
    },
    "es": {
        "title": "Chat",
        "log": "Conversación",
        "message": "Su mensaje",
        "send": "Enviar",
        "close": "Cerrar el chat",
        "you": "Usted",
        "us": "Nosotros",
        "sending": "Enviando",
        "not_sent": "No enviado",
        "received": "Recibido. Se está preparando una respuesta.",
        "connecting": "Conectando",
        "offline": "Sin conexión. Lo que escriba se guarda y se envía en cuanto vuelva.",
        "ended": "Este chat está cerrado.",
        "left": "caracteres disponibles",
        "too_long": "Este mensaje es demasiado largo.",
        "retry_later": "Era mucho de una vez. Se enviará en un momento.",
        "refused": "No se pudo aceptar este mensaje.",
        "unread": "mensajes nuevos",
        "disclosure": "Las respuestas pueden estar redactadas por una IA.",
        "javascript": "Este chat necesita JavaScript.",
    },
    "it": {
        "title": "Chat",
        "log": "Conversazione",
        "message": "Il suo messaggio",
        "send": "Invia",
        "close": "Chiudi la chat",
        "you": "Lei",
        "us": "Noi",
        "sending": "Invio in corso",
        "not_sent": "Non inviato",
        "received": "Ricevuto. Stiamo preparando una risposta.",
        "connecting": "Connessione in corso",
        "offline": "Nessuna connessione. Ciò che scrive resta qui e parte appena torna.",
        "ended": "Questa chat è chiusa.",
        "left": "caratteri rimasti",
        "too_long": "Questo messaggio è troppo lungo.",
        "retry_later": "Era molto in una volta. Verrà inviato tra un momento.",
        "refused": "Non è stato possibile accettare questo messaggio.",
        "unread": "messaggi nuovi",
        "disclosure": "Le risposte possono essere scritte da un'IA.",
        "javascript": "Questa chat richiede JavaScript.",
    },
    "nl": {
        "title": "Chat",
        "log": "Gesprek",
        "message": "Uw bericht",
        "send": "Versturen",
        "close": "Chat sluiten",
        "you": "U",
        "us": "Wij",
        "sending": "Wordt verstuurd",
        "not_sent": "Niet verstuurd",
        "received": "Ontvangen. Er wordt een antwoord voorbereid.",
        "connecting": "Verbinding maken",
        "offline": "Geen verbinding. Wat u schrijft blijft bewaard en gaat weg zodra zij terug is.",
        "ended": "Deze chat is gesloten.",
        "left": "tekens over",
        "too_long": "Dit bericht is te lang.",
        "retry_later": "Dat was veel ineens. Het wordt zo verstuurd.",
        "refused": "Dit bericht kon niet worden aangenomen.",
        "unread": "nieuwe berichten",
        "disclosure": "Antwoorden kunnen door AI zijn opgesteld.",
        "javascript": "Deze chat heeft JavaScript nodig.",
    },
}

LOCALES = tuple(WORDS)


def chosen(*wishes: str) -> str:
    """The first wish we have words for (``de-AT`` counts as ``de``), else English."""
    for wish in wishes:
        language = wish.strip().lower().replace("_", "-").partition("-")[0]
        if language in WORDS:
            return language
    return "en"
