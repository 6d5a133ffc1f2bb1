"""The policies of a request that are written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._fields import Fields
from ._text import hint, key_text, shown

_FIELDS = ("action", "event", "events", "exitCode", "timeout")
_ACTIONS = (
    "AbortJob", "RestartJob", "RestartTask", "RestartPod", "RestartPartition", "TerminateJob",
    "CompleteJob", "ResumeJob",
)  # fmt: skip
_EVENTS = (
    "*", "PodFailed", "PodEvicted", "PodPending", "Unknown", "TaskCompleted", "TaskFailed", "JobUpdated",
)  # fmt: skip


def read_policies(fields: Fields, retries: int, fail_fast: bool) -> tuple[Mapping[str, Any], ...]:
    """Checks them, each for itself and against those that other fields stand for."""
    policies = []
    answered: set[str] = set()
    for place, entry in enumerate(fields.list("policies")):
        field = f"policies[{place}]"
        if isinstance(entry, Mapping):
            policies.append(_checked(fields, field, entry, answered))
        else:
            fields.bad(field, f"must be a map; it is {shown(entry)}")
    implied = "failFast" if fail_fast else "retries" if retries > 0 else ""
    for event in ("*", "PodFailed", "TaskFailed"):
        if implied and event in answered:
            fields.bad("policies", f"event {event} is answered by {implied} too; remove one of the two")
    return tuple(policies)


def events_of(policy: Mapping[str, Any]) -> list[Any]:
    """The events that a policy answers."""
    events = [] if policy.get("event") is None else [policy["event"]]
    more = policy.get("events")
    return [*events, *more] if isinstance(more, (list, tuple)) else events


def _checked(fields: Fields, field: str, policy: Mapping[Any, Any], answered: set[str]) -> Mapping[str, Any]:
    for key in policy:
        if key not in _FIELDS:
            fields.bad(f"{field}.{key_text(key)}", "no such field" + hint(key_text(key), _FIELDS))
    action = policy.get("action")
    if action is None:
        fields.bad(f"{field}.action", f"is missing; use one of {', '.join(_ACTIONS)}")
    elif action not in _ACTIONS:
        fields.bad(f"{field}.action", _wrong(action, _ACTIONS))
    events = events_of(policy)
    if bool(events) == (policy.get("exitCode") is not None):
        fields.bad(field, "either an event or an exitCode must be given")
    for event in events:
        if event not in _EVENTS:
            fields.bad(f"{field}.event", _wrong(event, _EVENTS))
        elif event in answered:
            fields.bad(f"{field}.event", f"{event} is answered by another policy already")
        else:
            answered.add(event)
    return {known: policy[known] for known in _FIELDS if policy.get(known) is not None}


def _wrong(word: Any, words: tuple[str, ...]) -> str:
    return f"{shown(word)} is none{hint(key_text(word), words)}"
