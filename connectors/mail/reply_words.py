"""What mail programs write around a quotation, in some thirty languages: verbs, labels, separators. Data only."""

from __future__ import annotations

import re

WROTE = re.compile(
    r"\b(?:wrote|writes|written by|schrieb(?:en)?|geschrieben|a écrit|écrivait|écrit|escribi[óo]|ha escrito|ha scritto|scrisse|scriveva|escreveu|schreef|"
    r"geschreven|napisał(?:\(?a\)?)?|pisze|skrev|skreiv|kirjoitti|napsal(?:\(?a\)?)?|napísal(?:\(?a\)?)?|píše|написа(?:л(?:\(?а\)?)?|в(?:\(?ла\)?)?|ла|ха)?|пишет|пише|"
    r"yazdı|yazmış|έγραψε|ezt írta|írta|a scris|đã viết|viết|menulis|va escriure|ha escrit|escrigué|idatzi du|escribiu|skrifaði|kirjutas|rašė|parašė|rakstīja|"
    r"je napisa[ol]a?|napisa[ol]a?|napisal(?:\(?a\)?)?|yazıb|shkroi|sent|reported)\b|写道|寫道|のメール|のメッセージ|は(?:次のように)?書きました|さんは?書|が書いた|님이 (?:작성|쓴|씀)|작성(?:했습니다)?|"
    r"님의 (?:말|메시지)|เขียน|כתב|كتب|تمت كتابة|نوشت|מאת|लिखा|লিখেছেন|எழுதியது|написал",
    re.I,
)
OPENING = re.compile(
    r"^(?:[\"'“‘*_]{0,3})(?:On|Am|Le|El|Il|Em|Op|Den|Dne|Dnia|Dňa|Dana|Pada|Vào|În|La|Στις|Την|На|В|От|Від|An|No dia|I dag|Il giorno|W dniu|At|Kl|Tarih|Den|Data|El dia|"
    r"Dia|Ngày|Tanggal|בתאריך|ב-?\s?|في|ใน|在|于|於|--+ ?(?:On|Am|Le|El|Il|Em|Op)?)(?=[\s,.:\d\"“一-鿿])"
    r"|^[\"'“*]?(?:\d{1,2}[./-]\d|\d{4}\s?[-/年.년]|\d{1,2}\.?\s+(?:de\s+)?[^\W\d]{3,12}\.?\s+(?:de\s+)?\d{4})"
    r"|^[^\W\d]{1,12}[.,]{0,2}\s+(?:den\s+|d\.\s+)?\d{1,2}\b|^[^\W\d]{2,12}\.?,\s+(?:den\s+)?[^\W\d]{3,10}\.?\s\d{1,2}\b|^[^<>\n]{1,60}<[^<>\s]{1,120}@|^[^\s<>]{1,80}@[^\s<>]{3,80}"
)
LABELS = {
    "from": "from|von|de|da|van|od|från|fra|lähettäjä|от|від|kimden|gönderen|差出人|送信元|送信者|发件人|寄件者|寄件人|보낸 ?사람|보낸이|발신자?|από|feladó|de la|từ|người gửi|dari|จาก|מאת|من|"
    "expéditeur|remitente|mittente|afzender|nadawca|odesílatel|odosielateľ|avsändare|afsender|avsender|remetente|отправитель|отправител|подател|şə?xs|šalje|pošiljatelj|saatja|siuntėjas|no|nuo|absender|sender|"
    "verzonden door|enviado por|expedidor|از|kellelt",
    "sent": "sent|date|gesendet(?: am)?|datum|envoyé(?: le)?|enviado(?: el| em)?|enviada(?: em)?|fecha|data|inviato(?: il)?|verzonden(?: op)?|wysłano|wysłane|skickat|sendt|lähetetty|päivä(?:ys|määrä)?|odesláno|odoslané|dátum|"
    "отправлено|дата|надіслано|gönderme tarihi|gönderildi|gönderilen|tarih|送信日時|日時|日付|送信日|发送时间|发送日期|日期|时间|傳送時間|傳送日期|寄件日期|時間|보낸 ?날짜|보낸 ?시간|날짜|일시|발송일|στάλθηκε|"
    "ημερομηνία|elküldve|küldve|trimis|đã gửi|ngày|dikirim|tanggal|ส่ง|วันที่|נשלח|תאריך|تم الإرسال|أرسلت|التاريخ|تاريخ|إرسال|poslano|poslané|saadetud|išsiųsta|nosūtīts|изпратено|datum odeslání|verstuurd|"
    "dato|kuupäev|送信|sendt dato|enviat|bidalia",
    "to": "to|an|à|a|para|aan|do|till|til|vastaanottaja|komu|pro|кому|до|kime|alıcı|宛先|收件人|收件者|받는 ?사람|받는이|수신자?|προς|címzett|către|catre|đến|tới|người nhận|kepada|untuk|ถึง|אל|إلى|الى|destinataire|"
    "destinatario|destinatário|destinatari|ontvanger|adresat|mottagare|modtager|mottaker|příjemce|alıcılar|empfänger|za|saaja|kam|kellele|per|إلي|به|до кого|do:",
    "cc": "cc|cci|kopie|kopia|kopi|kopio|копия|копія|bilgi|抄送|副本|참조|κοιν|másolat|สำเนา|עותק|نسخة|bcc|szdw|cópia|c\\.c|dw|ud|в копии|copia|kópia|cc\\.|写し|同報",
    "subject": "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|aihe|předmět|predmet|тема|konu|件名|题名|主题|主旨|主題|제목|θέμα|tárgy|subiect|chủ đề|tiêu đề|subjek|perihal|หัวเรื่อง|เรื่อง|נושא|الموضوع|"
    "assumpte|gaia|относно|тема письма|teema|tema|betreft|zadeva|pavadinimas|موضوع|ang",
    "other": "reply-to|antwort an|importance|wichtigkeit|attachments?|anlagen?|priority|priorität|pièces jointes|importance|sensitivity|添付ファイル|附件|重要度|vedhæftede filer|вложения|responder a|répondre à|allegati|bijlagen?",
}  # fmt: skip
LABEL = {
    kind: re.compile(rf"^[\s|*_•]*(?:{words})[\s*_]*[:：][*_]*(?:\s|$|(?=[^/\s]))|^\|\s*(?:{words})\s*\|", re.I)
    for kind, words in LABELS.items()
}
ANY_LABEL = re.compile(r"^[\s|*_•]*([^\W\d][^:：|\n]{0,24}?)[\s*_]*[:：|]")
SEPARATOR_WORDS = (
    "original message|original appointment|original e?-?mail|forwarded (?:message|by|e-?mail)|forward(?:ed)? header|ursprüngliche (?:nachricht|mail|e-mail|mitteilung)|originalnachricht|original-nachricht|weitergeleitete (?:nachricht|mail)|"
    "anfang der weitergeleiteten|message d['’]origine|message (?:d['’])?original|message (?:transféré|initial)|mail original|courriel (?:d['’])?origin|message précédent|mensaje (?:original|reenviado)|correo original|"
    "mensagem (?:original|encaminhada|reencaminhada)|messaggio (?:originale|inoltrato|originario)|oorspronkelijke? (?:bericht|mail|e-mail)|origineel bericht|doorgestuurd bericht|doorgezonden bericht|"
    "(?:wiadomość|wiadomości) (?:oryginaln|przekazan|pierwotn)|(?:oryginalna|przekazana|pierwotna|przesłana dalej) wiadomość|treść (?:oryginalnej|przekazanej)|ursprungligt meddelande|originalmeddelande|vidarebefordrat|oprindelig (?:meddelelse|besked|mail)|"
    "original (?:meddelelse|besked|melding)|videresendt (?:meddelelse|besked|melding|mail|e-post)|opprinnelig melding|alkuperäinen viesti|välitetty viesti|edelleenlähetetty|původní (?:zpráva|e-mail|mail)|přeposlaná|"
    "pôvodná správa|preposlaná|(?:исходное|оригинальное|первоначальное|пересылаемое|пересланное|переадресованное|перенаправленное) (?:сообщение|письмо)|(?:вихідне|оригінальне|переслане|початкове) повідомлення|"
    "orijinal (?:mesaj|ileti)|özgün (?:ileti|mesaj)|iletilen (?:mesaj|ileti)|yönlendirilen|元のメッセージ|元のメール|転送メッセージ|転送された|オリジナルメッセージ|原始邮件|邮件原件|转发(?:的)?(?:邮件|信息)|回复的原邮件|原邮件|原始郵件|原郵件|轉寄(?:的)?(?:郵件)?|轉發|"
    "원본 ?(?:메시지|메일|이메일)|전달된? ?(?:메시지|메일|이메일)|αρχικό μήνυμα|προωθημένο|eredeti (?:üzenet|levél)|továbbított|mesaj(?:ul)? (?:original|inițial|redirecționat)|thư gốc|tin nhắn (?:gốc|được chuyển)|thư đã chuyển|"
    "pesan (?:asli|terusan|yang diteruskan)|ข้อความ(?:ต้นฉบับ|ที่ส่งต่อ)|הודעה (?:מקורית|שהועברה)|الرسالة (?:الأصلية|المعاد)|رسالة (?:معاد|محولة|مُعاد)|missatge (?:original|reenviat)|izvorna poruka|оригинално съобщение|препратено|"
    "izvirno sporočilo|originalus|reply message|antwort-mail"
)
SEPARATOR = re.compile(rf"^[\s>]*[-_=*—–─━~#<]{{2,}}\s*(?:[^\n]{{0,12}}?(?:{SEPARATOR_WORDS})[^\n]{{0,60}}?)\s*[-_=*—–─━~#:>]*\s*$", re.I)
PLAIN_SEPARATOR = re.compile(
    r"^\W{0,3}(?:begin forwarded message|start of forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|weitergeleitete nachricht|début du (?:message|courriel) (?:transféré|réexpédié)|inicio del mensaje reenviado|"
    r"início da mensagem (?:reencaminhada|encaminhada)|inizio (?:del )?messaggio inoltrato|begin doorgestuurd bericht|początek (?:przekazanej|przesłanej dalej) wiadomości|(?:vidarebefordrat|påbörjar vidarebefordrat) (?:brev|meddelande|mejl)|"
    r"(?:start på )?videresendt (?:besked|melding|e-?mail)|videresendt melding|välitetty viesti alkaa|začátek přeposlané zprávy|začiatok preposlanej správy|начало переадресованного (?:сообщения|письма)|iletilmiş mesajın başlangıcı|iletilen mesaj|"
    r"転送(?:された)?メッセージ|下面是被转发的邮件|以下是转发的邮件|開始轉寄郵件|開始轉寄的郵件|전달된 메시지 시작|전달된 메시지|έναρξη προωθημένου μηνύματος|továbbított levél kezdete|începutul mesajului redirecționat|початок листа, що пересилається)\s*[:：]?\s*$",
    re.I,
)
ABOVE = re.compile(r"reply above this line|type your reply above|please reply above|write your reply above|antworten? (?:sie )?(?:bitte )?(?:oberhalb|über) dieser (?:zeile|linie)|répondez au-dessus de cette ligne|"
                   r"escriba su respuesta (?:encima|por encima)|rispondi sopra questa riga|antwoord boven deze (?:regel|lijn)|responda acima desta linha|この(?:線|行)より上に|svara ovanför", re.I)  # fmt: skip
