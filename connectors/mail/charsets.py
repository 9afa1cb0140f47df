"""Bytes to text when the declared charset is missing, misspelt or wrong.

``decode(data, declared)`` never raises and never returns NUL or lone surrogates. A declaration is believed when it decodes and reads like
a language; else the candidates are ranked by ``likeness``.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from connectors.mail.likeness import likeness

ALIASES = {
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc5601": "cp949", "euc-kr": "cp949", "euckr": "cp949", "korean": "cp949",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "chinese": "gb18030", "csgb2312": "gb18030",
    "cp936": "gb18030", "windows-936": "gb18030", "gb18030-2000": "gb18030", "euc-cn": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "ms_kanji": "cp932", "windows-31j": "cp932",
    "x-ms-cp932": "cp932", "csshiftjis": "cp932", "x-euc-jp": "euc_jp", "eucjp": "euc_jp",
    "big5": "cp950", "big-5": "cp950", "x-big5": "cp950", "csbig5": "cp950", "big5-hkscs": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext", "csiso2022jp": "iso2022_jp_ext",
    "hz-gb-2312": "hz", "macintosh": "mac_roman", "x-mac-roman": "mac_roman", "mac": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ce": "mac_latin2", "x-mac-greek": "mac_greek", "x-mac-turkish": "mac_turkish", "x-mac-centraleurroman": "mac_latin2",
    "koi8-ru": "koi8_u", "koi8r": "koi8_r", "koi": "koi8_r", "cskoi8r": "koi8_r",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "l1": "cp1252",
    "iso-8859-1-windows-3.1-latin-1": "cp1252", "ansi": "cp1252", "cp-1252": "cp1252", "x-ansi": "cp1252", "windows-latin-1": "cp1252",
    "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "iso-8859-6-i": "iso8859_6", "iso-8859-6-e": "iso8859_6",
    "unicode-1-1-utf-7": "utf_7", "unicode-1-1-utf-8": "utf_8", "utf8mb4": "utf_8", "utf": "utf_8", "utf-8n": "utf_8", "utf 8": "utf_8",
    "unicode": "utf_16", "ucs-2": "utf_16", "iso-10646-ucs-2": "utf_16", "dos": "cp437", "ibm850": "cp850", "x-cp1250": "cp1250",
    "x-cp1251": "cp1251", "x-cp1252": "cp1252", "win-1251": "cp1251", "win1251": "cp1251", "cp-1251": "cp1251", "cp-866": "cp866",
}  # fmt: skip
UNKNOWN = {"", "x-unknown", "unknown-8bit", "unknown", "8bit", "7bit", "none", "default", "us-ascii", "ascii", "ansi_x3.4-1968", "binary", "null",
           "x-user-defined", "default_charset", "undefined", "utf-8bit", "user-defined", "iso-8859", "windows", "us", "en", "x-undefined"}  # fmt: skip
WIDE = {"gb18030", "cp932", "cp949", "cp950", "big5hkscs", "euc_jp", "hz", "johab", "euc_jis_2004", "shift_jis_2004"}
CANDIDATES = ("cp1252", "cp1250", "cp1251", "koi8_u", "cp932", "euc_jp", "gb18030", "cp950", "cp949", "cp1253", "cp1255", "cp1256", "cp1254",
              "cp1257", "cp874", "iso8859_5", "cp866", "mac_cyrillic", "iso8859_2", "mac_roman", "cp850")  # fmt: skip
HIGH = re.compile(rb"[\x80-\xff]")
CONTROLS = {c: None for c in range(32) if c not in (9, 10)} | {0x7F: None, 0xFEFF: None}
NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "charmap", "utf_8_sig"}
SURROGATES = re.compile("[\ud800-\udfff]+")
SAMPLE = 6_000


def clean(text: str) -> str:
    """One kind of line end; no NUL, no other control characters, no lone surrogates (databases and JSON refuse them)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text or "\v" in text:
        text = text.replace("\f", "\n").replace("\v", "\n")
    text = text.translate(CONTROLS) if not text.isprintable() else text
    if SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@lru_cache(maxsize=512)
def codec_of(declared: str) -> str:
    """Python's name for a declared charset, or "" when it says nothing usable."""
    label = declared.strip().strip("\"'<>").lower().replace("charset=", "").split(";")[0].split(",")[0].strip("\"' ")[:60]
    label = re.sub(r"http-equiv.*$|[^\x21-\x7e ]", "", label)
    if label in UNKNOWN:
        return ""
    for name in (
        ALIASES.get(label),
        label,
        label.replace("_", "-"),
        re.sub(r"^(?:x-|cs)", "", label),
        re.sub(r"^win(?:dows)?-?", "cp", label),
    ):
        try:
            info = codecs.lookup(name) if name else None
        except (LookupError, ValueError):
            continue
        known = info.name.replace("-", "_") if info else ""
        if info and getattr(info, "_is_text_encoding", True) and known not in NOT_TEXT:
            return {"iso8859_1": "cp1252", "ascii": "", "big5": "cp950", "shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030",
                    "euc_kr": "cp949", "iso2022_jp": "iso2022_jp_ext"}.get(known, known)  # fmt: skip
    return ""


