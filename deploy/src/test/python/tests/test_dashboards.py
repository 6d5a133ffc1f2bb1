"""Grafana's SDK reads what it knows and forgets the rest: whatever a file says must come back."""

import enum
import json
import os
import pathlib
import typing

import pytest
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

plugins.register_default_plugins()
FILES = sorted(pathlib.Path(os.environ["BASALT_DASHBOARDS"]).glob("*.json"))


def lost(said, read, where):
    """What is said and was not read, by its path. What the SDK adds does not count."""
    if isinstance(said, dict):
        if not isinstance(read, dict):
            return [where]
        return [
            path
            for key, value in said.items()
            for path in (
                lost(value, read[key], f"{where}.{key}")
                if key in read
                # A value of null is left out when the SDK writes.
                else [f"{where}.{key}"] * (value is not None)
            )
        ]
    if isinstance(said, list):
        if not isinstance(read, list) or len(said) != len(read):
            return [where]
        return [
            path
            for i, (one, other) in enumerate(zip(said, read))
            for path in lost(one, other, f"{where}[{i}]")
        ]
    return [] if said == read else [where]


def wrong_words(model, where="dashboard"):
    """Values of enumerations that Grafana does not know: the SDK takes any text for them."""
    if isinstance(model, (list, tuple)):
        return [w for i, one in enumerate(model) for w in wrong_words(one, f"{where}[{i}]")]
    if not hasattr(type(model), "from_json"):
        return []
    wrong = []
    hints = typing.get_type_hints(type(model))
    for name, value in vars(model).items():
        kinds = [hints.get(name), *typing.get_args(hints.get(name))]
        words = [k for k in kinds if isinstance(k, type) and issubclass(k, enum.Enum)]
        if words and value is not None and value not in [one.value for one in words[0]]:
            wrong.append(f"{where}.{name}={value}")
        wrong += wrong_words(value, f"{where}.{name}")
    return wrong


def test_there_are_dashboards():
    assert len(FILES) == 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_everything_comes_back(file):
    said = json.loads(file.read_text())
    read = Dashboard.from_json(json.loads(file.read_text()))
    assert wrong_words(read) == []
    assert lost(said, json.loads(JSONEncoder().encode(read)), "dashboard") == []
    assert read.uid == file.stem and read.id_val is None


@pytest.mark.parametrize("file", FILES[:1], ids=lambda file: file.stem)
def test_a_misspelt_field_or_word_is_seen(file):
    said = json.loads(file.read_text())
    said["panels"][1]["fieldConfig"]["defaults"]["units"] = "s"
    said["panels"][1]["options"]["colorMode"] = "loud"
    read = Dashboard.from_json(json.loads(json.dumps(said)))
    assert lost(said, json.loads(JSONEncoder().encode(read)), "dashboard") == [
        "dashboard.panels[1].fieldConfig.defaults.units"
    ]
    assert wrong_words(read) == ["dashboard.panels[1].options.color_mode=loud"]
