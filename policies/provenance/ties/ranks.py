"""What is counted in its order: "on the third floor" is floor 3, "the second reminder" level 2, where the parameter counts the same."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.ordinals import ORDINALS
from policies.provenance.reading import Trace, word_list

_KINDS: Final = tuple(
    words(line)
    for line in (
        "floor level storey story etage stock stockwerk geschoss obergeschoss og piso planta verdieping niveau nivel",
        "period lesson slot hour stunde schulstunde unterrichtsstunde hora clase cours heure uur lesuur les",
        "row reihe fila rij rang rangee", "class grade year klasse schuljahr jahrgang clase classe curso annee klas leerjaar", "rank position place priority platz posicion lugar plaats",
        "instalment installment rate cuota mensualite termijn", "attempt try versuch tentative intento poging", "round runde ronde ronda tour manche", "shift schicht turno dienst equipe", "week woche semaine semana",
        "semester halbjahr semestre", "chapter kapitel chapitre capitulo hoofdstuk", "page seite pagina", "court bahn platz terrain pista baan lane", "volume band tome tomo deel", "race lauf carrera course heat",
    )
)  # fmt: skip
"""What is counted by its order: a line is one thing."""
_LEVEL: Final = words("level stage stufe niveau nivel step")
_REPEATED: Final = words(
    "reminder notice warning try mahnung zahlungserinnerung erinnerung versuch rappel relance avertissement tentative recordatorio aviso intento herinnering aanmaning poging"
)


def is_rank(value: Decimal, name: Iterable[str], trace: Trace) -> bool:
    """Whether the requester has named, by its order, the one of what the parameter ``name`` counts."""
    called = frozenset(name)
    counted = frozenset().union(*(kind for kind in _KINDS if kind & called), _REPEATED if _LEVEL & called else ())
    return bool(counted) and any(
        ORDINALS.get(word) == value and other in counted for text in trace.askers for word, other in pairwise(word_list(text.text))
    )
