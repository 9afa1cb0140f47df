"""Plates of cars, the numbers of their bodies, and those of telephones and network cards: which thing somebody owns."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers.number import Number

_CYRILLIC: Final = "АВЕКМНОРСТУХІ"
_GREEK: Final = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_PLATES: Final = (
    r"(?-i:(?!(?:RZ|SPZ|VRM|REG|NR|KFZ|PKW|LKW|TAG|NO)\b)[A-ZÄÖÜČŠŽ]{1,4}[ ·-]?\d{1,6}(?:[ -]\d{2,3})?(?:[ -]?[A-Z]{1,3}\d{0,2})?)",
    r"(?-i:[A-ZÄÖÜČŠŽ]{1,3}[ -][A-Z]{1,3}[ -]?\d{1,4}[EH]?)",
    r"(?-i:\d{1,4}[ -]?[A-Z]{1,4}(?:[ -]?\d{1,6}(?:\.\d{2})?)?(?:[ -]?[A-Z]{1,2})?)",
    r"(?-i:[A-Z]{4}[ -]?\d{2}|\d[A-Z]\d ?\d{4}|[A-Z]·?[A-Z0-9]{5,6})",
    r"\d{2,3}-\d{2,3}-\d{2,3}|\d{2}-\d{2}-[A-Z]{2}",
    rf"[{_CYRILLIC}]\d{{3}}[{_CYRILLIC}]{{2}} ?\d{{2,3}}|[{_CYRILLIC}]{{1,2}} ?\d{{4}} ?[{_CYRILLIC}]{{2}}|[{_GREEK}]{{3}}[ -]?\d{{4}}",
    r"\d{2,3} ?[가-힣] ?\d{4}|\d{2,3} ?[あ-ん] ?\d{2}-\d{2}",
)
"""Letters, then digits, then letters or not; two groups of letters; digits first; and those of one country each."""
_SHORTEST, _LONGEST = 5, 10
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_NO_PLATES: Final = frozenset(
    ("BMW", "VW", "MB", "GMC", "KIA", "RAM", "MG", "DS", "BYD", "SUV", "AMG", "GTI", "TDI", "TSI", "CDI", "EURO", "EUR", "USD", "GBP", "CHF", "PLN", "CZK", "SEK", "NOK", "DKK", "KM", "KG", "PS", "HP", "KW", "CC", "ISO", "DIN", "EN", "ETA", "ID", "NR", "NO", "FIAT", "SEAT", "AUDI", "OPEL", "FORD", "MINI", "VOLVO", "TESLA", "SKU", "REF", "ART", "TYPE", "RTX", "GTX", "USB", "LED", "PIN", "POS", "PO", "MOD")
)  # fmt: skip
"""Makes, money and measures that stand before digits where somebody speaks of a car."""
_VIN_VALUES: Final = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


_CHECKED: Final = "12345L"
"""What bodies from North America and China begin with."""


def is_plate(written: str) -> bool:
    """At least a letter or its hyphens, two digits, and no make of a car."""
    size = sum(map(str.isalnum, written))
    letters = _LETTERS.findall(written)
    digits = sum(map(str.isdecimal, written))
    told = bool(letters) or written.count("-") > 1
    return told and digits > 1 and _SHORTEST <= size <= _LONGEST and not (letters and letters[0].upper() in _NO_PLATES)


def vin(value: str) -> bool:
    """The ninth character, as North America and China ask for it."""
    total = sum(weight * (int(char) if char.isdecimal() else _VIN_VALUES[char]) for char, weight in zip(value, _VIN_WEIGHTS, strict=True))
    return value[-3:].isdecimal() and sum(map(str.isalpha, value)) > 1 and value[8] == "0123456789X"[total % 11]


def vin_shape(value: str) -> bool:
    """Elsewhere the ninth character is free; the last ones are a count."""
    return value[0] not in _CHECKED and value[-3:].isdecimal() and sum(map(str.isalpha, value)) > 1


def is_card_of_network(written: str) -> bool:
    return any(map(str.isalpha, written)) and any(map(str.isdecimal, written))


VEHICLES: Final = (
    Number("VEHICLE_PLATE", "everywhere", "|".join(_PLATES), checksums.always, led=True, written=is_plate),
    Number("VIN", "everywhere", r"[A-HJ-NPR-Z0-9]{17}", vin, later=vin_shape, certain=True),
    Number("IMEI", "everywhere", r"\d{15}|\d{2}[- ]\d{6}[- ]\d{6}[- ]\d|\d{6}[- ]\d{2}[- ]\d{6}[- ]\d", checksums.luhn, named=True),
    Number("SIM_CARD", "everywhere", r"89\d{16,18}|89\d{2}(?: \d{4}){4}", checksums.luhn, named=True),
    Number("MAC_ADDRESS", "everywhere", r"[0-9A-F]{12}", checksums.always, led=True, written=is_card_of_network, called="BareMacRecognizer"),
)  # fmt: skip
TITLES: Final = {
    "VEHICLE_PLATE": "plate|license plate|licence plate|number plate|numberplate|registration|registration number|vehicle reg|reg|rego|regn|reg no|vrm|"
    "kennzeichen|nummernschild|kfz|kontrollschild|autonummer|plaque|plaque d'immatriculation|immatriculation|immatriculé|matrícula|matricula|placa|placas|patente|dominio|targa|targata|targato|"
    "kenteken|kentekenplaat|nummerplaat|chapa|rejestracj|rejestracyjn|tablic|blach|nr rej|spz|rz|ečv|evč|registrační značk|poznávací značk|evidenční číslo|evidenčné číslo|rendszám|forgalmi rendszám|"
    "înmatricul|inmatricul|nr. auto|рег. номер|рег. №|регистрационен номер|tablice|tablica|registarsk|registracij|reg. oznaka|регистарск|πινακίδ|πινακιδ|αριθμός κυκλοφορίας|αρ. κυκλοφορίας|"
    "госномер|гос. номер|гос номер|номерной знак|автономер|держномер|держ. номер|номерний знак|днз|registreringsnummer|regnr|regnummer|reg.nr|reg.nummer|kjennemerke|skiltnummer|skilt|nummerplade|"
    "rekisterinumero|rekisteritunnus|rekisterikilpi|rekkari|numbrimärk|registreerimismärk|numura zīme|reģistrācijas numur|valsts numur|valstybinis numeris|valstybiniai numeriai|valst. nr|bílnúmer|skráningarnúmer|"
    "plaka|plakası|plakalı|plakam|plakamız|plakamın|plakayı|plakasını|plakasının|plakamı|plakama|ナンバープレート|車両番号|車両ナンバー|登録番号|ナンバー|차량번호|차 번호|차번호|번호판|车牌|車牌|车号|車號|牌照|号牌|號牌|ทะเบียน|biển số|bien so|plat nomor|nopol|nomor polisi|no polisi|"
    "no plat|nombor plat|nombor pendaftaran|לוחית|מספר רכב|מס' רכב|لوحة|رقم السيارة|गाड़ी नंबर|गाड़ी नम्बर|नंबर प्लेट|namba ya gari|namba za gari|nommerplaat|nommerplate",
    "VIN": "vin|chassis|fin|fahrgestell|fahrzeug-ident|châssis|bastidor|telaio|chassisnummer|nadwozia|karoserie|alvázszám|șasiu|sasiu|šasije|πλαισίου|шасси|кузова|stelnummer|understell|alusta|valmistenumber|šasi|şasi|車台番号|차대번호|车架号|車身號碼|vehicle identification",
    "IMEI": "imei|meid|imei1|imei2|設備識別|串号",
    "SIM_CARD": "iccid|sim card|sim-karte|simkarte|carte sim|tarjeta sim|sim-kaart|sim kart|sim no|sim number|sim",
    "MAC_ADDRESS": "mac|mac address|mac-adresse|adresse mac|wifi|wi-fi|wlan|ap|access point|router|routeur|box|bssid|ethernet|nic|bluetooth|physical address|hardware address|switch|modem|gateway|printer|drucker",
}  # fmt: skip
"""What they are called, as in ``titles``."""
NEAR: Final = {
    "VEHICLE_PLATE": "car|my car|vehicle|van|lorry|truck|ute|pickup|motorbike|motorcycle|scooter|auto|autoni|autosi|autonsa|autonne|autossani|autossa|autollani|autostani|autoani|autoon|autole|autol|autolt|autot|autem|autu|autě|autom|avto|avta|avtu|avtom|wagen|fahrzeug|pkw|lkw|transporter|voiture|véhicule|vehicule|camion|camionnette|coche|carro|vehículo|furgoneta|moto|camioneta|"
    "macchina|veicolo|vettura|furgone|voertuig|busje|bestelwagen|bil|bilen|bilens|varebil|lastbil|samochód|samochod|samochodu|autem|vozidlo|vozidla|kocsi|autó|autóm|autója|autónk|autómat|autómnak|autómmal|autómra|autóban|gépjármű|gépkocsi|mașina|masina|autoturism|mașinii|vozilo|auta|"
    "автомобил|машина|машину|машины|авто|кола|колата|όχημα|οχημα|αυτοκίνητο|αμάξι|araç|araba|aracım|aracımın|aracımı|aracıma|aracımız|aracın|車|车|차량|차는|xe|xe máy|mobil|motor|kereta|gari|רכב|הרכב|سيارة|سيارتي|viatura|veículo|bíll|bíllinn|masin|mašīna|automobilis|mašina|रजिस्ट्रेशन|गाड़ी|voertuig|bakkie|kombi"
}  # fmt: skip
"""Words for the thing itself, which must stand right before it."""
