"""What numbers are called: officially and in short, in the languages of their country and in those in which people from there write.

Lower case; hyphens and blanks are the same. Short ones (up to four letters) count as whole words, longer ones also as parts of words, so that endings of a case and compounds are found too.
"""

from __future__ import annotations

from typing import Final

from policies.redaction.numbers import abroad, accounts, banks, distant, further, offices, papers, registers, vehicles

TITLES: Final = further.TITLES | abroad.TITLES | accounts.TITLES | banks.TITLES | distant.TITLES | vehicles.TITLES | offices.TITLES | papers.TITLES | registers.TITLES | {
    "AR_CUIT": "cuit|cuil|clave única de identificación|código único de identificación laboral|identificación tributaria",
    "AT_SVNR": "svnr|soz.vers|soz vers|soz.-vers|sozvers|svn|vers.-nr|vers-nr|versnr|sv number|sv-nr|sv nr|sv-nummer|sv|vsnr|vs-nr|sozialversicherungs|sozialvers|versicherungsnummer|versicherungs-nr|versicherungsnr|versicherten|social security|social insurance|e-card",
    "AU_ABN": "abn|australian business",
    "AU_ACN": "acn|australian company",
    "AU_MEDICARE": "medicare",
    "AU_TFN": "tfn|tax file",
    "BE_NATIONAL_NUMBER": "rijksregister|registre national|registre nat|national register|nationalregister|insz|niss|rrn|rrnr|nationaal nummer|numéro national|numero national|numéro nat|nn|bis-nummer|numéro bis|rijksreg",
    "BG_EGN": "егн|egn|единен граждански|граждански номер|edinen grazhdanski|unified civil|uniform civil|civil number",
    "BR_CNPJ": "cnpj|cadastro nacional da pessoa|inscrição nacional|pessoa jurídica|pessoa juridica",
    "BR_CPF": "cpf|cadastro de pessoa|pessoa física|pessoa fisica|contribuinte",
    "CA_SIN": "sin|nas|social insurance|assurance sociale|d'assurance",
    "CH_AHV": "ahv|avs|oasi|ahvn13|navs|navs13|sozialversicherung|assurance sociale|assicurazione sociale|versichertennummer|numéro d'assuré|old-age",
    "CL_RUT": "rut|run|rol único|rol unico",
    "CN_RESIDENT_ID": "证件号|證件號|身份证|身份證|公民身份|居民身份|resident identity|shenfenzheng|identity card",
    "CZ_BIRTH_NUMBER": "rodné|rodne|rodného|rodným|rodném|rodneho|rod. č|rod.č|r.č|rč|rc|birth number|birth no|geburtsnummer|personal number",
    "DE_ID_CARD": "personalausweis|ausweisnummer|ausweis-nr|ausweisnr|perso-nr|ausweis|identity card|id card|perso|german id|deutscher ausweis|dni alemán|carte d'identité allemande",
    "DE_PASSPORT": "reisepass|passnummer|pass-nr|passnr|german passport|deutscher pass|deutschen pass|passeport allemand|pasaporte alemán|duits paspoort|passaporto tedesco",
    "DE_SOCIAL_SECURITY": "rentenvers|soz.vers|soz vers|soz.-vers|sozvers|vers.-nr|vers-nr|rvnr|rv-nr|rv-nummer|rv nummer|sozialvers|sozialversicherungs|versicherungsnummer|versicherungs-nr|vsnr|vs-nr|svnr|sv-nummer|sv-nr|sv nr|sv|pension insurance|social security|social insurance",
    "DE_FUEHRERSCHEIN": "führerschein|führerscheinnummer|führerschein nr|fahrerlaubnis|fahrerlaubnisnummer|german driving licence|german driver's license",
    "DE_HEALTH_INSURANCE": "kvnr|krankenversichertennummer|versichertennummer|versichertennr|versicherten-nr|versicherten-nummer|krankenversicherungsnummer|egk|gesundheitskarte|krankenkasse|krankenkassennummer|krankenversicherung|health insurance",
    "DE_TAX_ID": "steuer-id|identnr|ident-nr|ident.-nr|steuerid|steuer id|idnr|id-nr|steueridentifikation|steuer-identifikation|identifikationsnummer|identnummer|steuer-ident|steuerident|steuerliche|steuernummer|steuer-nr|steuernr|stidnr|st-idnr|steuerl. id|steuerl id|identifikationsnr|steuer-idnr|steuer-identnr|german tax|tax id|tin|tax identification|taxpayer",
    "DE_VAT_ID": "umsatzsteuer|ust|ustid|ust-id|ustidnr|ust-idnr|uid|uid-nummer|mehrwertsteuer|mwst|vat|btw|tva|iva",
    "DK_CPR": "cpr|cprnr|cpr-nummer|cprnummer|civil registration|det centrale personregister|personal identification|cpr nr|cpr no|danish personal|dansk personnummer",
    "EC_CEDULA": "cédula|cedula|c.i|ci|documento de identidad|cédulas",
    "EE_PERSONAL_CODE": "isikukood|isikukoodi|isikukoodiga|ik|estonian personal|estonian id",
    "ES_NIE": "nie|identidad de extranjero|número de extranjero|numero de extranjero|extranjería|tarjeta de residencia|foreigner|foreign identity",
    "ES_NIF": "dni|nif|documento nacional|identificación fiscal|identificacion fiscal|carnet de identidad|documento de identidad|carné",
    "ES_PASSPORT": "pasaporte|spanish passport|passeport espagnol|spanischer pass|spaans paspoort",
    "FI_PERSONAL_IDENTITY_CODE": "henkilötunnus|henkilötunnuks|henkilotunnus|hetu|hetuni|hetunsa|hetunne|hetun|hetua|sotuni|sotun|personbeteckning|personal identity|sotu|sosiaaliturvatunnus",
    "FR_NIR": "nir|sécurité sociale|securite sociale|sécu|secu|insee|vitale|assuré social|assure social|n° ss|numéro ss|immatriculation|social security|nss|sozialvers",
    "FR_SIREN": "siren|rcs|identifiant d'entreprise|numéro d'entreprise|numéro d'identification d'entreprise",
    "FR_SIRET": "siret|établissement|etablissement",
    "FR_VAT": "tva|vat|intracommunautaire|intracom|ust|mwst|btw|iva",
    "GR_AFM": "αφμ|α.φ.μ|afm|φορολογικού μητρώου|φορολογικο|greek tax|greek vat|tax registry",
    "GR_AMKA": "αμκα|α.μ.κ.α|amka|κοινωνικής ασφάλισης|μητρώου κοινωνικής|social security",
    "HK_ID": "hkid|hkic|香港身份|身份證|身份证|hong kong id|identity card|id card|hongkong id|hk identity",
    "HR_OIB": "oib|osobni identifikacijski|osobnog identifikacijskog|osobni id|personal identification",
    "HU_TAJ": "taj|taj-szám|tajszám|társadalombiztosítási|tarsadalombiztositasi|tb-szám|hungarian social security|tb azonosító|tb azonositó|tb azonosito|magyar taj",
    "HU_TAX_ID": "adóazonosító|adoazonosito|adóazon|adószám|adoszam|adójel|hungarian tax",
    "IE_PPSN": "pps|ppsn|pps no|personal public service|public service number|rsi",
    "IL_ID": "ת.ז|תז|ת\"ז|ת״ז|זהות|תעודת|teudat|zehut|mispar|israeli id|israel id",
    "IN_AADHAAR": "aadhaar|aadhar|adhaar|adhar|आधार|uid|uidai",
    "IN_PASSPORT": "indian passport|passport",
    "IN_GSTIN": "gstin|gst|goods and services",
    "IN_PAN": "pan|permanent account|पैन",
    "IN_VEHICLE_REGISTRATION": "number plate",
    "IS_KENNITALA": "kennitala|kennitölu|kennitolu|kennitalan|kt|icelandic id",
    "IT_FISCAL_CODE": "codice fiscale|cod. fisc|cod.fisc|codfisc|codicefiscale|cf|c.f|fiscal code|fiscale|tax code|steuernummer|cod.fiscale|cod. fiscale",
    "IT_PASSPORT": "passaporto|italian passport|passaporto italiano|passeport italien|italienischer pass|pasaporte italiano",
    "IT_VAT_CODE": "partita iva|p.iva|p. iva|piva|part. iva|p.i|pi|partiva|p iva|iva|vat|partita",
    "JP_MY_NUMBER": "マイナンバー|個人番号|my number|mynumber|individual number|番号法",
    "KR_BRN": "사업자등록번호|사업자번호|사업자 등록|brn|business registration|사업자",
    "KR_FRN": "외국인등록|외국인번호|frn|foreigner registration|alien registration",
    "KR_RRN": "주민등록|주민번호|rrn|resident registration|주민|resident number|resident no|resident id|jumin",
    "LT_PERSONAL_CODE": "asmens kod|asm. kod|asm kod|asmens|a.k|ak|lithuanian personal|lithuanian id",
    "LV_PERSONAL_CODE": "personas kod|pers. kod|pers kod|p.k|pk|personas|latvian personal|latvian id",
    "MX_CURP": "curp|registro de población|clave única de registro",
    "NG_NIN": "nin|national identi|nimc",
    "NL_BSN": "bsn|burger|burgerservice|burgerservicenummer|sofinummer|sofi|sofi-nummer|citizen service|citizen",
    "NO_BIRTH_NUMBER": "f.nr|fødselsn|fodselsn|fødselsnummer|fnr|personnummer|personnr|d-nummer|dnr|fødsels|norwegian national|national identity",
    "NZ_IRD": "ird|inland revenue",
    "PL_NIP": "nip|identyfikacji podatkowej|numer podatkowy|podatnik|polish tax|polish vat",
    "PL_PESEL": "pesel|ewidencyjny",
    "PT_NIF": "nif|contribuinte|nipc|identificação fiscal|número fiscal|numero fiscal|nº fiscal|portuguese tax",
    "RO_CNP": "cnp|cod numeric|codul numeric|numeric personal|c.n.p",
    "RU_INN": "инн|inn|налогоплательщика|идентификационный номер|russian tax",
    "RU_SNILS": "снилс|snils|страховой номер|лицевого счёта|лицевого счета|пенсионного",
    "SE_ORGANISATIONSNUMMER": "organisationsnummer|orgnr|org nr|org.nr|org.nummer|orgnummer|organisationsnr|företagsnummer|org-nr|swedish company",
    "SE_PERSONNUMMER": "p-nr|personnummer|personnr|pers.nr|persnr|pers nr|person nr|pnr|samordningsnummer|swedish personal|svensk id|personal identity",
    "SG_NRIC_FIN": "nric|fin|singapore id|foreign identification|identity card",
    "SI_EMSO": "emšo|emso|jmbg|јмбг|ембг|embg|матични број|матичен број|јединствени матични|единствен матичен|jedinstveni matični|matična številka|maticna stevilka|matični broj|maticni broj|številka občana",
    "TH_TNIN": "เลขประจำตัว|บัตรประชาชน|ประจำตัวประชาชน|เลขบัตร|thai|tnin|citizen id",
    "TR_NATIONAL_ID": "kimlik|tckn|t.c|tc no|tc kimlik|tc|tckimlik|vatandaşlık|turkish id|turkish national",
    "TW_ID": "身分證|身份證|身分证|統一編號|taiwan|identity card|national id",
    "UA_TAX_NUMBER": "рнокпп|іпн|ипн|инн|ідентифікаційний код|ідентифікаційний|платника податків|облікової картки|податковий|rnokpp|ipn|ukrainian tax",
    "UK_DRIVING_LICENCE": "driving licence|driving license|driver|licence|license|dvla",
    "UK_NHS": "nhs|national health service|health service|national health|health number",
    "UK_NINO": "national insurance|ni number|ni no|nino|n.i|insurance number",
    "UK_PASSPORT": "passport|british passport|uk passport",
    "US_DRIVER_LICENSE": "driver's lic|drivers lic|driver lic|driver’s lic|driving lic|driver's id|driver id|dl|dmv|cdl|learner's permit|learner permit|driver's permit|driver permit|license id|operator's license",
    "US_ITIN": "itin|individual taxpayer",
    "US_NPI": "npi|national provider|provider id",
    "US_PASSPORT": "passport|american passport|u.s. passport|us passport|usa passport",
    "US_SSN": "ssn|ssns|ss|soc|social|social security|soc sec|social sec|ss#|seguro social|número de seguro social|numero de seguro social",
    "ZA_ID_NUMBER": "rsa|south african id|south african|sa id|id number|identity number|sa-id|identiteitsnommer|id-nommer",
}  # fmt: skip
"""Of every type its titles, with | between them."""