def decode(data: bytes, declared: str = "", hint: str = "") -> str:
    """The text a person would read; ``hint`` is a charset used elsewhere in the same mail."""
    return clean(_decode(data, codec_of(declared), codec_of(hint)))


def _decode(data: bytes, codec: str, hint: str) -> str:
    wide = _utf16(data, codec)
    if wide:
        return data.decode(wide, "replace")
    if data[:3] == b"\xef\xbb\xbf":
        data, codec = data[3:], "utf_8"
    if codec in ("utf_7", "hz") or codec.startswith("iso2022"):
        text = attempt(data, codec)
        if text is not None:
            return text
    if not HIGH.search(data):
        return _seven_bit(data)
    return _eight_bit(data, codec, hint)


def _seven_bit(data: bytes) -> str:
    if b"\x1b$" in data or b"\x1b(" in data:
        korean = b"\x1b$)C" in data
        text = attempt(data, "iso2022_kr" if korean else "iso2022_jp_ext")
        return text if text is not None else data.decode("iso2022_jp_ext", "replace")
    return data.decode("ascii", "replace")


def _utf16(data: bytes, codec: str) -> str:
    if data[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return "utf_32"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf_16"
    head = data[:2_000]
    nul_even, nul_odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if len(data) >= 4 and nul_odd > half * 0.4 and nul_even < half * 0.1:
        return "utf_16_le"
    if len(data) >= 4 and nul_even > half * 0.4 and nul_odd < half * 0.1:
        return "utf_16_be"
    if codec.startswith(("utf_16", "utf_32")) and len(data) % 2 == 0 and attempt(data, codec) is not None and nul_even + nul_odd > 0:
        return codec if codec.endswith(("le", "be")) else "utf_16_le" if nul_odd >= nul_even else "utf_16_be"
    return (
        codec
        if codec.startswith("utf_16") and attempt(data, codec) is not None and likeness(data[:SAMPLE].decode(codec, "replace")) > 0
        else ""
    )


def _eight_bit(data: bytes, codec: str, hint: str) -> str:
    as_utf8 = attempt(data, "utf_8")
    if as_utf8 is not None and (codec not in WIDE or len(HIGH.findall(data[:SAMPLE])) >= 9 or attempt(data, codec) is None):
        return as_utf8
    if codec in ("", "utf_8"):
        if _mostly_utf8(data):
            return data.decode("utf_8", "replace")
        return decode_as(data, guess(data, hint))
    return decode_as(data, _checked(data, codec, hint))


def decode_as(data: bytes, codec: str) -> str:
    text = attempt(data, codec)
    if text is None and codec == "cp1252":
        return (
            data.decode("cp1252", "surrogateescape").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            if b"\x81" not in data
            else data.decode("latin-1")
        )
    return text if text is not None else data.decode(codec, "replace")


def attempt(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _mostly_utf8(data: bytes) -> bool:
    """A cut or slightly damaged UTF-8 text: at least five good sequences for each bad byte."""
    text = data[:200_000].decode("utf_8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return good >= 5 * bad or (bad == 1 and text.rstrip().endswith("\ufffd") and good > 0)


def _sample(data: bytes) -> bytes:
    """The lines that hold the evidence: those with high bytes."""
    if len(data) <= SAMPLE:
        return data
    lines = [line for line in data[:200_000].split(b"\n") if HIGH.search(line)]
    return b"\n".join(lines)[:SAMPLE] or data[:SAMPLE]


def _checked(data: bytes, codec: str, hint: str) -> str:
    """The declared codec, unless it fails or another one reads far better."""
    sample = _sample(data)
    text = attempt(sample, codec)
    if text is None and len(sample) == SAMPLE:
        text = sample.decode(codec, "ignore")
    own = likeness(text) if text is not None else -50.0
    if own > 0.55:
        return codec
    other = guess(data, hint)
    if other == codec:
        return codec
    best = likeness(sample.decode(other, "replace"))
    if text is None:
        damaged = likeness(sample.decode(codec, "replace"))
        return codec if codec in WIDE and damaged > 0 and damaged + 0.1 >= best else other
    return other if best > own + 0.35 else codec


def guess(data: bytes, hint: str = "") -> str:
    """The codec whose reading looks most like a language."""
    sample = _sample(data)
    best, best_score = "cp1252", -100.0
    for order, codec in enumerate(CANDIDATES):
        text = attempt(sample, codec)
        if text is None and len(sample) >= SAMPLE:
            text = attempt(sample[:-1], codec) or attempt(sample[:-2], codec) or attempt(sample[:-3], codec)
        if text is None:
            continue
        score = likeness(text) - order * 0.004 + (0.25 if codec == hint else 0.0)
        if score > best_score:
            best, best_score = codec, score
    return best
