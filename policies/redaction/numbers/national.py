"""Numbers of countries that Presidio does not know, each with its check digits: a wrong one is no finding."""

from __future__ import annotations

import re
from typing import Any, Final

import re2
from presidio_analyzer import Pattern, PatternRecognizer

from policies.redaction.numbers import checksums
from policies.redaction.numbers.abroad import ABROAD, is_licence
from policies.redaction.numbers.accounts import ACCOUNTS
from policies.redaction.numbers.banks import BANKS
from policies.redaction.numbers.distant import DISTANT
from policies.redaction.numbers.further import FURTHER
from policies.redaction.numbers.number import Number
from policies.redaction.numbers.offices import OFFICES
from policies.redaction.numbers.papers import PAPERS
from policies.redaction.numbers.registers import REGISTERS
from policies.redaction.numbers.titles import beside, near, titles
from policies.redaction.numbers.vehicles import VEHICLES

_SCORE: Final = 0.3
_TOGETHER: Final = 20
"""Names that one pattern of the scan takes."""
_SHORT: Final = 4
"""Letters of a name that is looked for as a whole word."""
_KNOWN: Final = re.compile(r"[0-9A-ZÑ&]+")
"""Where case is ignored, a pattern of A to Z takes a few letters more, such as the sign of Kelvin, which no check digits know."""
_SEPARATORS: Final = re.compile(r"(?:\scl[ée]\s?:?\s|номер|[^\w&]|_)+", re.IGNORECASE)
"""Whatever is no letter and no digit, and no & of a Mexican firm: a text also holds dashes of typesetters. Also the words within a French number and a Russian one."""


