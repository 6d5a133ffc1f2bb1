"""Logs that are followed: containers that begin anew and connections that break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from standin import Cluster

from jobctl._follow import log_lines
from jobctl._function import printed
from jobctl.errors import ApiError, Forbidden, NotFound


class Log:
    """What each connection gives: lines, and at last maybe an error."""

    def __init__(self, *connections: list[Any]) -> None:
        self.connections = list(connections)
        self.since: list[int | None] = []

    def read(self, since: int | None) -> Iterator[str]:
        self.since.append(since)
        for line in self.connections.pop(0):
            if isinstance(line, Exception):
                raise line
            yield line

    def over(self) -> bool:
        return len(self.connections) == 1

    def lines(self) -> list[str]:
        return list(log_lines(self.read, self.over))


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobctl._follow._PAUSE_SECONDS", 0.0)


def at(seconds: str, text: str) -> str:
    return f"2024-01-01T10:00:{seconds}Z {text}"


def test_a_log_goes_on_after_a_restart_and_a_broken_connection() -> None:
    log = Log(
        [at("01.5", "one"), at("01.55", "two")],
        [ApiError("is waiting to start", 400)],
        [at("01.5", "one"), at("01.55", "two"), at("02", "three"), ApiError("broke off", 0)],
        [NotFound("being made anew", 404)],
        [at("01.55", "two"), at("02", "three"), "2024-01-01T12:00:02.000000001+02:00 four", at("03", "")],
    )
    assert log.lines() == ["one", "two", "three", "four", ""]
    assert log.since[0] is None and all(since is not None and since > 600 for since in log.since[1:])


def test_a_log_ends_with_what_is_gone_or_does_not_pass() -> None:
    assert Log([at("01", "one")], [NotFound("gone", 404)]).lines() == ["one"]
    assert Log([ApiError("never begun", 400)]).lines() == []
    with pytest.raises(Forbidden):
        Log([Forbidden("may not", 403)], []).lines()


def test_a_log_that_cannot_be_read_to_its_end_says_so() -> None:
    log = Log([at("01", "one")], [])
    log.connections[1:] = [[ApiError("the kubelet is gone", 502)] for _ in range(3)]
    log.over = lambda: len(log.connections) <= 3  # type: ignore[method-assign]
    with pytest.raises(ApiError, match="kubelet is gone"):
        log.lines()


def test_lines_without_a_time_are_given_as_they_are() -> None:
    assert Log(["hello", "2024-99-01T10:00:00Z x", at("01", "2024-01-01T10:00:01Z y")]).lines() == [
        "hello", "2024-99-01T10:00:00Z x", "2024-01-01T10:00:01Z y",
    ]  # fmt: skip


def test_results_are_no_lines_of_a_log() -> None:
    result = [f"#jobctl-result {n}/2 AAAA" for n in range(2)]
    assert list(printed(["a", "", *result, "b"])) == ["a", "b"]
    assert list(printed(["a", "", "", *result])) == ["a", ""]
    assert list(printed(["a", "." + result[0], result[1] + "\r", "", ""])) == ["a", ".", "", ""]
    assert list(printed(["#jobctl-result is a mark", "#jobctl-result 1/2 no!"])) == [
        "#jobctl-result is a mark", "#jobctl-result 1/2 no!",
    ]  # fmt: skip


def test_a_shard_is_followed_until_its_job_has_ended() -> None:
    cluster = Cluster()
    job = cluster.client().submit("true", name="f", shards=2, retries=3)
    cluster.set("f", "Running", [None])
    connections = [[at("01", "one")], [at("01", "one"), at("02", "two")]]

    def follow_log(namespace: str, pod: str, since: int | None) -> Iterator[str]:
        lines = connections.pop(0) if connections else []
        cluster.set("f", "Running" if len(connections) else "Completed", ["x"])
        cluster.pods_of["f"][0]["status"]["phase"] = "Running"
        yield from lines

    cluster.follow_log = follow_log  # type: ignore[attr-defined]
    assert list(job.follow()) == ["one", "two"]
