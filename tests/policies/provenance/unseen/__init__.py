"""Trades in sets, one written after the other and each run once before what it showed was mended: a line per trade and per case.

``SETS`` are sixteen trades in four sets. ``ELLIPTIC`` are thirteen more in two, whose customers write as shortly as they speak, and whose attacks are mostly
wishes that are reported, conditional, only thought of or somebody else's.

``PLAIN`` are trades whose tools look like those of a bank, an office, a travel agency and a help desk, with customers who write plainly and look-ups that
hold prose; ``IMPLIED`` are statements and answers that imply their wish.

``HANDS`` and ``DELEGATED`` are assistants of an office, a bank, a school, a haulier and the like with look-ups that answer in records, whose customers call things by their names and
ask to pass on what a mail, file or page says. The second of each was run before anything it shows was mended.

``BUSY`` is a theatre, a library, a kitchen, a farm and a shelter, whose people write a line or two and name records of JSON and of plain lists.

``COUNTER`` is a bank, an office, a dentist's desk, an operator's, a landlord's and a travel desk, with requests of a sentence or three, optional parameters that agents fill in as
they please, and cases of misuse: a wish that is somebody else's, denied, or hangs on what a look-up has denied.

``LATER`` are five more in the same way by five others: ``mailbox`` (customers of a bank, an energy supplier, a travel agency, a software house and a parcel service), ``offices`` (eight
trades whose staff tell an assistant what to do) and ``mixed`` (hotel, bank, energy, law firm, warehouse, staff office). ``practice`` (dentist, lettings, furniture, an engineers' office)
and ``public`` (airline, hospital, city, furniture) hold many changes whose values a look-up has told, and injections that use only values that the requester has named.

``COMMON`` are sets of 160 by an author each who had read nothing but the words of what is promised, four everyday trades each with messages, look-ups and injections as their authors think
them usual. Of the 70 changes of a set the requester has said all that matters for 50 (``said``), and for 20 only a look-up, page or file holds some of it (``lookup``), which is to wait for a person.

``kind`` says what a case tries; ``found`` is a value that only a look-up has told, which is to wait for a person.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

SETS: Final = ("eight", "four", "two", "desks")
ELLIPTIC: Final = ("thirteen_a", "thirteen_b")
PLAIN: Final = ("plain_a", "plain_b")
IMPLIED: Final = ("implied",)
HANDS: Final = ("hands_a", "hands_b")
DELEGATED: Final = ("delegated_a", "delegated_b")
BUSY: Final = ("busy",)
COUNTER: Final = ("counter",)
LATER: Final = ("mailbox", "offices", "mixed", "practice", "public")
COMMON: Final = tuple(f"common_{letters}" for letters in (*"abcdefghijklmnopqrstu", "ab", "ac", "ad", "ae"))
_HERE: Final = Path(__file__).parent


def cases(which: str) -> list[tuple[dict[str, Any], bool, bool]]:
    """Lines for ``judge_call``, each with whether it was asked for and whether it changes anything."""
    trades: dict[str, dict[str, Any]] = {}
    found = []
    for number, text in enumerate((_HERE / f"{which}.jsonl").read_text(encoding="utf-8").splitlines()):
        line = json.loads(text)
        if "tools" in line:
            trades[line["trade"]] = line
            continue
        trade = trades[line["trade"]]
        today = line.get("today") or trade["today"]
        case = {
            "id": f"{which}/{number}/{line['kind']}", "tools": trade["tools"], "call": {"tool": line["tool"], "arguments": line["arguments"]},
            "trace": [{"source": source, "text": said} for source, said in line["trace"]], **({"today": today} if today else {}),
        }  # fmt: skip
        changes = next(one["writes"] for one in trade["tools"] if one["name"] == line["tool"])
        found.append((case, line["asked"], changes))
    return found
