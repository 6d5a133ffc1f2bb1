"""A stand-in for the API server with several jobs, whose states tests set."""

from __future__ import annotations

import base64
import json
import pickle
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import jobctl
from jobctl._api import Object
from jobctl.errors import ApiError, NotFound


class Cluster:
    """The parts of Api that jobs use."""

    namespace = "ann"
    given = False

    def __init__(self) -> None:
        self.objects: dict[str, Object] = {}
        self.pods_of: dict[str, list[Object]] = {}
        self.commands: list[tuple[str, str]] = []
        self.created = 0

    def client(self, **defaults: Any) -> jobctl.Client:
        made = jobctl.Client(namespace="ann", image="none", **defaults)
        made._loaded = self  # type: ignore[assignment]
        return made

    def create_job(self, namespace: str, job: Object) -> Object:
        metadata = job["metadata"]
        if metadata["name"] in self.objects:
            raise ApiError("exists", 409)
        self.created += 1
        stamps = {
            "uid": f"uid-{self.created}", "resourceVersion": "1",
            "creationTimestamp": f"2024-01-01T00:00:{self.created:02d}Z",
        }  # fmt: skip
        self.objects[metadata["name"]] = {**job, "metadata": {**metadata, **stamps}}
        return self.objects[metadata["name"]]

    def job(self, namespace: str, name: str) -> Object:
        if name not in self.objects:
            raise NotFound(f'jobs "{name}" not found', 404)
        return self.objects[name]

    def jobs(self, namespace: str, label_selector: str) -> list[Object]:
        key, _, value = label_selector.partition("=")
        return [job for job in self.objects.values() if job["metadata"]["labels"].get(key) == value]

    def delete_job(self, namespace: str, name: str, uid: str) -> None:
        del self.objects[name]

    def command(self, namespace: str, job: Object, action: str, message: str) -> None:
        self.commands.append((job["metadata"]["name"], action))

    def watch_job(self, namespace: str, name: str, version: str, seconds: int) -> Iterator[Object]:
        return iter(())

    def pod_group(self, namespace: str, name: str) -> Object | None:
        return None

    def events(self, namespace: str, uid: str) -> list[Object]:
        return []

    def pods(self, namespace: str, label_selector: str) -> tuple[list[Object], str]:
        return self.pods_of.get(label_selector.partition("=")[2], []), "1"

    def watch_pods(self, namespace: str, selector: str, version: str, seconds: int) -> Iterator[Object]:
        return iter(())

    def log(self, namespace: str, pod: str, tail: int | None) -> str:
        raise NotFound(f'pods "{pod}" not found', 404)

    def create_config_map(self, namespace: str, body: Object) -> bool:
        return True

    def own_config_map(self, namespace: str, name: str, job: Object) -> None:
        pass

    def delete_config_map(self, namespace: str, name: str) -> None:
        pass

    def set(self, name: str, phase: str, pods: Sequence[str | None] = (), **status: Any) -> None:
        """How a job and its pods are: a text is what a pod that succeeded has said, None is a failure."""
        job = self.objects[name]
        counts = {
            "succeeded": sum(said is not None for said in pods),
            "failed": sum(said is None for said in pods),
        }
        self.objects[name] = {**job, "status": {**counts, **status, "state": {"phase": phase}}}
        self.pods_of[name] = [self._pod(job, index, said) for index, said in enumerate(pods)]

    def _pod(self, job: Object, index: int, said: str | None) -> Object:
        ended = {"exitCode": 1} if said is None else {"exitCode": 0, "message": said}
        return {
            "metadata": {
                "name": f"{job['metadata']['name']}-main-{index}",
                "labels": {"volcano.sh/task-index": str(index)},
                "ownerReferences": [{"uid": job["metadata"]["uid"]}],
            },
            "status": {
                "phase": "Failed" if said is None else "Succeeded",
                "containerStatuses": [{"name": "main", "state": {"terminated": ended}}],
            },
        }


def returned(*values: Any) -> str:
    """What a pod says whose function returned this."""
    data = base64.b64encode(zlib.compress(pickle.dumps(list(values)))).decode()
    return json.dumps({"jobctl": 1, "ok": True, "data": data})


#: What a pod says whose result went into the log.
IN_THE_LOG = json.dumps({"jobctl": 1, "ok": True, "lines": 2, "sha256": "x"})
