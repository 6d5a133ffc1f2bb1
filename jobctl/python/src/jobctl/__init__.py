"""Jobs on a Kubernetes cluster with Basalt or Volcano, without Kubernetes in sight.

>>> import jobctl
>>> jobctl.map(simulate, range(1000), cpu=2, memory="4Gi", queue="research")

The functions of this module use one client, which configure() sets; Client is for more than one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ._client import Client, Days, Fields, Oom
from .errors import (
    ApiError,
    Failure,
    Forbidden,
    InvalidRequest,
    JobctlError,
    JobFailed,
    NameTaken,
    NotFound,
    RemoteError,
    ResultMissing,
    TooLarge,
    WaitTimeout,
)
from ._executor import JobExecutor
from ._job import Job, Outcome
from ._status import Explanation, JobStatus

__version__ = "0.1.0"

__all__ = [
    "ApiError", "Client", "Days", "Explanation", "Failure", "Fields", "Forbidden", "InvalidRequest",
    "Job", "JobExecutor", "JobFailed", "JobStatus", "JobctlError", "NameTaken", "NotFound", "Oom",
    "Outcome", "RemoteError", "ResultMissing", "TooLarge", "WaitTimeout", "configure", "job", "jobs",
    "manifest", "map", "run", "submit", "submit_file", "to_yaml",
]  # fmt: skip

_client = Client()
submit = _client.submit
run = _client.run
map = _client.map
job = _client.job
jobs = _client.jobs
submit_file = _client.submit_file
manifest = _client.manifest


def configure(client: Client) -> None:
    """Lets the functions of this module use another client."""
    global submit, run, map, job, jobs, submit_file, manifest
    submit, run, map = client.submit, client.run, client.map
    job, jobs, submit_file, manifest = client.job, client.jobs, client.submit_file, client.manifest


def to_yaml(manifest: Mapping[str, Any]) -> str:
    """The text of a manifest."""
    return yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True)
