"""format=flowed (RFC 3676): soft line breaks joined, quote depth and signatures respected."""

from __future__ import annotations


def unflow(text: str, delsp: bool = False) -> str:
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        if content.startswith(" "):
            content = content[1:]
        signature = content == "-- "
        if open_depth == depth and not signature and out:
            out[-1] += content
        else:
            out.append((">" * depth + " " if depth else "") + content)
        soft = content.endswith(" ") and not signature
        if soft and delsp:
            out[-1] = out[-1][:-1]
        open_depth = depth if soft else -1
    return "\n".join(line.rstrip() if not line.endswith("-- ") else line for line in out)
