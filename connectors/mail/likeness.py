"""How much a text reads like a human language: the judge between two charsets that both decode."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

COMMON = {
    "latin": "äöüßéèêëàâçîïôûùñóíáúãõåøæ",
    "latin2": "ąćęłńśźżčřšžýěůďťňőűășțđ",
    "turkish": "ğışİ",
    "cyrillic": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєґ",
    "greek": "αοιετσνηυρπκμλςίόέάήύώωθφγδχβξζψ",
    "hebrew": "יוהלארתבשםמנעדקפןחסטגזךצכףץ",
    "arabic": "المنيوترةبعدسفهكقحجأخشطصضذغزثىءئإؤآظ",
    "thai": "านรอกเงมยลวดทสตะปบคหแจพชขใไโผถซธศ่้ัิีึืุู็์ำ",
}
WEIGHT = {char: 1.0 for chars in COMMON.values() for char in chars}
WEIGHT.update(dict.fromkeys("гзбчйхьыяу", 0.8) | dict.fromkeys("жшюцщэфъёєґїі", 0.4))
WEIGHT.update(dict.fromkeys(COMMON["latin2"], 0.85))
WEIGHT.update(dict.fromkeys("„“”‘’–—…«»€£§°·•¿¡№ªº´`©®™×‚\xa0\xad", 0.5))
WEIGHT.update(dict.fromkeys("îâûëï", 0.8) | {"ê": 0.7, "ñ": 0.8})
HAN_COMMON = set(
    "的一是不了人我在有他这中大来上个国和也子时道说出你得到可下要以生会自后能对家年然过天作发学样经如面行成好所于心没看方现多问题"
    "們這個來說時對會後發經學現問請謝您訂單號收退款客服電話地址產品付費購買公司先生小姐無法沒為與"
    "请谢订单号收退款客服电话地址产品付费购买公司无法没为与日本語件名注文返送願致何今明送届質問確認電話番号商品様御連絡返品対応"
    "郵件收到收信息快递什么时候几天已经还是应该怎么物流帮忙查询周二三四五六七八九十百千万元月期前再新用户账密码登录系统网站"
)


@lru_cache(maxsize=4096)
def script(char: str) -> str:
    code = ord(char)
    if 0x4E00 <= code <= 0x9FFF:
        return "han"
    if 0x3040 <= code <= 0x30FF:
        return "kana"
    if 0xAC00 <= code <= 0xD7A3:
        return "hangul"
    if 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF65:
        return "widepunct"
    if 0xFF66 <= code <= 0xFF9F:
        return "halfkana"
    name = unicodedata.name(char, "")
    first = name.split(" ", 1)[0].lower()
    return first if first in ("latin", "cyrillic", "greek", "hebrew", "arabic", "thai") else "other"


@lru_cache(maxsize=8192)
def weight(char: str) -> float:
    kind = script(char)
    if kind == "han":
        return 1.1 if char in HAN_COMMON else 0.15
    if kind in ("kana", "hangul"):
        return 1.0
    if kind == "widepunct":
        return 0.9
    if kind == "halfkana":
        return -0.6
    if char == "\ufffd":
        return -2.0
    lower = char.lower()
    if lower in WEIGHT:
        return WEIGHT[lower] * (0.7 if lower != char and kind in ("cyrillic", "greek") else 1.0)
    if kind in ("cyrillic", "greek", "hebrew", "arabic", "thai"):
        return 0.2
    category = unicodedata.category(char)
    if category in ("Cc", "Co", "Cn", "Cs"):
        return -2.0
    return -0.2 if category.startswith("L") else -0.7


def likeness(text: str) -> float:
    """Mean worth of the non-ASCII characters, minus what never happens in words: mixed scripts, inverted case, all-accent words."""
    total, count = 0.0, 0
    before = ""
    scripts: dict[str, int] = {}
    for char in text:
        if char > "\x7f":
            total += weight(char) + _pair(before, char)
            count += 1
            kind = script(char)
            scripts[kind] = scripts.get(kind, 0) + 1
        elif before > "\x7f" and char.isalpha():
            total += _pair(before, char)
        before = char
    if not count:
        return 1.0
    return total / count - _mixture(scripts, count)


def _mixture(scripts: dict[str, int], count: int) -> float:
    """Japanese mixes kana and han; hangul with much han, or three alphabets at once, is a wrong reading."""
    if scripts.get("kana") and scripts.get("hangul"):
        return 0.6
    alphabets = [
        n for kind, n in scripts.items() if kind in ("cyrillic", "greek", "hebrew", "arabic", "thai", "latin", "kana", "hangul", "han")
    ]
    minor = sum(sorted(alphabets)[:-1]) - (min(scripts.get("kana", 0), scripts.get("han", 0)) if "kana" in scripts else 0)
    return 0.8 * max(minor, 0) / count


def _pair(before: str, char: str) -> float:
    """Worth of two neighbours, of which at least one is not ASCII."""
    if not before or not before.isalpha() or not char.isalpha():
        if before and char.isalpha() and before > "\x7f" and not before.isalpha() and char > "\x7f":
            return -0.2
        return 0.0
    one, two = script(before) if before > "\x7f" else "latin", script(char) if char > "\x7f" else "latin"
    if one != two:
        return 0.0 if {one, two} <= {"han", "kana", "hangul"} else -0.8
    if one in ("cyrillic", "greek", "latin"):
        if before.islower() and char.isupper():
            return -0.8
        if one == "latin" and before > "\x7f" and char > "\x7f":
            return -1.0
    return 0.0
