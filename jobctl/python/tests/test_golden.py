"""The files in jobctl/golden: the same manifests and errors as the command line's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from jobctl import InvalidRequest, _manifest, _request, to_yaml
from jobctl._yaml import load_file

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = sorted(folder.name for folder in GOLDEN.iterdir() if (folder / "request.yaml").exists())


def made(name: str) -> dict[str, Any]:
    folder = GOLDEN / name
    return _manifest.make(_request.read(load_file(folder / "request.yaml"), folder))


def wanted(name: str) -> dict[str, Any]:
    content = yaml.safe_load((GOLDEN / name / "manifest.yaml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_there_are_cases() -> None:
    assert len(CASES) > 30


@pytest.mark.parametrize("name", CASES)
def test_a_request_gives_this_manifest_or_these_errors(name: str) -> None:
    errors = GOLDEN / name / "error.txt"
    if errors.exists():
        with pytest.raises(InvalidRequest) as wrong:
            made(name)
        assert sorted(wrong.value.problems) == sorted(errors.read_text(encoding="utf-8").splitlines())
    else:
        assert made(name) == wanted(name)


def test_a_changed_manifest_is_noticed() -> None:
    changed = wanted("minimal")
    changed["spec"]["tasks"][0]["replicas"] = 2
    assert made("minimal") != changed


def test_yaml_of_a_manifest_reads_back() -> None:
    for name in CASES:
        if not (GOLDEN / name / "error.txt").exists():
            assert yaml.safe_load(to_yaml(made(name))) == wanted(name)
