"""Jobs on a Kubernetes cluster with Basalt or Volcano, without Kubernetes in sight.

>>> import jobctl
>>> jobctl.map(simulate, range(1000), cpu=2, memory="4Gi", queue="research")

The functions of this module use one client, which configure() sets; Client is for more than one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ._client import Client, default
from ._executor import JobExecutor
from ._given import Days, Fields, Oom
from ._job import Job
from ._pods import Outcome
from ._status import Explanation, JobStatus
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

__version__ = "0.1.0"

__all__ = [
    "ApiError", "Client", "Days", "Explanation", "Failure", "Fields", "Forbidden", "InvalidRequest",
    "Job", "JobExecutor", "JobFailed", "JobStatus", "JobctlError", "NameTaken", "NotFound", "Oom",
    "Outcome", "RemoteError", "ResultMissing", "TooLarge", "WaitTimeout", "configure", "job", "jobs",
    "manifest", "map", "run", "submit", "submit_file", "to_yaml",
]  # fmt: skip

configure = default.configure
submit = default.submit
run = default.run
map = default.map
job = default.job
jobs = default.jobs
submit_file = default.submit_file
manifest = default.manifest


def to_yaml(manifest: Mapping[str, Any]) -> str:
    """The text of a manifest."""
    return yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True)
