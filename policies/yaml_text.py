"""YAML that anybody may have written: read with the line that each part stands in, and written so that it is read back equal."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from kit.errors import InvalidInput

LONGEST: Final = 500_000
DEEPEST: Final = 20
_WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_HALVES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_BREAKS: Final = frozenset("\x85\u2028\u2029\ufeff")


class Lined(dict[str, Any]):
    """A part with names. ``line`` is where it begins, ``lines`` where each of its names stands; both count from 1."""

    line: int = 1
    lines: dict[str, int]

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


class _Loader(yaml.SafeLoader):
    """Safe, and knows its lines. A name that is given twice is refused: the second would win unseen."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Stops at a depth nobody writes; to look ahead in what is open far deeper costs more with every bracket."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise RecursionError
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def whole(self, node: yaml.ScalarNode) -> int | str:
        """010 is eight to some readers and ten to others, 12:30 is 750: what not all read alike is the text that stands there."""
        return int(node.value) if _WHOLE.fullmatch(node.value) else str(node.value)

    def text(self, node: yaml.ScalarNode) -> str:
        """JSON, which is YAML, may write a letter beyond the first 65,536 as two halves."""
        return _HALVES.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16"), str(self.construct_scalar(node)))

    def lined(self, node: yaml.MappingNode) -> Lined:
        made = Lined()
        made.line, made.lines = node.start_mark.line + 1, {}
        for name, _ in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a name is a plain word", name.start_mark)
            if name.value in made.lines:
                raise yaml.constructor.ConstructorError(None, None, f"{name.value} is given twice", name.start_mark)
            made.lines[name.value] = name.start_mark.line + 1
        made.update({str(name): value for name, value in self.construct_mapping(node, deep=True).items()})
        return made


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.lined)
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.whole)
_Loader.add_constructor("tag:yaml.org,2002:str", _Loader.text)


def read(text: str, source: str) -> Any:
    """Mappings in it are ``Lined``. Raises InvalidInput saying what is wrong, and where."""
    if len(text) > LONGEST:
        raise InvalidInput(f"{source} is longer than {LONGEST:,} characters.")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as problem:
        told = str(problem).replace('in "<unicode string>", ', "at ")
        raise InvalidInput(f"{source} cannot be read as YAML: {told}") from None
    except RecursionError:
        raise InvalidInput(f"{source} is nested too deeply: at most {DEEPEST} levels.") from None


def write(whole: dict[str, Any]) -> str:
    """Letters of all scripts as they are, but where line breaks beyond ASCII would be read back as blanks."""
    told = _dumped(whole, plain=True)
    return told if _BREAKS.isdisjoint(told) else _dumped(whole, plain=False)


def _dumped(whole: dict[str, Any], *, plain: bool) -> str:
    told: str = yaml.safe_dump(whole, sort_keys=False, allow_unicode=plain, width=110)
    return told
