"""How people and devices sign, in some thirty languages. Data only."""

from __future__ import annotations

import re

DEVICE = r"i[\s-]?phone|i[\s-]?pad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|oppo|vivo|oneplus|pixel|blackberry|windows|outlook|yahoo|gmx|web\.de|proton ?mail|proton|nokia|sony|xperia|htc|motorola|mobil\w*|mobiel\w*|cellulare|handy|smartphone|telefon\w*|tablet|mail\.ru|яндекс|yandex|rambler|mail\.com|t-mobile|verizon|at&t|telekom|tutanota|tuta|fastmail|apple mail|mail for|mail app|gmail|hushmail|thunderbird|airmail|spark|mailbird|myMail|телефон\w*|айфон\w*|スマートフォン|携帯|手机|手機|휴대폰|휴대전화|móvil|celular|komórk\w*|mobiltelefon\w*|puhelime\w*|aquamail|bluemail|nine|zoho ?mail|posteo|laposte|orange|sfr|freenet|o2|vodafone"
SENT = r"sent (?:from|via|with|by|using)|get outlook|gesendet|verschickt|versendet|geschrieben|envoyé|expédié|télécharg\w+|obtenez|enviado|enviada|mandado|obtener|obtén|obter|obtenha|inviato|inviata|spedito|scarica|ottieni|verzonden|verstuurd|gestuurd|download\w*|wysłan\w+|pobierz|skickat|skickad|skickades|sänt|hämta|sendt|hent|skaff|få outlook|lähetetty|hanki|odeslán\w*|poslán\w*|získat|odoslan\w+|poslan\w+|získajte|отправлен\w*|послано|скачать|получите|надіслан\w*|отримати|завантаж\w+|gönderil\w+|gönderdi\w*|edinin|alın|indirin|から送信|より送信|送信しました|入手|から|发自|发送|寄自|從我的|从我的|傳送|下载|下載|获取|取得|에서 보냄|에서 전송|보냄|발송|다운로드|στάλθηκε|εστάλη|αποκτήστε|elküldve|küldve|küldöm|trimis|obțineți|đã gửi|gửi từ|dikirim|ส่งจาก|ส่งด้วย|أُ?رسل\w*|نשלח|נשלח|enviat|bidalia|изпратено|saadetud|išsiųsta|nosūtīts|beziehen|holen"
MOBILE = re.compile(rf"^(?=.{{4,140}}$)(?=.*(?:{SENT}))(?=.*(?:{DEVICE})).*$", re.I)
DELIMITER = re.compile(r"^(?:-- ?|—|– ?|--\xa0|--\s*-|- -|__ ?)$")
RULE = re.compile(r"^(?:[-_=*~#·•—–─━]{3,}|[-–—=_*~+.:]{2,}\s*(?:\(?signature\)?)?)$")
FORMAL = (
    r"(?:kind(?:est)?|best|warm(?:est)?|with (?:kind|best|warm)|many|my best|all the best)?\s*regards?|kind wishes|best wishes|all the best|(?:yours )?(?:sincerely|faithfully|truly|respectfully|cordially)(?: yours)?|yours|"
    r"respectfully(?: submitted)?|warmly|kindly|cheers|take care|rgds|brgds|kr|br|best|"
    r"(?:mit )?(?:freundlich(?:en|e|em|er)|besten?|herzlich(?:en|e|er|st)|lieben?|liebe|schöne[nr]?|viele[n]?|sonnige[nr]?|kollegiale[nr]?)(?: und \w+)? gr(?:ü|ue)(?:ß|ss)(?:en|e)?(?: aus [\w\- ]{2,25})?|mfg|vg|lg|gr(?:ü|ue)(?:ß|ss)e?(?: aus [\w\- ]{2,25})?|hochachtungsvoll|(?:beste|liebe|viele) gr(?:ü|ue)(?:ß|ss)e|"
    r"(?:bien )?cordialement(?: vôtre)?|bien à (?:vous|toi)|sincères salutations|salutations(?: distinguées)?|meilleures salutations|cdlt|cdt|respectueusement|amicalement|sincèrement|(?:veuillez|je vous prie|nous vous prions)[^.]{0,90}(?:salutations|sentiments|considération)[^.]{0,40}|"
    r"(?:un )?(?:cordial|atento|afectuoso) saludos?|(?:reciba|reciban)? ?(?:un )?saludos?(?: cordiales| atentos)?|saludos(?: cordiales| atentos)?|atentamente|atte|cordialmente|un abrazo|abrazos|muy atentamente|"
    r"(?:cordiali|distinti|i migliori|migliori|tanti|cari) saluti|(?:un )?(?:caro|cordiale) saluto|saluti(?: cordiali)?|cordialità|in fede|"
    r"atenciosamente|cumprimentos|(?:com os )?(?:melhores|meus) cumprimentos|att|abraços?|respeitosamente|"
    r"(?:met )?(?:vriendelijke|hartelijke|hoogachtende)(?: groet(?:en)?)?|(?:met )?(?:vriendelijke|hartelijke|beste) groet(?:en|jes)?|groet(?:en|jes)?|mvg|hoogachtend|"
    r"(?:z )?(?:poważaniem|wyrazami szacunku|pozdrowieniami|serdecznymi pozdrowieniami)|pozdrawiam(?: serdecznie)?|(?:serdeczne )?pozdrowienia|z poważaniem|"
    r"(?:med )?(?:vänliga?|vennlig|venlig|bästa|beste|bedste|mange|hjärtliga?|kärleksfulla) ?(?:hälsning(?:ar)?|hilsen|hilsner)|mvh|vh|hälsningar|hilsen|hilsner|(?:med )?vennlig hilsen|de bedste hilsner|kh|"
    r"(?:ystävällisin|parhain|sydämellisin|hyvää?) (?:terveisin|tervehdyksin|jatkoa)|terveisin|t\.|terv\.?|yst\.? ?terv\.?|"
    r"(?:s )?(?:pozdravem|přátelským pozdravem|úctou|srdečným pozdravem)|(?:s )?pozdravom|hezký den|s úctou|zdravím|"
    r"с уважением|с наилучшими(?: пожеланиями)?|всего (?:доброго|хорошего)|искренне ваш[аи]?|з повагою|з найкращими побажаннями|"
    r"saygılar(?:ım(?:ız)?la|ımı sunarım|)?|iyi (?:günler|çalışmalar|akşamlar)|selamlar|sevgiler|kolay gelsin|hürmetler\w*|"
    r"(?:どうぞ)?(?:何卒)?(?:よろしく|宜しく)(?:お願い(?:いた|致)?し(?:ま|)す|お願い申し上げます)|以上|敬具|草々|"
    r"此致(?: ?敬礼)?|敬礼|祝好|顺祝(?:商祺)?|祝您?(?:生活愉快|工作顺利|一切顺利|商祺|安康)|谨启|敬上|順頌商祺|敬祝(?:商祺|安康)?|祝 ?安好|致礼|"
    r"감사합니다|고맙습니다|안녕히 계세요|드림|올림|"
    r"με εκτίμηση|φιλικά|üdvözlettel|tisztelettel|üdv|cu (?:stimă|respect|drag)|o zi bună|numai bine|trân trọng|thân(?: mến| ái)|kính thư|hormat (?:saya|kami)|salam(?: hangat| hormat)?|ขอแสดงความนับถือ|ด้วยความเคารพ|"
    r"בברכה|בכבוד רב|تحياتي|مع (?:أطيب |خالص )?(?:التحيات|تحياتي|التحية)|وتفضلوا[^.]{0,40}|atentament|salutacions|lep pozdrav|s poštovanjem|с уважение|поздрави|pagarbiai|ar cieņu|lugupidamisega|parimate soovidega"
)  # fmt: skip
THANKFUL = (
    r"(?:many |much )?thanks(?: (?:a lot|so much|again|in advance|very much|and (?:kind |best )?regards))?|thank you(?: (?:so much|very much|in advance|again|and (?:kind |best )?regards))?|thx|ta|(?:vielen|besten|herzlichen|tausend) dank(?: (?:im voraus|vorab|und (?:viele |beste |liebe )?grü(?:ß|ss)e))?|danke(?: (?:schön|im voraus|sehr|und (?:viele |liebe )?grü(?:ß|ss)e))?|"
    r"merci(?: (?:beaucoup|d['’]avance|bien|par avance))?|(?:muchas |mil )?gracias(?: (?:de antemano|por adelantado|y (?:un )?saludos?))?|grazie(?: (?:mille|in anticipo|e (?:cordiali )?saluti))?|(?:muito )?obrigad[oa](?: desde já| pela atenção)?|(?:hartelijk |alvast |heel erg )?(?:bedankt|dank(?: u| je)?)(?: alvast)?|"
    r"(?:z góry )?dziękuję(?: (?:bardzo|z góry|i pozdrawiam))?|dzięki|tack(?: (?:så mycket|på förhand))?|(?:mange |på forhånd )?takk?(?: (?:på forhånd|skal du ha))?|kiitos(?: (?:paljon|etukäteen))?|kiitoksia|děkuji(?: (?:předem|moc|a s pozdravem))?|díky|ďakujem|спасибо(?: (?:большое|заранее))?|заранее спасибо|благодарю|дякую|"
    r"(?:çok )?teşekkür(?:ler| ederim| ederiz)|ありがとうございます|谢谢|多谢|謝謝|ευχαριστώ|köszönöm|köszönettel|mulțumesc|cảm ơn|terima kasih|ขอบคุณ(?:ครับ|ค่ะ)?|תודה(?: רבה)?|شكرا(?: جزيلا)?|gràcies|hvala"
)
CLOSING = re.compile(rf"^[\W_]{{0,3}}(?:(?P<formal>{FORMAL})|(?P<thanks>{THANKFUL}))(?P<rest>[\W_]*(?:[^\n]*))$", re.I)
EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,100}\.[^\s@<>]{2,}")
CONTACT = re.compile(
    r"[^\s@<>]{1,64}@[^\s@<>]{1,100}\.[a-zA-Z]{2,}|https?://|\bwww\.|(?:\+|\b00)\d[\d\s()./\-]{6,}|(?:\btel|\bfon|\bphone|\bmob|\bfax|\bcell|\bhandy|\btél|\btelefon|\btelefoon|\bpuh|\bтел|\bм\.|電話|电话|電郵|전화|☎|✆|📞|📱)\w{0,12}\s?\.?:?\s?[+(\d]|\b[tmfpe]\s?[:|]\s?[+(\d\w]|"
    r"\b(?:GmbH|AG|KG|Ltd|Inc|LLC|S\.?A\.?R?\.?L?|S\.?r\.?l|B\.?V|Sp\. z o\.?o|A/S|AB|Oy|s\.r\.o|a\.s|ООО|株式会社|有限公司|주식회사|A\.Ş)\b\.?|\b(?:geschäftsführer|handelsregister|amtsgericht|ust-?id|vat|hrb|kvk|nip|siret|registered (?:office|in))\b",
    re.I,
)
PHONE = re.compile(r"(?:\+|\(?0)\d[\d\s()./\-]{6,}")
DISCLAIMER = re.compile(
    r"confidential|vertraulich|confidenti?el|confidencial|riservat|vertrouwelijk|poufn|konfidentiel|konfidensiell|luottamuksell|důvěrn|dôvern|конфиденциальн|конфіденційн|gizli|機密|保密|机密|기밀|intended (?:solely|only|recipient)|disclaimer|"
    r"virus-?free|avg\.com|avast|virenfrei|scanned (?:by|for)|think (?:before|of the environment)|consider the environment|umwelt.{0,40}(?:drucken|ausdruck)|avant d['’]imprimer|antes de imprimir|prima di stampare|unsubscribe|abmelden|datenschutz|privacy policy|avertissement|aviso legal|rechtlicher hinweis|"
    r"mailing list|to unsubscribe|legally privileged|privileged and|unauthori[sz]ed|if you are not the intended|irrtümlich erhalten|par erreur|por error|per errore|bizalmas|confidențial|εμπιστευτικ",
    re.I,
)