NUMBERS: Final = (
    Number("AR_CUIT", "argentina", r"(?:20|23|24|25|26|27|30|33|34)-?\d{8}-?\d", checksums.ar_cuit, r"\d{2}-\d{8}-\d"),
    Number("AT_SVNR", "austria", r"\d{4}[ .]?\d{6}", checksums.at_insurance),
    Number("AU_MEDICARE", "australia", r"[2-6]\d{3}-\d{5}-\d", checksums.au_medicare, r".*", called="MedicareWithHyphensRecognizer"),
    Number("BE_NATIONAL_NUMBER", "belgium", r"\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[.\- ]?\d{2}", checksums.be_national, r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", strong=True, certain=True),
    Number("BG_EGN", "bulgaria", r"\d{10}", checksums.bg_egn, strong=True),
    Number("BR_CNPJ", "brazil", r"[0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}/?[0-9A-Z]{4}-?\d{2}", checksums.br_cnpj, r"[^.]{2}\.[^.]{3}\.[^.]{3}/.{7}"),
    Number("BR_CPF", "brazil", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}", checksums.br_cpf, r"\d{3}\.\d{3}\.\d{3}-\d{2}"),
    Number("CA_SIN", "canada", r"\d{3}[- ]?\d{3}[- ]?\d{3}", checksums.ca_sin, r"\d+-\d+-\d+"),
    Number("CH_AHV", "switzerland", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", checksums.ch_ahv, r"756.*"),
    Number("CL_RUT", "chile", r"\d{1,2}\.?\d{3}\.?\d{3}-?[0-9Kk]", checksums.cl_rut, r"\d{1,2}\.\d{3}\.\d{3}-.|\d{7,8}-."),
    Number("CN_RESIDENT_ID", "china", r"[1-8]\d{5}(?:19|20)\d{9}[0-9Xx]", checksums.cn_resident, r".{18}"),
    Number("CZ_BIRTH_NUMBER", "czechia", r"\d{6}/?\d{4}", checksums.cz_birth_number, r"\d{6}/\d{4}", strong=True),
    Number("DK_CPR", "denmark", r"\d{6}[- ]?\d{4}", checksums.dk_cpr, later=checksums.dk_cpr_later),
    Number("DE_ID_CARD", "germany", r"[LMNPRTVWXY][0-9CFGHJKLMNPRTVWXYZ]{8}\d?", checksums.de_document),
    Number("DE_PASSPORT", "germany", r"[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}\d?", checksums.de_document),
    Number("DE_FUEHRERSCHEIN", "germany", r"[A-Z][0-9A-Z]{8}\d[0-9A-Z]", checksums.always, led=True, written=is_licence, called="LicenceOf2013Recognizer"),
    Number("DE_SOCIAL_SECURITY", "germany", r"\d{2} ?\d{6} ?[A-Z] ?\d{3}", checksums.de_pension, r".*", strong=True),
    Number("DE_TAX_ID", "germany", r"\d{2}[ ./]?\d{3}[ ./]?\d{3}[ ./]?\d{3}", checksums.de_tax_id),
    Number("DE_VAT_ID", "germany", r"DE ?\d{3}[ .]?\d{3}[ .]?\d{3}", checksums.de_vat, r".*"),
    Number("EC_CEDULA", "ecuador", r"\d{9}-?\d", checksums.ec_cedula),
    Number("EE_PERSONAL_CODE", "estonia", r"[1-8]\d{10}", checksums.baltic, strong=True),
    Number("ES_NIE", "spain", r"[XYZ][- ]?\d\.?\d{3}\.?\d{3}[- ]?[A-Z]", checksums.es_nif, r".*"),
    Number("ES_NIF", "spain", r"\d{8}[- ]?[A-Z]|\d{2}\.\d{3}\.\d{3}[- ]?[A-Z]", checksums.es_nif, r".*"),
    Number("ES_PASSPORT", "spain", r"[A-Z]{3}\d{6}", checksums.always),
    Number("FR_NIR", "france", r"[12][ .-]?\d{2}[ .-]?\d{2}[ .-]?(?:\d{2}|2[AB])[ .-]?\d{3}[ .-]?\d{3}(?: ?[-/.(] ?| cl[ée] ?:? | ?)\d{2}", checksums.fr_nir, r".{15,}", strong=True, certain=True),
    Number("FR_SIREN", "france", r"\d{3} ?\d{3} ?\d{3}", checksums.luhn),
    Number("FR_SIRET", "france", r"\d{3} ?\d{3} ?\d{3} ?\d{5}", checksums.luhn),
    Number("FR_VAT", "france", r"FR ?\d{2} ?\d{3} ?\d{3} ?\d{3}", checksums.fr_vat, r"FR.*"),
    Number("GR_AFM", "greece", r"(?:(?:EL|GR) ?)?\d{9}", checksums.gr_afm, r"[EG].*"),
    Number("GR_AMKA", "greece", r"\d{6} ?\d{5}", checksums.gr_amka, strong=True),
    Number("HK_ID", "hong_kong", r"[A-Z]{1,2}\d{6} ?\(?[0-9A]\)?", checksums.hk_id, r".*\(.\)"),
    Number("HR_OIB", "croatia", r"(?:HR ?)?\d{11}", checksums.hr_oib, r"HR.*"),
    Number("HU_TAJ", "hungary", r"\d{3}[- ]?\d{3}[- ]?\d{3}", checksums.hu_taj),
    Number("HU_TAX_ID", "hungary", r"8\d{9}", checksums.hu_tax),
    Number("IE_PPSN", "ireland", r"\d{7} ?[A-W][A-IW]?", checksums.ie_pps, r".{8,10}"),
    Number("IL_ID", "israel", r"\d{8}-?\d", checksums.il_id),
    Number("IN_GSTIN", "india", r"(?:0[1-9]|[1-3]\d)[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]", checksums.in_gstin, r".*"),
    Number("IN_PASSPORT", "india", r"[A-PR-WY][1-9]\d ?\d{4}[1-9]", checksums.always),
    Number("IN_VEHICLE_REGISTRATION", "india", r"[A-Z]{2}[ -]\d{1,2}[ -]?[A-Z]{1,3}[ -]\d{4}|[A-Z]{2}[ -]\d{2}[ -]?[A-Z]{1,3}\d{4}|[A-Z]{2}\d{2}[ -][A-Z]{1,3}[ -]?\d{4}", checksums.in_plate, r"..[ -]?.{1,2}[ -]?[A-Z]{1,3}[ -]....", called="InPlateInGroupsRecognizer"),
    Number("IS_KENNITALA", "iceland", r"\d{6}-?\d{4}", checksums.is_kennitala, r"\d{6}-\d{4}", strong=True),
    Number("IT_FISCAL_CODE", "italy", r"[A-Z]{3} ?[A-Z]{3} ?[0-9L-NP-V]{2}[A-EHLMPR-T][0-9L-NP-V]{2} ?[A-Z][0-9L-NP-V]{3} ?[A-Z]", checksums.it_fiscal, r".*"),
    Number("IT_PASSPORT", "italy", r"[A-Z]{2}\d{7}", checksums.always),
    Number("IT_VAT_CODE", "italy", r"(?:IT ?)?\d{11}", checksums.it_vat, r"IT.*"),
    Number("JP_MY_NUMBER", "japan", r"\d{4}[- ]?\d{4}[- ]?\d{4}", checksums.jp_my_number),
    Number("KR_FRN", "korea", r"\d{6}-?[5-8]\d{6}", checksums.kr_foreigner, r".*-.*"),
    Number("KR_RRN", "korea", r"\d{6}-?[1-4]\d{6}", checksums.kr_resident, r".*-.*", strong=True),
    Number("LT_PERSONAL_CODE", "lithuania", r"[1-6]\d{10}", checksums.baltic, strong=True),
    Number("LV_PERSONAL_CODE", "latvia", r"\d{6}-?\d{5}", checksums.lv_code, r"\d{6}-\d{5}", strong=True),
    Number("MX_CURP", "mexico", r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[A-ZÑ]{3}[0-9A-Z]\d", checksums.mx_curp, r".{18}"),
    Number("NL_BSN", "netherlands", r"\d{9}|\d{3}\.\d{3}\.\d{3}|\d{4}\.\d{2}\.\d{3}|\d{3} \d{3} \d{3}", checksums.nl_bsn),
    Number("NO_BIRTH_NUMBER", "norway", r"\d{6} ?\d{5}", checksums.no_birth_number, strong=True, certain=True),
    Number("NZ_IRD", "new_zealand", r"\d{2,3}[- ]?\d{3}[- ]?\d{3}", checksums.nz_ird),
    Number("PL_NIP", "poland", r"(?:PL ?)?\d{3}-?\d{3}-?\d{2}-?\d{2}|(?:PL ?)?\d{3}-\d{2}-\d{2}-\d{3}", checksums.pl_nip, r"\d+-\d+-\d+-\d+|PL.*"),
    Number("RO_CNP", "romania", r"[1-9]\d{12}", checksums.ro_cnp, strong=True),
    Number("RU_INN", "russia", r"\d{12}|\d{10}", checksums.ru_inn),
    Number("RU_SNILS", "russia", r"\d{3}-?\d{3}-?\d{3}[- ]?\d{2}", checksums.ru_snils, r"\d{3}-\d{3}-\d{3}[ -]\d{2}"),
    Number("SG_NRIC_FIN", "singapore", r"[STFGM]\d{7}[A-Z]", checksums.sg_nric, r".{9}"),
    Number("SI_EMSO", "slovenia", r"\d{13}", checksums.si_emso, strong=True),
    Number("TH_TNIN", "thai", r"[1-8]-?\d{4}-?\d{5}-?\d{2}-?\d", checksums.th_citizen, r".*-.*"),
    Number("TW_ID", "taiwan", r"[A-Z][1289]\d{8}", checksums.tw_id, r".{10}"),
    Number("UA_TAX_NUMBER", "ukraine", r"\d{10}", checksums.ua_tax),
    Number("UK_NINO", "uk", r"[A-CEGHJ-PRSTW-Z][A-CEGHJ-NPRSTW-Z]-\d{2}-\d{2}-\d{2}-[A-D]", checksums.uk_nino, r".*", called="NinoWithHyphensRecognizer"),
    Number("UK_PASSPORT", "uk", r"[A-OQS-Z][A-Z]\d{7}|\d{9}", checksums.always),
    Number("US_DRIVER_LICENSE", "us", r"[A-Z]\d{4,9}|[A-Z]\d{11,14}|[A-Z]{2}\d{4,7}|[A-Z]\d{3}[- ]\d{4}[- ]\d{4}|[A-Z]\d{3}-\d{3}-\d{2}-\d{3}-\d|[A-Z]{3}\*\*[A-Z]{2}\d{3}[A-Z0-9]{2}|\d{3} \d{3} \d{3}|\d{7,10}|\d{12}", checksums.always, led=True, written=is_licence),
    Number("US_PASSPORT", "us", r"[A-Z]\d{8}|\d{9}", checksums.always),
    Number("US_SSN", "us", r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{3}\.\d{2}\.\d{4}|\d{9}", checksums.us_ssn, r"\d+-\d+-\d+"),
    Number("ZA_ID_NUMBER", "south_africa", r"\d{6} ?\d{4} ?[01] ?[89] ?\d", checksums.za_id, strong=True, certain=True),
    *FURTHER,
    *ABROAD,
    *ACCOUNTS,
    *BANKS,
    *DISTANT,
    *OFFICES,
    *PAPERS,
    *REGISTERS,
    *VEHICLES,
)  # fmt: skip
"""Some of them the library finds too, but not as people write them, with any check digit, or with one that no authority gives out (REPLACED)."""

REPLACED: Final = (
    "SgFinRecognizer", "CaSinRecognizer", "DeIdCardRecognizer", "DePassportRecognizer", "DeSocialSecurityRecognizer", "DeTaxIdRecognizer", "DeVatIdRecognizer", "EsNieRecognizer",
    "EsNifRecognizer", "EsPassportRecognizer", "InGstinRecognizer", "InPassportRecognizer", "UsLicenseRecognizer", "ItFiscalCodeRecognizer", "KrFrnRecognizer", "KrRrnRecognizer", "ItPassportRecognizer", "ItVatCodeRecognizer", "ThTninRecognizer", "UkPassportRecognizer",
    "UsPassportRecognizer", "UsSsnRecognizer", "ZaIdNumberRecognizer",
)  # fmt: skip


class NationalRecogniser(PatternRecognizer):
    """One kind of number of one country."""

    def __init__(self, number: Number, language: str) -> None:
        self.number = number
        self.country = number.country
        self.telling = re.compile(number.telling)
        end = "" if number.shape.endswith("?") else r"\b"  # says nothing new, but the one scan over all patterns sees more
        patterns = [Pattern(number.entity, rf"(?<![\w.-])\b(?:{number.shape}){end}(?![\w-]|\.\d)", _SCORE)]
        name = number.called or f"{''.join(part.capitalize() for part in number.entity.split('_'))}Recognizer"
        super().__init__(number.entity, name=name, patterns=patterns, supported_language=language)

    def validate_result(self, pattern_text: str) -> bool:
        if self.number.written is not None:
            return self.number.written(pattern_text)
        value = known(pattern_text)
        return bool(value) and (self.number.check(value) or self.number.later(value))


class SaidRecogniser(NationalRecogniser):
    """One that searches only texts which say one of its names, since it is written as much else is."""

    def __init__(self, number: Number, language: str) -> None:
        super().__init__(number, language)
        names = [*map(_name, (*titles(number.entity), *near(number.entity)[0], *beside(number.entity)))]
        self.names = tuple("|".join(names[at : at + _TOGETHER]) for at in range(0, len(names), _TOGETHER))
        options = re2.Options()
        options.case_sensitive, options.never_capture = False, True
        self._names = re2.compile("|".join(names).encode(), options)

    def is_said(self, text: str) -> bool:
        return self._names.search(text.encode("utf-8", "replace")) is not None

    def analyze(self, text: str, entities: Any, nlp_artifacts: Any = None, regex_flags: Any = None) -> Any:
        return super().analyze(text, entities, nlp_artifacts, regex_flags) if self.is_said(text) else []


def _name(word: str) -> str:
    """As programs write it, too; a short one not as a part of another word."""
    whole = len(word) <= _SHORT and word.isascii() and word.isalnum()
    return rf"\b{word}\b|\b{word}_|_{word}\b|_{word}_" if whole else _escaped(word)


def _escaped(word: str) -> str:
    return re.escape(word).replace(r"\ ", "[ _-]?").replace(r"\-", "[ _-]?").replace("'", "['’]").replace("i", "[iıİ]")


def known(value: str) -> str:
    """As ``bare``; "" where a character is left that no check digits know."""
    found = bare(value)
    return found if _KNOWN.fullmatch(found) else ""


def bare(value: str) -> str:
    """Without what sets its groups apart, digits of every script as those of ASCII."""
    plain = _SEPARATORS.sub("", value).upper()
    return plain if plain.isascii() else "".join(str(int(char)) if char.isdecimal() else char for char in plain)


def national_recognisers(language: str) -> list[Any]:
    return [(SaidRecogniser if number.led or number.said else NationalRecogniser)(number, language) for number in NUMBERS]
