"""Numbers of countries that Presidio does not know, each with its check digits: a wrong one is no finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

from policies.redaction import checksums
from policies.redaction.checksums import Check

_SCORE: Final = 0.3
_SEPARATORS: Final = re.compile(r"(?:\scl[ée]\s?:?\s|[\s.\-/()])+")
"""Also the word before the two check digits of a French number."""


@dataclass(frozen=True, slots=True)
class Number:
    """``shape``: how it is written. ``telling``: written so that nothing else looks like it; every other spelling asks for a word beside it.

    ``strong``: date, length and check digits leave so little to chance that a word for any identity number will do.
    """

    entity: str
    country: str
    shape: str
    check: Check
    words: str
    telling: str = r"(?!)"
    strong: bool = False


NUMBERS: Final = (
    Number("AR_CUIT", "argentina", r"(?:20|23|24|25|26|27|30|33|34)-?\d{8}-?\d", checksums.ar_cuit, "cuit cuil", r"\d{2}-\d{8}-\d"),
    Number("AT_SVNR", "austria", r"\d{4}[ .]?\d{6}", checksums.at_insurance, "svnr sozialvers versicherungsnummer sv-nummer sv-nr sv"),
    Number("BE_NATIONAL_NUMBER", "belgium", r"\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[.\- ]?\d{2}", checksums.be_national,
           "rijksregister registre insz niss nationaal", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", strong=True),
    Number("BG_EGN", "bulgaria", r"\d{10}", checksums.bg_egn, "egn егн", strong=True),
    Number("BR_CNPJ", "brazil", r"[0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}/?[0-9A-Z]{4}-?\d{2}", checksums.br_cnpj, "cnpj", r"[^.]{2}\.[^.]{3}\.[^.]{3}/.{7}"),
    Number("BR_CPF", "brazil", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}", checksums.br_cpf, "cpf contribuinte", r"\d{3}\.\d{3}\.\d{3}-\d{2}"),
    Number("CA_SIN", "canada", r"\d{3}[- ]?\d{3}[- ]?\d{3}", checksums.ca_sin, "sin nas assurance insurance", r"\d+-\d+-\d+"),
    Number("CH_AHV", "switzerland", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", checksums.ch_ahv, "ahv avs oasi sozialversicherung assurance", r"756.*"),
    Number("CL_RUT", "chile", r"\d{1,2}\.?\d{3}\.?\d{3}-?[0-9Kk]", checksums.cl_rut, "rut run", r"\d{1,2}\.\d{3}\.\d{3}-.|\d{7,8}-."),
    Number("CN_RESIDENT_ID", "china", r"[1-8]\d{5}(?:19|20)\d{9}[0-9Xx]", checksums.cn_resident, "身份证 公民身份 居民 resident identity", r".{18}"),
    Number("CZ_BIRTH_NUMBER", "czechia", r"\d{6}/?\d{4}", checksums.cz_birth_number, "rodné rodne rodného rč rc", r"\d{6}/\d{4}", strong=True),
    Number("DK_CPR", "denmark", r"\d{6}[- ]?\d{4}", checksums.dk_cpr, "cpr"),
    Number("DE_ID_CARD", "germany", r"[LMNPRTVWXY][0-9CFGHJKLMNPRTVWXYZ]{8}\d?", checksums.de_document, "personalausweis ausweis perso-nr identity"),
    Number("DE_PASSPORT", "germany", r"[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}\d?", checksums.de_document, "reisepass passnummer pass-nr"),
    Number("DE_SOCIAL_SECURITY", "germany", r"\d{2} ?\d{6} ?[A-Z] ?\d{3}", checksums.de_pension,
           "sozialvers rentenvers versicherungsnummer rvnr svnr sv-nummer sv-nr pension", r".*", strong=True),
    Number("DE_TAX_ID", "germany", r"\d{2}[ ./]?\d{3}[ ./]?\d{3}[ ./]?\d{3}", checksums.de_tax_id,
           "steuer steuer-id steuer-nr steueridentifikation identifikationsnummer steuerid idnr steuerliche steuernummer tin"),
    Number("DE_VAT_ID", "germany", r"DE ?\d{3}[ .]?\d{3}[ .]?\d{3}", checksums.de_vat, "umsatzsteuer ust ust-id ustid ust-idnr mehrwertsteuer vat", r".*"),
    Number("EC_CEDULA", "ecuador", r"\d{9}-?\d", checksums.ec_cedula, "cédula cedula c.i"),
    Number("EE_PERSONAL_CODE", "estonia", r"[1-8]\d{10}", checksums.baltic, "isikukood isikukoodi estonia", strong=True),
    Number("ES_NIE", "spain", r"[XYZ][- ]?\d\.?\d{3}\.?\d{3}[- ]?[A-Z]", checksums.es_nif, "nie n.i.e extranjero", r".*"),
    Number("ES_NIF", "spain", r"\d{8}[- ]?[A-Z]|\d{2}\.\d{3}\.\d{3}[- ]?[A-Z]", checksums.es_nif, "dni d.n.i nif n.i.f identidad", r".*"),
    Number("ES_PASSPORT", "spain", r"[A-Z]{3}\d{6}", checksums.always, "pasaporte passport"),
    Number("FR_NIR", "france", r"[12][ .]?\d{2}[ .]?\d{2}[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}(?: ?[-/.] ?| cl[ée] ?:? | ?)\d{2}", checksums.fr_nir,
           "nir sécurité securite sécu sociale insee vitale", r".{15,}", strong=True),
    Number("FR_SIREN", "france", r"\d{3} ?\d{3} ?\d{3}", checksums.luhn, "siren rcs"),
    Number("FR_SIRET", "france", r"\d{3} ?\d{3} ?\d{3} ?\d{5}", checksums.luhn, "siret"),
    Number("FR_VAT", "france", r"FR ?\d{2} ?\d{3} ?\d{3} ?\d{3}", checksums.fr_vat, "tva vat", r"FR.*"),
    Number("GR_AFM", "greece", r"\d{9}", checksums.gr_afm, "afm αφμ"),
    Number("GR_AMKA", "greece", r"\d{6} ?\d{5}", checksums.gr_amka, "amka αμκα", strong=True),
    Number("HK_ID", "hong_kong", r"[A-Z]{1,2}\d{6} ?\(?[0-9A]\)?", checksums.hk_id, "hkid identity 身份證", r".*\(.\)"),
    Number("HR_OIB", "croatia", r"\d{11}", checksums.mod11_10, "oib"),
    Number("HU_TAJ", "hungary", r"\d{3}[- ]?\d{3}[- ]?\d{3}", checksums.hu_taj, "taj"),
    Number("HU_TAX_ID", "hungary", r"8\d{9}", checksums.hu_tax, "adóazonosító adoazonosito adószám"),
    Number("IE_PPSN", "ireland", r"\d{7} ?[A-W][A-IW]?", checksums.ie_pps, "pps ppsn public service", r".{8,10}"),
    Number("IL_ID", "israel", r"\d{8}-?\d", checksums.il_id, "teudat zehut זהות תז"),
    Number("IN_GSTIN", "india", r"(?:0[1-9]|[1-3]\d)[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]", checksums.in_gstin, "gstin gst", r".*"),
    Number("IS_KENNITALA", "iceland", r"\d{6}-?\d{4}", checksums.is_kennitala, "kennitala kt", r"\d{6}-\d{4}", strong=True),
    Number("IT_FISCAL_CODE", "italy", r"[A-Z]{6} ?[0-9L-NP-V]{2}[A-EHLMPR-T][0-9L-NP-V]{2} ?[A-Z][0-9L-NP-V]{3}[A-Z]", checksums.it_fiscal,
           "codice fiscale cf c.f", r".*"),
    Number("IT_PASSPORT", "italy", r"[A-Z]{2}\d{7}", checksums.always, "passaporto italian"),
    Number("IT_VAT_CODE", "italy", r"(?:IT ?)?\d{11}", checksums.it_vat, "piva p.iva partita iva", r"IT.*"),
    Number("JP_MY_NUMBER", "japan", r"\d{4}[- ]?\d{4}[- ]?\d{4}", checksums.jp_my_number, "マイナンバー 個人番号 mynumber individual"),
    Number("LT_PERSONAL_CODE", "lithuania", r"[1-6]\d{10}", checksums.baltic, "asmens kodas ak lithuania", strong=True),
    Number("LV_PERSONAL_CODE", "latvia", r"\d{6}-?\d{5}", checksums.lv_code, "personas kods p.k", r"\d{6}-\d{5}", strong=True),
    Number("MX_CURP", "mexico", r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[A-ZÑ]{3}[0-9A-Z]\d", checksums.mx_curp, "curp", r".{18}"),
    Number("NL_BSN", "netherlands", r"\d{9}|\d{3}\.\d{3}\.\d{3}|\d{4}\.\d{2}\.\d{3}|\d{3} \d{3} \d{3}", checksums.nl_bsn, "bsn burger burgerservice sofinummer sofi citizen"),
    Number("NO_BIRTH_NUMBER", "norway", r"\d{6} ?\d{5}", checksums.no_birth_number, "fødselsn personnummer fodselsn d-nummer fnr", strong=True),
    Number("NZ_IRD", "new_zealand", r"\d{2,3}[- ]?\d{3}[- ]?\d{3}", checksums.nz_ird, "ird"),
    Number("PL_NIP", "poland", r"\d{3}-?\d{3}-?\d{2}-?\d{2}|\d{3}-\d{2}-\d{2}-\d{3}", checksums.pl_nip, "nip", r"\d+-\d+-\d+-\d+"),
    Number("PT_NIF", "portugal", r"[1235689]\d{2} ?\d{3} ?\d{3}", checksums.pt_nif, "nif contribuinte nipc"),
    Number("RO_CNP", "romania", r"[1-9]\d{12}", checksums.ro_cnp, "cnp numeric", strong=True),
    Number("RU_INN", "russia", r"\d{12}|\d{10}", checksums.ru_inn, "инн inn"),
    Number("RU_SNILS", "russia", r"\d{3}-?\d{3}-?\d{3}[- ]?\d{2}", checksums.ru_snils, "снилс snils", r"\d{3}-\d{3}-\d{3}[ -]\d{2}"),
    Number("SG_NRIC_FIN", "singapore", r"[STFGM]\d{7}[A-Z]", checksums.sg_nric, "nric fin", r".{9}"),
    Number("SI_EMSO", "slovenia", r"\d{13}", checksums.si_emso, "emšo emso jmbg", strong=True),
    Number("TH_TNIN", "thai", r"[1-8]-?\d{4}-?\d{5}-?\d{2}-?\d", checksums.th_citizen, "thai บัตรประชาชน ประจำตัวประชาชน tnin", r".*-.*"),
    Number("TW_ID", "taiwan", r"[A-Z][1289]\d{8}", checksums.tw_id, "身分證 taiwan identity national", r".{10}"),
    Number("UA_TAX_NUMBER", "ukraine", r"\d{10}", checksums.ua_tax, "рнокпп іпн ідентифікаційний rnokpp"),
    Number("UK_PASSPORT", "uk", r"[A-Z]{2}\d{7}", checksums.always, "passport"),
    Number("US_PASSPORT", "us", r"[A-Z]\d{8}|\d{9}", checksums.always, "passport"),
    Number("US_SSN", "us", r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{3}\.\d{2}\.\d{4}|\d{9}", checksums.us_ssn,
           "ssn ssns ss soc security", r"\d+-\d+-\d+"),
    Number("ZA_ID_NUMBER", "south_africa", r"\d{6} ?\d{4} ?[01] ?[89] ?\d", checksums.za_id, "rsa", strong=True),
)  # fmt: skip
"""Some of them the library finds too, but not as people write them, with any check digit, or with one that no authority gives out (REPLACED)."""

REPLACED: Final = (
    "SgFinRecognizer", "CaSinRecognizer", "DeIdCardRecognizer", "DePassportRecognizer", "DeSocialSecurityRecognizer", "DeTaxIdRecognizer", "DeVatIdRecognizer", "EsNieRecognizer",
    "EsNifRecognizer", "EsPassportRecognizer", "InGstinRecognizer", "ItFiscalCodeRecognizer", "ItPassportRecognizer", "ItVatCodeRecognizer", "ThTninRecognizer", "UkPassportRecognizer",
    "UsPassportRecognizer", "UsSsnRecognizer", "ZaIdNumberRecognizer",
)  # fmt: skip


UNCHECKED: Final = frozenset(("DE_ID_CARD", "DE_PASSPORT", "DK_CPR", "ES_PASSPORT", "IT_PASSPORT", "UK_PASSPORT", "US_PASSPORT", "US_SSN"))
"""Numbers that have no check digits, or not always: their own name must stand beside them, or they are written as nothing else is."""


class NationalRecogniser(PatternRecognizer):
    """One kind of number of one country."""

    def __init__(self, number: Number, language: str) -> None:
        self.number = number
        self.country = number.country
        self.telling = re.compile(number.telling)
        end = "" if number.shape.endswith("?") else r"\b"  # says nothing new, but the one scan over all patterns sees more
        patterns = [Pattern(number.entity, rf"(?<![\w.-])\b(?:{number.shape}){end}(?![\w-]|\.\d)", _SCORE)]
        words = number.words.split()
        name = f"{''.join(part.capitalize() for part in number.entity.split('_'))}Recognizer"
        super().__init__(number.entity, name=name, patterns=patterns, context=words, supported_language=language)

    def validate_result(self, pattern_text: str) -> bool:
        value = _SEPARATORS.sub("", pattern_text).upper()
        return value.isalnum() and self.number.check("".join(str(int(c)) if c.isdecimal() else c for c in value))


def national_recognisers(language: str) -> list[Any]:
    return [NationalRecogniser(number, language) for number in NUMBERS]
