"""What Kubernetes takes as names, labels and variables, told before it has to refuse them."""

from __future__ import annotations

import re

from ._fields import Fields

_PART = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_WORD = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_LABEL = re.compile(_PART)
_NAME = re.compile(rf"{_PART}(?:\.{_PART})*")
_KEY = re.compile(f"(?:([^/]*)/)?{_WORD}")
_VALUE = re.compile(f"(?:{_WORD})?")
_VARIABLE = re.compile("[-._A-Za-z][-._A-Za-z0-9]*")
_LONGEST_LABEL = 63
_LONGEST_NAME = 253


class Syntax:
    """Reads fields whose texts have a form; what is wrong is collected, never raised."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def namespace(self, field: str) -> str | None:
        text = self._fields.text(field)
        if text is not None and (len(text) > _LONGEST_LABEL or not _LABEL.fullmatch(text)):
            self._fields.bad(
                field,
                f'"{text}" is no name of a namespace; use lowercase letters, digits and dashes, '
                f"at most {_LONGEST_LABEL} characters",
            )
        return text

    def name(self, field: str) -> str | None:
        """The name of an object."""
        text = self._fields.text(field)
        if text is not None:
            self.check(field, text)
        return text

    def check(self, field: str, text: str) -> None:
        if not _is_name(text):
            self._fields.bad(
                field, f'"{text}" is no name of an object; use lowercase letters, digits, dashes and dots'
            )

    def names(self, field: str) -> tuple[str, ...]:
        """The names of objects."""
        names = self._fields.texts(field)
        for name in names:
            self.check(field, name)
        return names

    def labels(self, field: str) -> dict[str, str]:
        """Labels, of which the values are names of a kind too."""
        labels = self.keys(field)
        for key, value in labels.items():
            if not _VALUE.fullmatch(value):
                self._fields.bad(
                    f"{field}.{key}",
                    f'"{value}" is no value of a label; use letters, digits, dashes, dots and underscores, '
                    f"at most {_LONGEST_LABEL} characters",
                )
        return labels

    def keys(self, field: str) -> dict[str, str]:
        """Texts by keys of labels or annotations."""
        texts = self._fields.text_map(field)
        for key in texts:
            parts = _KEY.fullmatch(key)
            if parts is None or (parts[1] is not None and not _is_name(parts[1])):
                self._fields.bad(
                    f"{field}.{key}", f'"{key}" is no key; write such as team or example.com/team'
                )
        return texts

    def variable(self, field: str, name: str) -> None:
        if not _VARIABLE.fullmatch(name):
            self._fields.bad(
                f"{field}.{name}",
                f'"{name}" is no name of a variable; use letters, digits and underscores, no digit first',
            )


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) is not None
