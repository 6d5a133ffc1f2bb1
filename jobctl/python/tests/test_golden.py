"""The files in jobctl/golden: the same manifests and errors as the command line's."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from jobctl import InvalidRequest, _manifest, _request, to_yaml
from jobctl._text import json_text
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


def test_java_makes_the_same_of_random_requests() -> None:
    file = os.environ.get("JOBCTL_REQUESTS")
    if file is None:
        pytest.skip("PythonLibraryTest, of the Java build, makes the requests")
    agreed = 0
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        judged = json.loads(line)
        try:
            mine = {"job": _manifest.make(_request.read(judged["request"]))}
            assert json.loads(json_text(mine["job"])) == judged.get("job"), line
        except InvalidRequest as e:
            assert sorted(e.problems) == sorted(judged.get("errors", [])), line
        agreed += 1
    assert agreed > 100
