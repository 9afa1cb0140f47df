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
    "part", "teil", "ersatzteil", "pièce", "pieza", "onderdeel", "po", "socio", "adhérent", "delivery note", "livraison", "lieferschein", "albarán", "pakbon", "transaction", "transaktion", "transacción", "transactie", "voucher", "gutschein", "pin",
)  # fmt: skip
"""What is counted: order numbers and the like."""
IDENTITY: Final = (
    "identi", "ausweis", "national", "personal number", "personal code", "personal no", "id number", "id no", "id card", "id-number", "personennummer",
    "personnummer", "civil number", "citizen", "birth number", "social security", "social insurance", "insurance number", "sozialversicherung", "versicherungsn",
    "sécurité sociale", "assuré", "seguridad social", "documento", "identité", "identidad", "burgerservice", "persoonsnummer", "rijksregister", "personalia",
    "carte d'id", "cédula", "personnel", "persoonlijk", "persönliche", "ssn",
)  # fmt: skip
TAXES: Final = ("tax", "vat", "steuer", "fiscal", "impôt", "tva", "btw", "belasting", "iva", "impuesto", "taxpayer")
"""With the name of a country beside it, a word for any identity or tax number says which kind it is; without, identity alone and only for some."""
COUNTRIES: Final = {
    "argentina": "argentin", "australia": "australi", "austria": "austria österreich autrich oostenrijk", "belgium": "belg", "brazil": "brazil brasil brésil", "bulgaria": "bulgar",
    "canada": "canad kanad", "chile": "chile", "china": "chin", "croatia": "croat kroat croac", "czechia": "czech tschech tchèqu chec tsjech slovak slowak eslova slovaq",
    "denmark": "danish denmark däni danois danemark danés dinamarca deens denemark", "ecuador": "ecuador équat", "estonia": "eston estl", "finland": "finn finland finlan finés fins",
    "france": "french france franz frankreich franç frans frankrijk", "germany": "german deutsch allemand alemán aleman duits", "greece": "greek greece griech grec grieg griek",
    "hong_kong": "hongkong", "hungary": "hungar ungar hongr húngar hongaar", "iceland": "iceland isländ islandés islandais ijsland", "india": "india indisch indien",
    "ireland": "irish ireland irisch irland ierland iers", "israel": "israel israël", "italy": "itali", "japan": "japan japon japón", "korea": "korea corée corea",
    "latvia": "latvi lettl lettisch letton letón letland", "lithuania": "lithuan litau litua litou", "mexico": "mexic mexik méxic mejic", "netherlands": "dutch netherl niederl néerl neerl holand holl nederl",
    "new_zealand": "zealand neuseel", "nigeria": "nigeri", "norway": "norw norvég norueg noors noorw", "philippines": "philipp filip", "poland": "polish poland polnisch polen polon polac pools",
    "portugal": "portug", "romania": "romania rumän roumain rumano rumana roemeen", "russia": "russ rusia ruso rusl", "singapore": "singap", "slovenia": "sloven slowen eslov sloveen",
    "south_africa": "southafrican african südafrik sudafr zuid", "spain": "spanish spain spani espagn españ spaans", "sweden": "swed schwed suéd suec zweed", "switzerland": "swiss switz schweiz suisse suiz zwits",
    "taiwan": "taiwan", "thai": "thai", "turkey": "turki turke türk turc turco turks", "uk": "british britain britisch britann britán brits", "ukraine": "ukrain ucran oekra", "us": "american usa",
}  # fmt: skip
"""How words for a country and for what comes from there begin, in the five languages, by the library's name for it."""
DOCUMENTS: Final = ("passport", "passnummer", "reisepass", "pass", "ausweis", "id card", "identity card")
_PLATES: Final = ("plate", "kennzeichen", "vehicle reg", "registration number", "immatriculation", "matrícula", "kenteken")
ASKED: Final = {
    "UsBankRecognizer": ("bank", "routing", "checking", "savings"), "UsLicenseRecognizer": ("driver", "driving", "dmv"), "PhPassportRecognizer": ("philippin", "filipin"),
    "KrPassportRecognizer": ("korea", "여권"), "InPassportRecognizer": ("india",), "ZaPassportRecognizer": ("south afric", "rsa"), "TrLicensePlateRecognizer": ("plaka", "turk", "türk"),
    "UsClaimNumberRecognizer": ("claim number", "claim no", "claim #", "claim id"), "UsPriorAuthorizationNumberRecognizer": ("authorization", "preauth"), "UsReferralNumberRecognizer": ("referral",),
    "UsProviderTaxIdRecognizer": ("ein", "employer identification", "federal tax", "provider"), "UsPrescriptionNumberRecognizer": ("prescription", "pharmacy", "rx"),
    "PhTinRecognizer": ("philippin", "bir"), "PhUmidRecognizer": ("umid", "crn", "sss", "gsis", "philippin"), "MedicalLicenseRecognizer": ("dea", "medical licen"),
    "InVehicleRegistrationRecognizer": _PLATES, "NgVehicleRegistrationRecognizer": _PLATES, "UkVehicleRegistrationRecognizer": (*_PLATES, "reg"),
    "ZaLicensePlateRecognizer": ("south afric", "natis"), "ZaIncomeTaxNumberRecognizer": ("sars", "income tax", "south afric"), "ZaVatNumberRecognizer": ("sars", "south afric"),
    "ItIdentityCardRecognizer": ("carta d", "identità", "cie", "italian id"), "UsMbiRecognizer": ("medicare", "mbi", "beneficiary"), "InVoterRecognizer": ("voter", "epic", "elector"),
}  # fmt: skip
"""Words that must stand beside numbers without check digits, where the library's own are too many ("us", "account", "license")."""
DIALLED: Final = (
    "tel", "phone", "call", "calls", "ring", "mobil", "mobiel", "handy", "telef", "teléf", "tél", "portable", "bel", "bellen", "gsm", "fax", "cell", "whatsapp", "sms", "reach",
    "erreich", "joindre", "joignable", "rappel", "appel", "llame", "llama", "llám", "marcar", "móvil", "movil", "bereik", "anruf", "rückruf", "ruf", "durchwahl", "dial", "text me", "signal",
    "contact", "kontakt", "mob", "festnetz", "hotline", "my number", "'s number", "new number", "meine nummer", "nummer mein", "neue nummer", "mon numéro", "numéro de mon", "nouveau numéro", "mi número", "número nuevo", "número de mi", "mijn nummer", "nieuwe nummer", "nummer van mij", "voicemail", "faxnummer", "telegram", "ligne directe", "direct line", "landline", "fijo",
)  # fmt: skip
"""What a phone number stands beside."""
