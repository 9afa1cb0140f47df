"""Was it written by a person? RFC 3834, RFC 2369, RFC 6522 and what programs really send. In doubt: a person."""

from __future__ import annotations

import re
from collections.abc import Collection

from connectors.mail.mime import Part

AUTO_SUBJECT = re.compile(
    r"^\W*(?:(?:re|aw|antw|sv|vs|fw|fwd|odp|ynt)\s?:\s*)*(?:auto(?:matic|matische|mated)?[- ]?(?:reply|response|antwort)|automatic reply|automatische antwort|abwesenheits(?:notiz|nachricht|meldung)|abwesend\b|out of (?:the )?office|ooo:|"
    r"réponse automatique|absence du bureau|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori sede|resposta automática|fora do escritório|automatisch antwoord|afwezigheidsmelding|"
    r"odpowiedź automatyczna|automatyczna odpowiedź|autosvar|automatiskt svar|automatisk svar|fraværende|fravær|automaattinen vastaus|poissaoloviesti|automatická odpověď|automatická odpoveď|"
    r"автоматический ответ|автоответ|автоматична відповідь|otomatik yanıt|自動返信|自動応答|不在通知|自动回复|自動回覆|자동 ?(?:응답|회신)|부재 ?중|αυτόματη απάντηση|automatikus válasz|răspuns automat|"
    r"trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ|תשובה אוטומטית|رد تلقائي|vacation (?:reply|message|response)|i am (?:currently )?out of (?:the )?office)",
    re.I,
)
BOUNCE_SUBJECT = re.compile(
    r"^\W*(?:mail delivery (?:failed|failure|subsystem)|undeliver(?:able|ed)|delivery (?:status notification|failure|has failed)|returned mail|failure notice|message (?:undeliverable|not delivered)|"
    r"unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|non[- ]?remis|échec de (?:la )?(?:remise|distribution)|no se puede entregar|non recapitabile|mancato recapito|onbestelbaar|niedostarczon|"
    r"недоставлен|не удается доставить|doručení se nezdařilo|olevererbart|kan ikke leveres|ei voitu toimittaa|配信不能|配信不可|无法投递|退信|系统退信|반송)",
    re.I,
)
LIST_HEADERS = ("list-id", "list-post", "x-mailing-list", "x-mailman-version", "x-beenthere", "mailing-list", "list-unsubscribe", "list-help",
                "feedback-id", "x-campaign-id", "x-loop")  # fmt: skip
DAEMON = re.compile(r"^(?:mailer-daemon|mail-daemon|postmaster|mailerdaemon|bounces?|mail\.daemon|mdaemon)(?:[+=\-].*)?(?:@|$)", re.I)


def classify(
    part: Part, *, sender: str, subject: str, message_id: str, own_domains: Collection[str] = (), own_addresses: Collection[str] = ()
) -> str:
    """ "" for a person, else own, bounce, report, auto-reply or list; the first that fits."""
    head = {name: value.decode("latin-1").strip().lower() for name, value in reversed(part.headers.fields[:500]) if len(value) < 4_000}
    if _own(head, message_id, sender, own_domains, own_addresses):
        return "own"
    report = part.params.get("report-type", "").lower() if head.get("content-type", "").startswith("multipart/report") else ""
    kinds = {child.type for child in part.children}
    if report == "delivery-status" or kinds & {"message/delivery-status", "message/global-delivery-status"}:
        return "bounce"
    if report or kinds & {"message/disposition-notification", "message/feedback-report"}:
        return "report"
    empty_path = "return-path" in head and head["return-path"].strip(" <>") == ""
    if "x-failed-recipients" in head or (
        DAEMON.match(sender) and (BOUNCE_SUBJECT.match(subject) or empty_path or not sender.startswith("postmaster"))
    ):
        return "bounce"
    if empty_path and BOUNCE_SUBJECT.match(subject):
        return "bounce"
    if _automatic(head, subject, empty_path):
        return "auto-reply"
    return "list" if _list(head) else ""


def _own(head: dict[str, str], message_id: str, sender: str, domains: Collection[str], addresses: Collection[str]) -> bool:
    """Our own mail come back: our mark, our Message-ID, or our own mailbox as sender."""
    if any(name.startswith("x-countersign-") for name in head):
        return True
    if message_id.startswith("cs.") and message_id.rpartition("@")[2].lower() in {d.lower() for d in domains}:
        return True
    return bool(sender) and sender in {address.lower() for address in addresses}


def _automatic(head: dict[str, str], subject: str, empty_path: bool) -> bool:
    submitted = head.get("auto-submitted", "").split(";")[0].strip()
    if submitted and submitted != "no":
        return True
    if any(
        name in head for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply", "x-auto-reply")
    ):
        return head.get("x-autoreply", "yes") not in ("no", "false", "0")
    precedence = head.get("precedence", "")
    if precedence == "auto_reply" or head.get("x-precedence") == "auto_reply" or head.get("delivered-to") == "autoresponder":
        return True
    if head.get("x-ms-exchange-inbox-rules-loop") or head.get("x-ms-exchange-generated-message-source", "").startswith("mailbox rules"):
        return True
    if AUTO_SUBJECT.match(subject):
        return True
    return empty_path and precedence in ("bulk", "junk") and "list-id" not in head


def _list(head: dict[str, str]) -> bool:
    return any(name in head for name in LIST_HEADERS) or head.get("precedence", "") in ("list", "bulk", "junk")
