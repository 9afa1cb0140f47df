"""Identity cards and permits of whichever country, and numbers of people, patients and voters in further countries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers.days import is_day
from policies.redaction.numbers.number import Number

_GREEK: Final = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_OTHERS: Final = re.compile(r"[XYZSTFGM]\d{7}[A-Z]")
"""Spanish and Singapore's numbers of foreigners, which have check digits."""
_FEWEST: Final = 2


def _sum(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def bg_foreigner(value: str) -> bool:
    return int(value[9]) == _sum(value[:9], (21, 19, 17, 13, 11, 9, 7, 3, 1)) % 10


def br_voter(value: str) -> bool:
    """Two digits by eleven, over the number and over the state, in two of which a nought counts as one."""
    state, least = value[8:10], int(value[8:10] in ("01", "02"))
    first = _digit(_sum(value[:8], range(2, 10)) % 11, least)
    second = _digit(_sum(f"{state}{first}", (7, 8, 9)) % 11, least)
    return "01" <= state <= "28" and value[10:] == f"{first}{second}"


def _digit(rest: int, least: int) -> int:
    """A rest of ten is a nought in every state; one of nought is ``least``."""
    return rest % 10 if rest else least


def br_vehicle(value: str) -> bool:
    return bool(value.strip("0")) and int(value[10]) == _sum(value[:10], (3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) * 10 % 11 % 10


def gt_person(value: str) -> bool:
    """The ninth digit checks eight; department and municipality follow."""
    return "01" <= value[9:11] <= "22" and value[11:] != "00" and int(value[8]) == _sum(value[:8], range(2, 10)) % 11


def kw_person(value: str) -> bool:
    """The century, the day of birth, a count, and a digit by eleven."""
    rest = 11 - _sum(value[:11], (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
    return checksums.date(value[5:7], value[3:5]) and int(value[11]) == rest


def is_no_day(written: str) -> bool:
    return not is_day(written)


def is_card(written: str) -> bool:
    """Some digits, and not the number of a foreigner, which has check digits."""
    return sum(map(str.isdecimal, written)) >= _FEWEST and not _OTHERS.fullmatch(written.upper())


_CARDS: Final = rf"[A-Z]{{2}}(?: nr\.?)?[ -]?\d{{6,8}}|[A-Z]\d{{5,8}}|[A-Z][A-Z0-9]{{8}}|\d{{6}}[ -]?[A-Z]{{2}}|\d{{8,9}}|\d{{12}}|\d{{3}}-\d{{7}}-\d{{2}}|[{_GREEK}]{{1,2}}[ -]?\d{{6}}"
_PERMITS: Final = r"[A-Z]{1,3} ?\d{5,9}|[A-Z]{2}\d{8}[A-Z]{2}|[A-Z]{2}[A-Z0-9]\d{6}|[A-Z][A-Z0-9]{8}|\d{9,12}"
PAPERS: Final = (
    Number("AL_NID", "albania", r"[A-Z]\d{8}[A-Z]", checksums.always, led=True),
    Number("AU_CRN", "australia", r"\d{3}[ -]?\d{3}[ -]?\d{3}[A-Z]", checksums.always, led=True),
    Number("AU_IHI", "australia", r"8003 ?60\d{2} ?\d{4} ?\d{4}", checksums.luhn, named=True),
    Number("BD_NID", "bangladesh", r"\d{10}|\d{13}|\d{17}|\d{3} \d{3} \d{4}", checksums.always, led=True),
    Number("BG_FOREIGNER_NUMBER", "bulgaria", r"\d{10}", bg_foreigner, named=True),
    Number("BR_RENAVAM", "brazil", r"\d{11}|\d{10}-\d", br_vehicle, named=True),
    Number("BR_RG", "brazil", r"\d{1,2}\.\d{3}\.\d{3}-?[0-9X]", checksums.always, led=True),
    Number("BR_VOTER", "brazil", r"\d{4} ?\d{4} ?\d{4}", br_voter, named=True),
    Number("CR_CEDULA", "costa_rica", r"[1-9]-\d{4}-\d{4}|[1-9] \d{4} \d{4}", checksums.always, led=True),
    Number("FR_RPPS", "france", r"[18]\d{10}", checksums.luhn, named=True),
    Number("GE_PERSONAL_NUMBER", "georgia", r"\d{11}", checksums.always, led=True),
    Number("GH_CARD", "ghana", r"GHA-\d{9}-\d", checksums.always, r".*"),
    Number("HEALTH_CARD", "everywhere", r"\d{8,20}|[A-Z]{4}\d{10,12}|[A-Z]{1,3}\d{6,10}[A-Z]?|\d{5}-\d{4}|\d{4} \d{4} \d{4}(?: \d{4})?", checksums.always, led=True, written=is_card),
    Number("GT_DPI", "guatemala", r"\d{4} ?\d{5} ?\d{4}", gt_person, named=True),
    Number("HN_ID", "honduras", r"\d{4}-\d{4}-\d{5}", checksums.always, led=True),
    Number("IDENTITY_CARD", "everywhere", _CARDS, checksums.always, led=True, written=is_card),
    Number("IN_ABHA", "india", r"\d{2}-\d{4}-\d{4}-\d{4}", checksums.always, led=True),
    Number("IN_UAN", "india", r"\d{12}|\d{4} \d{4} \d{4}", checksums.always, led=True),
    Number("KW_CIVIL_ID", "kuwait", r"[23]\d{11}", kw_person, named=True),
    Number("LK_NIC", "sri_lanka", r"\d{9}[VX]|(?:19|20)\d{10}", checksums.always, led=True),
    Number("MA_CIN", "morocco", r"[A-Z]{1,2} ?\d{5,6}", checksums.always, led=True),
    Number("MT_ID_CARD", "malta", r"\d{4,7}[MGAPLHBZ]", checksums.always, led=True),
    Number("MX_VOTER", "mexico", r"[A-Z]{6}\d{8}[HM]\d{3}", checksums.always, r".*"),
    Number("PA_CEDULA", "panama", r"(?:1[0-3]|0?[1-9]|PE|E|N)-\d{1,4}-\d{1,6}", checksums.always, led=True, written=is_no_day),
    Number("PT_SNS", "portugal", r"[1-9]\d{8}|\d{3} \d{3} \d{3}", checksums.always, led=True),
    Number("QA_QID", "qatar", r"[23]\d{10}", checksums.always, led=True),
    Number("RESIDENCE_PERMIT", "everywhere", _PERMITS, checksums.always, led=True, written=is_card),
    Number("RU_OMS", "russia", r"\d{16}|\d{4} \d{4} \d{4} \d{4}", checksums.luhn, named=True),
    Number("TZ_NIDA", "tanzania", r"(?:19|20)\d{6}-?\d{5}-?\d{5}-?\d{2}", checksums.always, r".*-.*-.*-.*", led=True),
    Number("UG_NIN", "uganda", r"C[MF]\d{5}[A-Z0-9]{7}", checksums.always, led=True),
    Number("US_ALIEN_NUMBER", "us", r"A[- ]?\d{3}[- ]?\d{3}[- ]?\d{3}|A[- ]?\d{8}", checksums.always, led=True),
    Number("US_KNOWN_TRAVELER", "us", r"[A-Z]{2}\d{7}|\d{9}", checksums.always, led=True),
    Number("UZ_PINFL", "uzbekistan", r"[1-6]\d{13}", checksums.always, led=True),
    Number("VN_CITIZEN_ID", "vietnam", r"\d{9}", checksums.always, led=True, called="OldVietnameseCardRecognizer"),
)  # fmt: skip
TITLES: Final = {
    "AL_NID": "nid|numri personal|letërnjoftim|karta e identitetit|numri i identitetit",
    "AU_CRN": "crn|centrelink",
    "AU_IHI": "ihi|individual healthcare identifier|healthcare identifier",
    "BD_NID": "nid|nid no|nid number|জাতীয় পরিচয়পত্র|এনআইডি|bangladeshi id",
    "BG_FOREIGNER_NUMBER": "лнч|личен номер на чужденец|lnch",
    "BR_RENAVAM": "renavam",
    "BR_RG": "rg|registro geral|identidade rg|carteira de identidade|cédula de identidade",
    "BR_VOTER": "título de eleitor|titulo de eleitor|título eleitoral|titulo eleitoral|título eleitor",
    "CR_CEDULA": "cédula|cedula|cédula de identidad|cédula costarricense",
    "FR_RPPS": "rpps",
    "GE_PERSONAL_NUMBER": "პირადი ნომერი|პირადი ნომრით|პირადი n|georgian personal",
    "GH_CARD": "ghana card",
    "GT_DPI": "dpi|cui|código único de identificación|documento personal de identificación",
    "HEALTH_CARD": "ehic|european health insurance card|health insurance card|europäische krankenversicherungskarte|ceam|carte européenne d'assurance maladie|tessera sanitaria|team n|tarjeta sanitaria|tarjeta sanitaria europea|cartão europeu de seguro de doença|medicaid|alberta health|manitoba health|"
    "health card number|bpjs|nomor bpjs|kartu bpjs|bhyt|thẻ bảo hiểm y tế|bảo hiểm y tế|保険証番号|健康保険証|被保険者番号|保険者番号|健保卡|医保卡|医保号|社保号|社保卡|건강보험증|건강보험번호|číslo pojištěnce|průkaz pojištěnce|preukaz poistenca|numer ubezpieczenia|card de sănătate|card de sanatate|"
    "zdravstvena iskaznica|zdravstvena kartica|zdravstvena izkaznica|εκαα|európai egészségbiztosítási|ekuk|sairausvakuutuskort|europeiskt sjukförsäkringskort|europeisk helsetrygdkort|blåt eu-sygesikringskort|eu-sygesikringskort",
    "HN_ID": "dni|identidad|tarjeta de identidad|número de identidad",
    "IDENTITY_CARD": "carte d'identité|carte nationale d'identité|carte d'identite|cni|identiteitskaart|identitätskarte|carte de identitate|cartea de identitate|cărții de identitate|buletin|buletinul|ci seria|seria ci|"
    "občanský průkaz|občanského průkazu|občanském průkaz|číslo op|č. op|občank|občiansky preukaz|občianskeho preukazu|személyi igazolvány|személyi ig|személyim|szig|osobna iskaznica|osobne iskaznice|osobnu iskaznicu|osobne|lična karta|lične karte|ličnu kartu|"
    "лична карта|личне карте|личну карту|личната карта|личната ми карта|лк №|osebna izkaznica|osebne izkaznice|osebno izkaznico|δελτίο ταυτότητας|δελτίου ταυτότητας|αριθμός ταυτότητας|αριθμό ταυτότητας|αδτ|α.δ.τ|ταυτότητά|ταυτότητα|id-kaart|id-kaardi|isikutunnistus|"
    "personas apliecīb|id karte|id kartes|tapatybės kortel|asmens tapatybės|henkilökort|henkilöllisyystodistu|id-kort|id-kortet|nationellt id|legitimation|legitimasjon|nafnskírteini|id-картк|id картк|айді картк|kimlik seri|kimlik kartı seri|nüfus cüzdanı|letërnjoftimi",
    "IN_ABHA": "abha|abha number|health id|ayushman",
    "IN_UAN": "uan|universal account number|epf|pf number",
    "KW_CIVIL_ID": "civil id|الرقم المدني|البطاقة المدنية|kuwait id|kuwaiti id",
    "LK_NIC": "nic|nic no|nic number|national identity card|ජාතික හැඳුනුම්පත|அடையாள அட்டை",
    "MA_CIN": "cin|cnie|carte nationale|البطاقة الوطنية|رقم البطاقة الوطنية|بطاقة التعريف",
    "MT_ID_CARD": "id card|id card no|karta tal-identit|identity card|maltese id",
    "MX_VOTER": "clave de elector|credencial de elector|credencial para votar|ine",
    "PA_CEDULA": "cédula|cedula|cédula de identidad",
    "PT_SNS": "número de utente|nº de utente|n.º de utente|numero de utente|utente|cartão de utente",
    "QA_QID": "qid|qatar id|qatari id|البطاقة القطرية|رقم البطاقة الشخصية",
    "RESIDENCE_PERMIT": "residence permit|biometric residence|brp|residence card|resident permit|aufenthaltstitel|aufenthaltserlaubnis|niederlassungserlaubnis|aufenthaltskarte|titre de séjour|carte de séjour|titre de sejour|carte de résident|permesso di soggiorno|carta di soggiorno|permiso de residencia|"
    "verblijfsvergunning|verblijfsdocument|verblijfstitel|verblijfskaart|autorização de residência|título de residência|cartão de residência|karta pobytu|karty pobytu|kartę pobytu|uppehållstillstånd|uppehållskort|oppholdstillatelse|oppholdskort|opholdstilladelse|opholdskort|oleskelulupa|oleskelukort|"
    "povolení k pobytu|průkaz k pobytu|povolenie na pobyt|tartózkodási engedély|permis de ședere|permis de sedere|dozvola boravka|boravišna dozvola|dovoljenje za prebivanje|разрешение за пребиваване|вид на жительство|внж|посвідка на проживання|посвідки на проживання|άδεια διαμονής|"
    "elamisluba|elamisloa|uzturēšanās atļauj|leidimas gyventi|ikamet|在留カード|通行证|通行證|台胞证|台胞證|回乡证|居留证|居留證|外国人在留|외국인등록증|הרשיון לישיבה|رخصة الإقامة|green card|permanent resident card",
    "RU_OMS": "полис омс|полиса омс|омс|енп|медицинский полис|медицинского полиса",
    "TZ_NIDA": "nida|kitambulisho cha taifa|tanzanian id",
    "UG_NIN": "nin|ugandan id|national id",
    "US_ALIEN_NUMBER": "my a-number|your a-number|his a-number|her a-number|their a-number|the a-number|alien a-number|uscis a-number|alien number|alien registration|uscis|uscis number|green card",
    "US_KNOWN_TRAVELER": "known traveler|known traveller|ktn|passid|pass id|global entry|tsa precheck|redress",
    "UZ_PINFL": "пинфл|жшшир|pinfl|jshshir",
}
"""What they are called, as in ``titles``."""
NEAR: Final = {
    "AU_CRN": "customer reference number",
    "PA_CEDULA": "cip",
    "PT_SNS": "sns",
    "US_ALIEN_NUMBER": "a-number",
}
"""Names that much else has, or that are words of other languages."""
SIGNS: Final = {
    "AU_CRN": "centrelink|services australia|mygov|medicare|pension|jobseeker|youth allowance|family tax|crn",
    "PA_CEDULA": "panam|cédula|cedula|identidad|tribunal electoral",
    "PT_SNS": "utente|saúde|saude|portug|paciente|doente|consulta|médic|vacina|número|numero|meu|minha|nif",
    "US_ALIEN_NUMBER": "uscis|alien|immigra|green card|visa|permanent resident|resident|asyl|naturali|deport|petition|ead|form i",
}
"""What stands beside them where they are such a number."""