_BY_COMMON_WORDS: Final = ("AO_BI", "IN_UPI", "MZ_BI", "MZ_NUIT", "IT_REA", "LK_NIC", "MA_CIN", "MX_VOTER", "PA_CEDULA", "PT_SNS")
"""Their short names mean something else in other languages: "nic" is Polish for nothing."""
NAMING: Final = frozenset(TITLES) - frozenset(
    (
        *accounts.TITLES,
        *banks.TITLES,
        *vehicles.TITLES,
        *_BY_COMMON_WORDS,
        "DRIVING_LICENCE",
        "HEALTH_CARD",
        "IDENTITY_CARD",
        "PASSPORT",
        "RESIDENCE_PERMIT",
    )
)
"""Types whose names say of a number that it is no other: accounts and things are told together with other numbers."""


_NEAR: Final = abroad.NEAR | accounts.NEAR | banks.NEAR | vehicles.NEAR | papers.NEAR | registers.NEAR
_SIGNS: Final = abroad.SIGNS | accounts.SIGNS | banks.SIGNS | papers.SIGNS | registers.SIGNS


def titles(entity: str) -> tuple[str, ...]:
    """Empty for a type whose recogniser knows its own words alone."""
    return tuple(dict.fromkeys(TITLES[entity].replace("-", " ").split("|"))) if entity in TITLES else ()


def moves(entity: str) -> tuple[str, ...]:
    """Of money that goes to such a number: they count with a word that says where to, and one of ``near``, right before it."""
    return tuple(filter(None, accounts.MOVES.get(entity, "").split("|")))


def beside(entity: str) -> tuple[str, ...]:
    """Words without which a text need not be searched for it, besides its own."""
    return tuple(filter(None, (accounts.BESIDE | banks.BESIDE | registers.BESIDE).get(entity, "").split("|")))


def near(entity: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words that tell only right before such a number, and of these which must stand somewhere near as well (none: no matter)."""
    words, signs = _NEAR.get(entity, ""), _SIGNS.get(entity, "")
    return tuple(filter(None, words.split("|"))), tuple(filter(None, signs.split("|")))
