"""Requests as Python has them: the same jobs as short files make."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from test_golden import GOLDEN, made

import jobctl
from jobctl._text import json_text
from jobctl._yaml import load


def test_fields_have_the_names_of_python(client: jobctl.Client) -> None:
    job = jobctl.Client().manifest(
        "./sample.sh", image="alpine:3.22", name="enough", shards=100, min_success=95,
        ttl=datetime.timedelta(days=1, hours=12), timeout="2h", estimate=5400,
    )  # fmt: skip
    assert job["spec"] == made("min-success")["spec"]


def test_days_and_growth_have_classes() -> None:
    days = jobctl.Days(
        datetime.date(2024, 1, 10), "2024-01-22", holidays=[datetime.date(2024, 1, 15)], per_shard=3
    )
    job = jobctl.Client(image="python:3.12").manifest(["python", "backtest.py"], name="backtest", days=days)
    assert job == made("days")
    oom = jobctl.Oom(ratio=1.5, max="64Gi", retries=4)
    job = jobctl.manifest(
        ["python", "big.py"], name="grow", image="python:3.12", memory="4Gi", shards=10, oom=oom
    )
    assert job == made("oom")


def test_defaults_stand_behind_what_is_said() -> None:
    client = jobctl.Client(image="python:3.12", queue="research", cpu=2)
    job = client.manifest("true", cpu=0.5)
    container = job["spec"]["tasks"][0]["template"]["spec"]["containers"][0]
    assert (job["spec"]["queue"], container["resources"]["requests"]["cpu"]) == ("research", "500m")


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong: dict[str, Any] = {"memory": 4, "min_succes": 3, "gpu": -1}
    with pytest.raises(jobctl.InvalidRequest) as invalid:
        jobctl.manifest("true", **wrong)
    assert set(invalid.value.problems) == {
        'min_succes: no such field; did you mean "min_success"?',
        "image: is missing; name the container image to run",
        "memory: 4 has no unit; write 4Gi or 4Mi",
        "gpu: must be a whole number from 0 to 1000; it is -1",
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"grid": {"x": [1]}}, "grid: a command cannot be called"),
        ({"days": ["2024-01-01"], "shards": 2}, "shards: the days make the shards"),
        ({"timeout": object()}, "timeout: .* is neither a text"),
        ({"days": [datetime.datetime(2024, 1, 1)]}, "days: .* has a time of day"),
    ],
)
def test_what_cannot_be_meant_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(jobctl.InvalidRequest, match=said):
        jobctl.submit("true", image="none", **more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"grid": {"x": [1]}, "shards": 2}, "grid: shards says how to divide"),
        ({"grid": {"x": []}}, "grid: is empty"),
        ({"shards": 0}, "shards: must be a whole number from 1 to 100000; it is 0"),
        ({"shards": 2.5}, "shards: must be a whole number from 1 to 100000; it is 2.5"),
        ({"shards": "ten"}, 'shards: must be a whole number from 1 to 100000; it is "ten"'),
        ({"shards": 200_000}, "shards: must be a whole number from 1 to 100000; it is 200000"),
        ({"mem": "8Gi"}, r'mem: no such field; did you mean "memory"\?$'),
        ({"minsuccess": 1}, r'minsuccess: no such field; did you mean "min_success"\?$'),
        ({"per_shard": 0}, "per_shard: must be a whole number from 1 on; it is 0"),
        ({"args": ["x"]}, "args: a function takes its arguments from"),
        ({"days": {"from": "2024-01-06", "to": "2024-01-07"}}, "no day of the calendar"),
    ],
)
def test_functions_have_rules_of_their_own(more: dict[str, Any], said: str) -> None:
    with pytest.raises(jobctl.InvalidRequest, match=said):
        jobctl.submit(print, **more)


@pytest.mark.parametrize("work", [Path("run.sh"), b"true", 5, {"command": "true"}, {"true"}])
def test_what_is_no_work_is_refused(work: Any) -> None:
    with pytest.raises(jobctl.InvalidRequest, match=r"work: .* is no command and no function; give a text"):
        jobctl.submit(work, image="none")


def test_a_command_may_have_paths() -> None:
    job = jobctl.manifest(["python", Path("/app/x.py")], image="none")
    container = job["spec"]["tasks"][0]["template"]["spec"]["containers"][0]
    assert container["command"] == ["python", "/app/x.py"]


def test_mapping_nothing_gives_nothing_and_too_much_says_how() -> None:
    assert jobctl.map(abs, []) == []
    assert jobctl.map(pow, [1, 2], iter(())) == []
    with pytest.raises(jobctl.InvalidRequest, match=r"200000 calls, .* per_shard=2 or more"):
        jobctl.map(abs, range(200_000))


def test_short_files_are_yaml_1_2() -> None:
    assert load("a: yes\nb: 2024-01-02\nc: 0o17\nd: 1e3\ne: true\nf: ~\ng: 0123\nh: 1_000\n1: one") == {
        "a": "yes", "b": "2024-01-02", "c": 15, "d": 1000.0, "e": True, "f": None, "g": 123,
        "h": "1_000", "1": "one",
    }  # fmt: skip
    with pytest.raises(jobctl.InvalidRequest, match=r"short\.yaml, line 2: found duplicate key image"):
        load("image: a\nimage: b\n", "short.yaml")
    with pytest.raises(jobctl.InvalidRequest, match="must be a map of fields"):
        load("- a")
    with pytest.raises(jobctl.InvalidRequest, match="line 2"):
        load("a: {\n")


def test_json_is_one_text_for_one_content() -> None:
    content = {"b": [1, 2.0, 1e-7, True, None, "ü\n"], "a": {}, "\U00010000": 1, "\uffff": 2}
    assert json_text(content) == ('{"a":{},"b":[1,2.0,0.0000001,true,null,"ü\\n"],"\U00010000":1,"\uffff":2}')


def test_a_short_file_is_submitted_from_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    client = jobctl.Client()
    monkeypatch.setattr(client, "_submit_manifest", sent.append)
    client.submit_file(GOLDEN / "days-file" / "request.yaml")
    client.submit_file(Path(GOLDEN / "minimal" / "request.yaml"), cpu=1)
    assert sent[0] == made("days-file")
    assert sent[1]["metadata"]["labels"] == made("minimal")["metadata"]["labels"]
