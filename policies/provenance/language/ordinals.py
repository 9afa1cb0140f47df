"""Words and figures that say the place of a thing in its order: third, dritter, 3rd, troisième, tercera, derde."""

from __future__ import annotations

from typing import Final

from policies.provenance.language.plain import bare

ORDINALS: Final = {
    bare(word): number
    for number, line in enumerate(
        (
            "ground erdgeschoss parterre rez-de-chaussée bajo begane", "first erste ersten erster erstes erstem 1st premier première primero primera primer eerste 1er 1ère",
            "second zweite zweiten zweiter zweites zweitem 2nd deuxième second seconde segundo segunda tweede 2e", "third dritte dritten dritter drittes drittem 3rd troisième tercero tercera tercer derde 3e",
            "fourth vierte vierten vierter viertes viertem 4th quatrième cuarto cuarta vierde 4e", "fifth fünfte fünften fünfter fünftes 5th cinquième quinto quinta vijfde 5e", "sixth sechste sechsten sechster 6th sixième sexto sexta zesde 6e",
            "seventh siebte siebten siebter 7th septième séptimo séptima zevende 7e", "eighth achte achten achter 8th huitième octavo octava achtste 8e", "ninth neunte neunten neunter 9th neuvième noveno novena negende 9e",
            "tenth zehnte zehnten zehnter 10th dixième décimo décima tiende 10e", "eleventh elfte elften 11th onzième undécimo undécima elfde 11e", "twelfth zwölfte zwölften 12th douzième duodécimo duodécima twaalfde 12e",
        )
    )
    for word in line.split()
}  # fmt: skip


def alike(word: str) -> str:
    """One spelling for "3rd" and "third"."""
    return f"{ORDINALS[word]}." if ORDINALS.get(word) else word
