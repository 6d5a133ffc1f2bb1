"""Short files: YAML 1.2, in which only true and false are booleans and dates are texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from ._text import key_text
from .errors import InvalidRequest


class _CoreLoader(yaml.SafeLoader):
    """PyYAML with the core schema of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, (str, int, float, bool, type(None))):
                raise yaml.MarkedYAMLError(problem="keys must be texts", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"found duplicate key {key}", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _integer(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    text = str(node.value)
    for prefix, base in (("0o", 8), ("0x", 16)):
        if text.startswith(prefix):
            return int(text[2:], base)
    return int(text)


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    return float(str(node.value).lower().replace(".inf", "inf").replace(".nan", "nan"))


def _boolean(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> bool:
    return str(node.value).lower() == "true"


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    ("null", r"~|null|Null|NULL|", "~nN"),
):
    _CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_pattern})$"),
        [*_first, ""] if _tag == "null" else list(_first),
    )
_CoreLoader.add_constructor("tag:yaml.org,2002:int", _integer)
_CoreLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
_CoreLoader.add_constructor("tag:yaml.org,2002:bool", _boolean)


def load(text: str, source: str = "request") -> dict[str, Any]:
    """The fields of a short file.

    Raises:
        InvalidRequest: if it is no YAML, or no map.
    """
    try:
        document = yaml.load(text, Loader=_CoreLoader)
    except yaml.MarkedYAMLError as e:
        place = f", line {e.problem_mark.line + 1}" if e.problem_mark else ""
        raise InvalidRequest([f"{source}{place}: {e.problem}"]) from e
    except yaml.YAMLError as e:
        raise InvalidRequest([f"{source}: {e}"]) from e
    if not isinstance(document, dict):
        raise InvalidRequest([f"{source}: must be a map of fields, such as image: python:3.12"])
    return {key_text(key): value for key, value in document.items()}


def load_file(path: str | Path) -> dict[str, Any]:
    """The fields of a short file; see load."""
    return load(Path(path).read_text(encoding="utf-8"), str(path))
