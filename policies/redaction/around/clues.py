"""Words that say what a number is, in lower case: short ones count as whole words, longer ones as parts of words."""

from __future__ import annotations

from typing import Final

COUNTED: Final = (
    "order", "ticket", "invoice", "tracking", "customer", "reference", "case", "bestell", "auftrag", "rechnung", "kundennummer", "vorgang", "sendung",
    "commande", "facture", "colis", "dossier", "pedido", "factura", "envío", "bestelling", "factuur", "ordine", "zamówienie", "encomenda",
    "client", "klantn", "kundennr", "lidn", "member", "mitglied", "parcel", "paket", "pakket", "paquete", "shipment", "zending", "serial", "serien", "série",
    "serie", "article", "artikel", "artículo", "item", "sku", "ean", "gtin", "isbn", "imei", "account", "konto", "compte", "cuenta", "rekening", "policy",
    "police", "póliza", "polis", "contract", "vertrag", "contrat", "meter", "zähler", "compteur", "contador", "version", "build", "ref", "réf", "batch",
    "charge", "model", "modell", "modèle", "modelo", "dossiern", "zaakn", "aktenzeichen", "booking", "buchung", "réservation", "reserva", "reservering",
    "upc", "asin", "mpn", "ndc", "issn", "isin", "wkn", "cusip", "hs code", "tariff", "po box", "imo", "part", "teil", "ersatzteil", "pièce", "pieza", "onderdeel", "po", "socio", "adhérent", "delivery note", "livraison", "lieferschein", "albarán", "pakbon", "transaction", "transaktion", "transacción", "transactie", "voucher", "gutschein", "pin",
    "zamówien", "paczk", "przesyłk", "spedizion", "rastreio", "seguimiento", "receipt", "quittung", "beleg", "kvitto", "kvittering", "scontrino", "recibo", "verzend", "zásilk", "csomag", "colet",
    "kargo", "посылк", "відправлен", "pošiljk", "fatura", "faktur", "factur", "számla", "τιμολ", "счёт", "счет", "фактур", "фатур", "sąskait", "rēķin", "发票", "發票", "請求", "영수증", "seed", "bytes", "offset", "checksum", "commit", "hash", "size", "pid", "row", "rows", "count", "total", "amount", "betrag", "montant", "importe", "bedrag", "kwota", "lot", "charge", "mhd", "ordre", "beställning", "artikkel",
    "bestillings", "tilaus", "objednáv", "rendelés", "comanda", "sipariş", "παραγγελ", "заказ", "замовл", "поръчк", "narudž", "naročil", "注文", "订单", "訂單", "주문", "伝票", "art", "artno", "artnr", "mat nr", "pos", "teilenr", "bestnr",
    "buletin informativ", "buletin meteo", "buletin de știri", "buletin de stiri", "buletin de anali", "buletin de verificare", "buletin de vot", "buletin de încerc", "buletinul oficial",
    "bestelnummer", "bestelnr", "pesanan", "nomor resi", "đơn hàng", "คำสั่งซื้อ", "הזמנה", "رقم الطلب", "ऑर्डर", "bag tag", "luggage tag", "barcode", "bar code", "strichcode", "code barres", "code à barres", "código de barras", "codice a barre", "streckkod", "strekkode", "stregkode", "viivakoodi", "vonalkód", "čárový kód", "čiarový kód", "kod kreskowy", "kodu kreskowego", "cod de bare", "штрих", "barkod", "バーコード", "바코드", "条形码", "條碼",
    "dodací list", "dodacího listu", "følgeseddel", "följesedel", "lähete", "lähetys", "szállítólevél", "dostavnica", "otpremnica", "dobavnica", "aviz de însoțire", "irsaliye", "накладн", "remito", "guía de despacho", "guia de remessa", "list przewozowy", "packing slip", "delivery slip", "bolla", "bon de livraison",
    "reservdel", "reservedel", "varaosa", "alkatrész", "náhradní díl", "náhradný diel", "część zamienn", "części zamienn", "części", "reserveonderdeel", "ricambio", "recambio", "repuesto", "peça", "piesă de schimb", "rezervni d", "yedek parça", "запчаст", "varuosa", "ανταλλακτικ", "部品", "부품", "spare",
    "allocataire", "стс", "птс", "осаго", "каско", "полис", "parking pass", "boarding pass", "bus pass", "ski pass", "skipass", "season pass", "day pass", "week pass", "travel pass", "rail pass", "train pass", "gate pass", "visitor pass", "guest pass", "press pass", "gym pass", "museum pass",
    "festival pass", "vip pass", "lift pass", "access pass", "hall pass", "interrail pass", "eurail pass", "parkpass", "impfpass", "mutterpass", "bordpass", "saisonpass", "jahrespass", "tagespass", "monatspass", "besucherpass", "presse pass", "pressepass",
    "heimtierpass", "equidenpass", "spielerpass", "pass navigo", "pass culture", "pass sanitaire", "pass vital", "stadtpass", "ferienpass", "kulturpass", "energiepass", "fahrzeugpass", "parkeerpas", "bankpas", "klantenpas", "ov pas", "museumpas",
    "customer account", "user account", "client account", "online account", "account holder", "loyalty account", "frequent flyer account", "kundenkonto", "nutzerkonto", "benutzerkonto", "vertragskonto", "punktekonto", "compte client", "compte utilisateur",
    "compte fidélité", "cuenta de cliente", "cuenta de usuario", "conto cliente", "klantaccount", "konto klienta",
)  # fmt: skip
"""What is counted: order numbers and the like."""
IDENTITY: Final = (
    "identi", "ausweis", "national", "personal number", "personal code", "personal no", "id number", "id no", "id card", "id-number", "personennummer",
    "personnummer", "civil number", "citizen", "birth number", "social security", "social insurance", "insurance number", "sozialversicherung", "versicherungsn",
    "sécurité sociale", "assuré", "seguridad social", "documento", "identité", "identidad", "burgerservice", "persoonsnummer", "rijksregister", "personalia",
    "carte d'id", "cédula", "personnel", "persoonlijk", "persönliche", "ssn",
    "documento d'id", "codice personale", "documento de id", "bilhete de identidade", "número de cidadão", "segurança social", "previdenza", "dowód", "dowodu", "osobist",
    "identyfikac", "ubezpieczen", "personligt", "personbeteckning", "cpr", "cpr-nummer", "fødselsnummer", "fødselsn", "henkilö", "rodné", "občan", "osobní", "pojišt", "személyi",
    "azonosító", "biztosítás", "buletin", "carte de id", "act de id", "asigur", "kimlik", "sigorta", "ταυτότητ", "ασφάλισ", "лична карта", "личный номер", "паспорт", "удостоверен",
    "идентифик", "посвідчення", "особист", "osobni", "osiguranj", "osebna", "isikukood", "isiku", "asmens", "personas", "kennitala", "身份", "身分", "個人番号", "주민", "ประชาชน",
    "личный", "личного", "персональный", "персонального", "sofinummer", "sofi", "personencode", "personenkenn", "personenummer", "kennnummer", "kennziffer", "personalnummer", "person number", "personal id", "id nr", "id-nr", "id-nummer", "bürgernummer", "registration number", "registernummer", "numéro personnel", "número personal",
    "resident n", "resident id", "civil id", "business registration", "company number", "company registration", "organisation number", "organization number", "unternehmensnummer", "firmennummer", "insured", "versichert",
)  # fmt: skip
TAXES: Final = (
    "tax", "vat", "steuer", "fiscal", "impôt", "tva", "btw", "belasting", "iva", "impuesto", "taxpayer", "fiscaal", "fiscale", "tin", "mwst", "mehrwertsteuer", "tribut", "imposto", "finanças", "podat", "skatt", "skat", "moms", "mva",
    "vero", "daň", "dič", "adó", "vergi", "φορολογ", "данъч", "налог", "подат", "porez", "davč", "maks", "mokes", "nodok", "税", "稅", "納税", "세금", "ภาษี",
)  # fmt: skip
"""With the name of a country beside it, a word for any identity or tax number says which kind it is; without, identity alone and only for some."""
COUNTRIES: Final = {
    "argentina": "argentin argentyn argentiin αργεντ аргент", "australia": "australi austrál αυστραλ австрал aussie vic$ nsw$ qld$ tas$ rego$ medicare$",
    "austria": "austria österreich autrich oostenrijk áustria österrik østrig østerrik itäval rakous osztrák avustury αυστρ австр", "belgium": "belg bélgica bélgi βέλγ βελγ бельг",
    "brazil": "brazil brasil brésil brazyl βραζιλ бразил", "bulgaria": "bulgar bulgár bułgar bulhar българ болгар βουλγαρ", "canada": "canad kanad καναδ канад", "chile": "chile cile чили",
    "china": "chin cinese chiński kines čín kína çin κιν кит", "croatia": "croat kroat croac croazia croácia chorwa kroát horvát hrvat hırvat κροατ хорват",
    "czechia": "czech tschech tchèqu checo checa$ checas$ tsjech slovak slowak eslova slovaq ceco ceca česk czesk tjeck tjekk tšek cseh ceh çek$ çekçe çekya τσεχ чеш чех slovens",
    "denmark": "danish denmark däni danois danemark danés dinamarca deens denemark dinamarq duńs dansk tansk dán danez danimar δαν датск датч дани$ дания данск", "ecuador": "ecuador équat equador ekwador эквадор",
    "estonia": "eston estl estón estoń estnis viro eesti észt еесто εσθον эстон", "finland": "finni finnl finno finland finlan finés finsk fins$ finse$ fińsk fin$ suom φινλ финл финск фін",
    "france": "french france franz frankreich franç frans frankrijk francia francês francuz ranska francouz franc γαλλ френ франц",
    "germany": "german deutsch allemand alemán aleman duits tedesc alemão niemiec tysk saksa němec német alman γερμαν герман немец німец",
    "greece": "greek greece griech grec grieg griek grego grécia grekis græsk gresk kreik řeck görög yunan ελλην гръц грец греч", "hong_kong": "hongkong",
    "hungary": "hungar ungar hongr húngar hongaar ungher węgier ungersk unkar maďar magyar maghiar macar ουγγρ унгар венгер угор",
    "iceland": "iceland isländ islandés islandais ijsland islandese islandês island izland íslen ισλανδ исланд", "india": "india indisch indien indyj indisk intia indick hint$ hindist ινδ инд",
    "ireland": "irish ireland irisch irland ierland iers irländ irsk irlann iraland ιρλανδ ирланд", "israel": "israel israël israél isra izrael ισραηλ израил",
    "italy": "itali włos italská itálie olasz ital talian ιταλ итал", "japan": "japan japon japón giappon japán japońs ιαπων япон", "korea": "korea corée corea κορε коре",
    "latvia": "latvi lettl lettisch letton letón letland letão łotew lettis lotyš lettorsz leton λετον латв", "lithuania": "lithuan litau litua litou lituân litew litovs litván λιθου литов",
    "mexico": "mexic mexik méxic mejic messic meksyk μεξ мекси",
    "netherlands": "dutch netherl niederl néerl neerl holand holl nederl olandes niderlandz holend nizoz olanda ολλανδ холанд голланд нідерланд",
    "new_zealand": "zealand neuseel zelanda nowozeland", "nigeria": "nigeri", "norway": "norw norvég norueg noors noorw norveges norsk norja norj norveç νορβηγ норв",
    "philippines": "philipp filip", "poland": "polish poland polnisch polen polon polac pools polska polski polsk puola lengyel πολων полск поль",
    "portugal": "portug portoghes portekiz πορτογ португ", "romania": "romania rumän roumain rumano rumana roemeen rumen romeno rumuńs rumæn román român romanya ρουμαν румън румын румун",
    "russia": "russ rusia ruso rusl rosyj rysk venäj rusk orosz ruses ρωσ рус росс рос", "singapore": "singap szingap сингап 新加坡",
    "slovenia": "sloven slowen eslov sloveen słoweń slovin szlovén σλοβεν словен", "south_africa": "southafrican african südafrik sudafr zuid sydafri",
    "spain": "spanish spain spani espagn españ spaans spagnol espanhol espanha hiszpań spansk espanj španěl spanyol ispany ισπαν испан іспан",
    "sweden": "swed schwed suéd suec zweed svedes suécia szwed svensk sverige ruots švéd svéd suedez isveç σουηδ швед",
    "switzerland": "swiss switz schweiz suisse suiz zwits svizzer suíç szwajc svejts sveits švýcar svájc elvețian isviçre ελβετ швейцар", "taiwan": "taiwan tajwan тайван",
    "thai": "thai tajland tailand ไทย", "turkey": "turki turke türk turc turco turks turec turk tyrk török τουρκ тур",
    "uk": "british britain britisch britann britán brits britânico inglês uk$ england scot wales brytyj brittisk britisk briti brit ingiliz βρεταν брит",
    "ukraine": "ukrain ucran oekra ucrain ukraiń ukrán ουκραν украин україн", "us": "american usa amerik amerykań αμερικ америк u.s",
    "colombia": "colomb kolumb ciudadan", "uruguay": "urugua", "malaysia": "malays malais malas", "indonesia": "indones indonés", "emirates": "emirat uae uae$", "saudi": "saudi",
    "egypt": "egypt ägypt égypt egipt", "pakistan": "pakist", "luxembourg": "luxemb lëtzeb", "kazakhstan": "kazakh kasach казах қазақ", "iran": "iran", "vietnam": "vietnam việt",
    "slovakia": "slovak slowak slovaq slovens słowac", "kenya": "kenya nairobi mpesa pesa$ kra$ kitambulisho mombasa", "peru": "perú peru pérou ruc$ reniec sunat", "dominican": "dominic", "guatemala": "guatemal",
    "moldova": "moldov молдав", "belarus": "belarus weißruss bielor biélor białor белар білор", "morocco": "morocc marokk maroc marrue marok maroko المغرب марок", "montenegro": "montenegr crnogor црногор черногор",
    "macedonia": "macedon mazedon македон makedon", "paraguay": "paragua", "serbia": "serb srb srp срб серб", "salvador": "salvador", "venezuela": "venezol venezue",
}  # fmt: skip
"""How words for a country and for what comes from there begin, in some twenty languages, by the library's name for it; whole words with a $."""
DOCUMENTS: Final = ("passport", "passnummer", "reisepass", "pass", "ausweis", "id card", "identity card")
SHARED: Final = {"DkCprRecognizer": ("personnummer", "personnr", "pers.nr", "pers nr", "personnumre")}
_PLATES: Final = ("plate", "kennzeichen", "vehicle reg", "registration number", "immatriculation", "matrícula", "kenteken")
_INDIAN_PLATES: Final = (
    *_PLATES,
    "vehicle",
    "registration",
    "regn",
    "reg no",
    "reg. no",
    "rto",
    "car no",
    "car number",
    "my car",
    "bike",
    "scooter",
    "truck",
    "taxi",
    "parking",
    "challan",
)
ASKED: Final = {
    "UsBankRecognizer": ("bank", "routing", "checking", "savings"), "PhPassportRecognizer": ("philippin", "filipin"),
    "KrPassportRecognizer": ("korea", "여권"), "ZaPassportRecognizer": ("south afric", "rsa"), "TrLicensePlateRecognizer": ("plaka", "turk", "türk"),
    "UsClaimNumberRecognizer": ("claim number", "claim no", "claim #", "claim id"), "UsPriorAuthorizationNumberRecognizer": ("authorization", "preauth"), "UsReferralNumberRecognizer": ("referral",),
    "UsProviderTaxIdRecognizer": ("ein", "employer identification", "federal tax", "provider"), "UsPrescriptionNumberRecognizer": ("prescription", "pharmacy", "rx"),
    "PhTinRecognizer": ("philippin", "bir", "tin"), "PhUmidRecognizer": ("umid", "crn", "sss", "gsis", "philippin"), "MedicalLicenseRecognizer": ("dea", "medical licen"),
    "InVehicleRegistrationRecognizer": _INDIAN_PLATES, "InPlateInGroupsRecognizer": _INDIAN_PLATES, "NgVehicleRegistrationRecognizer": _PLATES, "UkVehicleRegistrationRecognizer": (*_PLATES, "reg"),
    "ZaLicensePlateRecognizer": ("south afric", "natis"), "ZaIncomeTaxNumberRecognizer": ("sars", "income tax", "south afric"), "ZaVatNumberRecognizer": ("sars", "south afric"),
    "ItIdentityCardRecognizer": ("carta d", "identità", "cie", "italian id"), "UsMbiRecognizer": ("medicare", "mbi", "beneficiary"), "InVoterRecognizer": ("voter", "epic", "elector"),
}  # fmt: skip
"""Words that must stand beside numbers without check digits, where the library's own are too many ("us", "account", "license")."""
DIALLED: Final = (
    "tel", "phone", "call", "calls", "ring", "mobil", "mobiel", "handy", "telef", "teléf", "tél", "portable", "bel", "bellen", "gsm", "fax", "cell", "whatsapp", "sms", "reach",
    "erreich", "joindre", "joignable", "rappel", "appel", "llame", "llama", "llám", "marcar", "móvil", "movil", "bereik", "anruf", "rückruf", "ruf", "durchwahl", "dial", "text me", "signal",
    "contact", "kontakt", "mob", "festnetz", "hotline", "my number", "'s number", "new number", "meine nummer", "nummer mein", "neue nummer", "mon numéro", "numéro de mon", "nouveau numéro", "mi número", "número nuevo", "número de mi", "mijn nummer", "nieuwe nummer", "nummer van mij", "voicemail", "faxnummer", "telegram", "ligne directe", "direct line", "landline", "fijo",
    "telf", "tlf", "tfno", "tfn.", "tlfn", "komórk", "komór", "kom", "telem", "celular", "cellular", "cel", "cell", "chiam", "puh", "puhelin", "soita", "soitta", "ring", "ringe", "volej", "volat", "zavol",
    "zadzwo", "dzwoni", "ligue", "ligar", "liga", "hívj", "hívás", "hívha", "sunați", "sunati", "suna", "arayın", "arayin", "arayab", "cep", "mobitel", "nazov", "pozov", "poklič", "hringja", "sími", "simi", "gsm",
    "τηλ", "κιν", "καλέσ", "тел", "моб", "звон", "дзвон", "обади", "номер телефон", "電話", "携帯", "电话", "手机", "전화", "휴대", "โทร", "טלפון", "נייד", "फ़ोन", "फोन", "मोबाइल", "هاتف", "جوال",
    "ph", "dect", "extension", "helistage", "skambin", "zvani", "zvanīt", "phoneno", "telephon", "telephone", "fon", "privat", "work number", "home number", "best number", "contact no", "contact number",
    "marqué al", "marque al", "marqué el", "marco al", "marcó al", "marca al", "márqu", "easypaisa", "jazzcash", "mpesa", "m pesa", "bkash", "nagad", "gcash", "chave pix", "bizum", "swish", "twint", "venmo", "zelle", "paytm", "phonepe",
    "gpay", "mobile money", "momo", "vipps", "mobilepay", "blik", "orange money", "wave", "yape", "plin", "nequi", "daviplata", "viber", "imo", "line id", "wechat",
    "наберёт", "наберет", "наберите", "набери", "请打", "請打", "打给", "致电", "hp", "h/p", "handphone", "llámam", "llámen", "llamar", "llamad", "llamen", "rufen", "rufe", "anzurufen", "ringa", "ringer", "síma", "телефон", "позвон", "перезвон", "звонит", "звонок", "мобильн", "мобільн", "дзвоні", "подзвон", "передзвон", "τηλέφ", "τηλεφ", "κινητ",
    "your number", "his number", "her number", "daytime", "evening number", "emergency contact", "notruf", "urgence", "numer do", "numéro perso", "my cell", "mi tel", "mein tel",
)  # fmt: skip
"""What a phone number stands beside."""
ANSWERED: Final = (
    "service", "helpline", "reception", "front desk", "desk", "switchboard", "support", "customer care", "office", "line", "kundenservice", "kundendienst", "zentrale", "empfang", "accueil", "standard", "service client", "recepción", "centralita", "atención al cliente", "oficina",
    "servizio clienti", "centralino", "ufficio", "klantenservice", "receptie", "kantoor", "kundtjänst", "växel", "kundeservice", "sentralbord", "asiakaspalvelu", "vaihde", "ügyfélszolgálat", "obsługa klienta", "biuro", "recepcja", "infolinia", "zákaznická linka", "infolinka", "recepce",
    "relații cu clienții", "korisnička podrška", "поддержк", "ресепшн", "підтримк", "müşteri hizmetleri", "atendimento", "apoio ao cliente", "driver", "courier", "plumber", "doctor", "library", "clinic", "surgery", "hospital", "police",
)  # fmt: skip
"""Who answers a telephone."""
MENDED: Final = (
    "now it", "should be", "should read", "should say", "must be", "supposed to be", "correct", "the right one", "actually", "instead", "new one is", "changed to", "update it to", "updated to", "richtig", "korrekt", "sondern", "stattdessen", "muss heißen", "lauten", "jetzt", "neue lautet", "geändert",
    "le bon", "la bonne", "plutôt", "maintenant", "en fait", "devrait être", "doit être", "désormais", "correcto", "correcta", "debería ser", "debe ser", "ahora es", "sino", "en realidad", "corretto", "corretta", "giusto", "giusta", "dovrebbe essere", "adesso", "invece", "o certo é",
    "a certa é", "correto", "correta", "deveria ser", "agora é", "moet zijn", "juiste", "voortaan", "is nu", "powinno być", "powinien być", "poprawn", "prawidłow", "właściw", "správn", "má být", "má byť", "helyes", "legyen", "corect", "ar trebui", "acum este", "rätt ", "ska vara",
    "skal være", "rigtig", "riktig", "oikea", "pitäisi olla", "pitää olla", "õige", "peab olema", "teising", "turi būti", "pareiz", "jābūt", "rétt", "doğrusu", "doğru", "olmalı", "olacak", "правильн", "верны", "верное", "должно быть", "должен быть", "теперь", "трябва да", "верния",
    "правилн", "має бути", "тепер", "treba biti", "treba da", "točan", "točno", "tačan", "ispravan", "ispravn", "исправ", "треба да", "тачан", "moral biti", "σωστό", "σωστός", "σωστή", "πρέπει να", "正しく", "正しい", "正确", "正確", "应该是", "應該是", "改为", "改為", "맞는", "올바른", "정확한",
    "ถูกต้อง", "đúng là", "phải là", "seharusnya", "yang benar", "sepatutnya", "yang betul", "נכון", "צריך להיות", "الصحيح", "يجب أن", "सही", "sahihi", "dapat ay", "regte", "moet wees",
)  # fmt: skip
"""Said where a value is put right, often a sentence behind its name."""
