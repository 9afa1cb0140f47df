"""What mail programs write around a reply, language by language: data of the reply tests. All sentences are ours."""

from __future__ import annotations

from typing import NamedTuple

WHO = "Lindgren Help <help@shop.example>"


class Tongue(NamedTuple):
    """``answer`` is what the customer writes, ``old`` what we had written; then each client's line above a quotation and its footer."""

    answer: str
    old: str
    gmail: str
    apple: str
    thunderbird: str
    outlook: tuple[str, str, str, str]
    original: str
    phone: str
    closing: str


TONGUES: dict[str, Tongue] = {
    "en": Tongue(
        "Thanks, the second parcel came this morning.\nThe left door is scratched though. What now?",
        "Both parcels have left our house.\nYou will get them by Friday.",
        f"On Mon, Nov 2, 2026 at 3:14 PM {WHO} wrote:", f"> On 2 Nov 2026, at 15:14, {WHO} wrote:", "On 02/11/2026 15:14, Lindgren Help wrote:",
        ("From", "Sent", "To", "Subject"), "-----Original Message-----", "Sent from my iPhone", "Kind regards"),
    "de": Tongue(
        "Danke, das zweite Paket kam heute früh.\nDie linke Tür ist aber zerkratzt. Was nun?",
        "Beide Pakete haben unser Haus verlassen.\nSie erhalten sie bis Freitag.",
        f"Am Mo., 2. Nov. 2026 um 15:14 Uhr schrieb {WHO}:", f"> Am 02.11.2026 um 15:14 schrieb {WHO}:", "Am 02.11.26 um 15:14 schrieb Lindgren Help:",
        ("Von", "Gesendet", "An", "Betreff"), "-----Ursprüngliche Nachricht-----", "Von meinem iPhone gesendet", "Mit freundlichen Grüßen"),
    "fr": Tongue(
        "Merci, le second colis est arrivé ce matin.\nMais la porte gauche est rayée. Que faire ?",
        "Les deux colis ont quitté nos locaux.\nVous les aurez avant vendredi.",
        f"Le lun. 2 nov. 2026 à 15:14, {WHO} a écrit :", f"> Le 2 nov. 2026 à 15:14, {WHO} a écrit :", "Le 02/11/2026 à 15:14, Lindgren Help a écrit :",
        ("De", "Envoyé", "À", "Objet"), "-----Message d'origine-----", "Envoyé de mon iPhone", "Cordialement"),
    "es": Tongue(
        "Gracias, el segundo paquete llegó esta mañana.\nPero la puerta izquierda está rayada. ¿Qué hago?",
        "Los dos paquetes salieron ya del almacén.\nLos tendrá antes del viernes.",
        "El lun, 2 nov 2026 a las 15:14, Lindgren Help (<help@shop.example>) escribió:", f"> El 2 nov 2026, a las 15:14, {WHO} escribió:",
        "El 2/11/26 a las 15:14, Lindgren Help escribió:",
        ("De", "Enviado el", "Para", "Asunto"), "-----Mensaje original-----", "Enviado desde mi iPhone", "Un saludo"),
    "it": Tongue(
        "Grazie, il secondo pacco è arrivato stamattina.\nPerò l'anta sinistra è graffiata. Che faccio?",
        "I due pacchi sono partiti da noi.\nArriveranno entro venerdì.",
        f"Il giorno lun 2 nov 2026 alle ore 15:14 {WHO} ha scritto:", f"> Il giorno 2 nov 2026, alle ore 15:14, {WHO} ha scritto:",
        "Il 02/11/26 15:14, Lindgren Help ha scritto:",
        ("Da", "Inviato", "A", "Oggetto"), "-----Messaggio originale-----", "Inviato da iPhone", "Cordiali saluti"),
    "pt": Tongue(
        "Obrigada, o segundo pacote chegou hoje cedo.\nMas a porta esquerda está riscada. E agora?",
        "Os dois pacotes já saíram daqui.\nChegam até sexta-feira.",
        f"Em seg., 2 de nov. de 2026 às 15:14, {WHO} escreveu:", f"> No dia 02/11/2026, às 15:14, {WHO} escreveu:",
        "Em 02/11/2026 15:14, Lindgren Help escreveu:",
        ("De", "Enviado", "Para", "Assunto"), "-----Mensagem original-----", "Enviado do meu iPhone", "Com os melhores cumprimentos"),
    "nl": Tongue(
        "Bedankt, het tweede pakket kwam vanmorgen.\nMaar de linkerdeur zit vol krassen. Wat nu?",
        "Beide pakketten zijn onderweg.\nU hebt ze voor vrijdag.",
        f"Op ma 2 nov 2026 om 15:14 schreef {WHO}:", f"> Op 2 nov. 2026 om 15:14 heeft {WHO} het volgende geschreven:",
        "Op 02-11-2026 om 15:14 schreef Lindgren Help:",
        ("Van", "Verzonden", "Aan", "Onderwerp"), "-----Oorspronkelijk bericht-----", "Verstuurd vanaf mijn iPhone", "Met vriendelijke groet"),
    "pl": Tongue(
        "Dziękuję, druga paczka przyszła dziś rano.\nAle lewe drzwi są porysowane. Co dalej?",
        "Obie paczki wyszły od nas.\nDotrą do piątku.",
        f"pon., 2 lis 2026 o 15:14 {WHO} napisał(a):", f"> Wiadomość napisana przez {WHO} w dniu 02.11.2026, o godz. 15:14:",
        "W dniu 02.11.2026 o 15:14, Lindgren Help pisze:",
        ("Od", "Wysłano", "Do", "Temat"), "-----Wiadomość oryginalna-----", "Wysłane z iPhone'a", "Pozdrawiam"),
    "sv": Tongue(
        "Tack, det andra paketet kom i morse.\nMen vänster dörr är repad. Vad gör vi?",
        "Båda paketen har lämnat oss.\nDu får dem senast på fredag.",
        f"Den mån 2 nov. 2026 kl 15:14 skrev {WHO}:", f"> 2 nov. 2026 kl. 15:14 skrev {WHO}:", "Den 2026-11-02 kl. 15:14, skrev Lindgren Help:",
        ("Från", "Skickat", "Till", "Ämne"), "-----Ursprungligt meddelande-----", "Skickat från min iPhone", "Med vänliga hälsningar"),
    "da": Tongue(
        "Tak, den anden pakke kom i morges.\nMen venstre låge er ridset. Hvad gør vi?",
        "Begge pakker har forladt os.\nDu får dem senest fredag.",
        f"Den man. 2. nov. 2026 kl. 15.14 skrev {WHO}:", f"> Den 2. nov. 2026 kl. 15.14 skrev {WHO}:", "Den 02-11-2026 kl. 15:14 skrev Lindgren Help:",
        ("Fra", "Sendt", "Til", "Emne"), "-----Oprindelig meddelelse-----", "Sendt fra min iPhone", "Med venlig hilsen"),
    "nb": Tongue(
        "Takk, den andre pakken kom i dag tidlig.\nMen venstre dør er ripet. Hva nå?",
        "Begge pakkene har gått fra oss.\nDu får dem innen fredag.",
        f"man. 2. nov. 2026 kl. 15:14 skrev {WHO}:", f"> 2. nov. 2026 kl. 15:14 skrev {WHO}:", "Den 02.11.2026 15:14, skrev Lindgren Help:",
        ("Fra", "Sendt", "Til", "Emne"), "-----Opprinnelig melding-----", "Sendt fra min iPhone", "Vennlig hilsen"),
    "fi": Tongue(
        "Kiitos, toinen paketti tuli tänä aamuna.\nVasen ovi on kuitenkin naarmuilla. Mitä nyt?",
        "Molemmat paketit ovat lähteneet meiltä.\nSaatte ne perjantaihin mennessä.",
        f"ma 2. marrask. 2026 klo 15.14 {WHO} kirjoitti:", f"> {WHO} kirjoitti 2.11.2026 kello 15.14:", "Lindgren Help kirjoitti 2.11.2026 klo 15.14:",
        ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"), "-----Alkuperäinen viesti-----", "Lähetetty iPhonesta", "Ystävällisin terveisin"),
    "tr": Tongue(
        "Teşekkürler, ikinci paket bu sabah geldi.\nAma sol kapak çizik. Şimdi ne olacak?",
        "İki paket de bizden çıktı.\nCumaya kadar elinizde olur.",
        f"{WHO}, 2 Kas 2026 Pzt, 15:14 tarihinde şunu yazdı:", f"> {WHO} şunları yazdı (2 Kas 2026 15:14):", "On 2.11.2026 15:14, Lindgren Help yazdı:",
        ("Kimden", "Gönderildi", "Kime", "Konu"), "-----Özgün İleti-----", "iPhone'umdan gönderildi", "Saygılarımla"),
    "ru": Tongue(
        "Спасибо, вторая посылка пришла утром.\nНо левая дверца поцарапана. Что делать?",
        "Обе посылки от нас ушли.\nОни будут у вас до пятницы.",
        f"пн, 2 нояб. 2026 г. в 15:14, {WHO}:", f"> 2 нояб. 2026 г., в 15:14, {WHO} написал(а):", "02.11.2026 15:14, Lindgren Help пишет:",
        ("От", "Отправлено", "Кому", "Тема"), "-----Исходное сообщение-----", "Отправлено с iPhone", "С уважением"),
    "cs": Tongue(
        "Děkuji, druhý balík přišel dnes ráno.\nLevá dvířka jsou ale poškrábaná. Co teď?",
        "Oba balíky od nás odešly.\nDorazí do pátku.",
        f"po 2. 11. 2026 v 15:14 odesílatel {WHO} napsal:", f"> 2. 11. 2026 v 15:14, {WHO}:", "Dne 02. 11. 26 v 15:14 Lindgren Help napsal(a):",
        ("Od", "Odesláno", "Komu", "Předmět"), "-----Původní zpráva-----", "Odesláno z iPhonu", "S pozdravem"),
    "ja": Tongue(
        "ありがとうございます。二つ目の荷物が今朝届きました。\nただ左の扉に傷があります。どうすればよいですか。",
        "お荷物は二つとも発送いたしました。\n金曜日までに届きます。",
        f"2026年11月2日(月) 15:14 {WHO}:", f"> 2026/11/02 15:14、{WHO}のメール:", "On 2026/11/02 15:14, Lindgren Help wrote:",
        ("差出人", "送信日時", "宛先", "件名"), "-----元のメッセージ-----", "iPhoneから送信", "よろしくお願いいたします"),
    "zh": Tongue(
        "谢谢，第二个包裹今天早上到了。\n不过左边的门有划痕，怎么办？",
        "两个包裹都已发出。\n周五前会送到。",
        f"{WHO} 于2026年11月2日周一 15:14写道：", f"> 在 2026年11月2日，15:14，{WHO} 写道：", "在 2026/11/2 15:14, Lindgren Help 写道:",
        ("发件人", "发送时间", "收件人", "主题"), "-----原始邮件-----", "发自我的iPhone", "此致敬礼"),
}  # fmt: skip
