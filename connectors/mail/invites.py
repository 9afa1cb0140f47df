"""text/calendar to a few lines a person can read (RFC 5545, only what an invitation shows)."""

from __future__ import annotations

import re

UNFOLD = re.compile(r"\n[ \t]")
FIELD = re.compile(r"^([A-Za-z\-]{2,40})((?:;[^:\n]{0,300})?):(.*)$")
SHOWN = {
    "SUMMARY": "",
    "DTSTART": "Start: ",
    "DTEND": "End: ",
    "LOCATION": "Location: ",
    "ORGANIZER": "Organizer: ",
    "STATUS": "",
    "DESCRIPTION": "\n",
    "COMMENT": "\n",
}


def invite_text(calendar: str) -> str:
    """Summary, time, place, organizer, description of the first event; "" if there is none."""
    found: dict[str, str] = {}
    inside = False
    for line in UNFOLD.sub("", calendar[:500_000]).split("\n"):
        match = FIELD.match(line.strip())
        if not match:
            continue
        name, parameters, value = match.group(1).upper(), match.group(2), match.group(3)
        if name == "BEGIN":
            inside = value.strip().upper() in ("VEVENT", "VTODO") or (inside and value.strip().upper() != "VALARM")
        elif name == "END" and value.strip().upper() in ("VEVENT", "VTODO"):
            break
        elif inside and name in SHOWN:
            found.setdefault(name, _value(name, parameters, value))
    return "\n".join(f"{label}{found[name]}" for name, label in SHOWN.items() if found.get(name) and name != "STATUS").strip()


def _value(name: str, parameters: str, value: str) -> str:
    text = re.sub(r"\\([nN,;\\])", lambda m: "\n" if m.group(1) in "nN" else m.group(1), value).strip()
    if name == "ORGANIZER":
        known = re.search(r"CN=\"?([^\";:]{1,200})", parameters)
        return known.group(1) if known else re.sub(r"(?i)^mailto:", "", text)
    stamp = re.match(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$", text)
    if name.startswith("DT") and stamp:
        year, month, day, hour, minute, zulu = stamp.groups()
        zone = re.search(r"TZID=\"?([^\";:]{1,60})", parameters)
        time = f" {hour}:{minute}{' UTC' if zulu else ''}" if hour else ""
        return f"{year}-{month}-{day}{time}{f' ({zone.group(1)})' if zone and hour else ''}"
    return text
