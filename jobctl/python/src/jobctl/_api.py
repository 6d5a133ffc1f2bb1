"""What this library asks of the API server, by the official client; objects are plain maps."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from ._text import shown
from .errors import ApiError, Forbidden, InvalidRequest, NotFound

if TYPE_CHECKING:
    from ._client import Client

T = TypeVar("T")
Object = dict[str, Any]

BATCH = ("batch.volcano.sh", "v1alpha1")
_BUS = ("bus.volcano.sh", "v1alpha1")
_SCHEDULING = ("scheduling.volcano.sh", "v1beta1")
_NAMESPACE_FILE = Path("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
_KUBECONFIG = "~/.kube/config"
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_LONGEST_NAME = 253
_FORBIDDEN = re.compile(
    r'[Uu]ser "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "[^"]*"(?: in the namespace "([^"]*)")?'
)
_PASSING = (0, 429, 500, 502, 503, 504)
_TRIES = 5
_CONNECT_SECONDS = 10
_READ_SECONDS = 60
_QUIET_SECONDS = 600
_PAGE = 500


class Api:
    """One cluster and the rights of one user in it.

    Attributes:
        namespace: where things are that are not said to be elsewhere.
        given: whether the connection was made by somebody else, so that it cannot be made again.
    """

    def __init__(self, api_client: client.ApiClient, namespace: str, *, given: bool = True) -> None:
        self.namespace = namespace
        self.given = given
        self._custom = client.CustomObjectsApi(api_client)
        self._core = client.CoreV1Api(api_client)

    @classmethod
    def load(cls, kubeconfig: str | None, context: str | None) -> Api:
        """By a kubeconfig file, or where there is none from inside a pod by its service account."""
        settings = client.Configuration()
        namespace = "default"
        files = kubeconfig or os.environ.get("KUBECONFIG") or _KUBECONFIG
        there = any(Path(file).expanduser().exists() for file in files.split(os.pathsep) if file)
        try:
            if kubeconfig is None and context is None and not there and _NAMESPACE_FILE.exists():
                config.load_incluster_config(client_configuration=settings)
                namespace = _NAMESPACE_FILE.read_text(encoding="utf-8").strip()
            else:
                config.load_kube_config(files, context, client_configuration=settings)
                contexts, active = config.list_kube_config_contexts(files)
                if context is not None:
                    active = next(one for one in contexts if one["name"] == context)
                namespace = active["context"].get("namespace") or "default"
        except config.ConfigException as e:
            raise ApiError(f"no cluster is configured: {e}; set KUBECONFIG, or give kubeconfig=") from e
        except (yaml.YAMLError, OSError, ValueError, LookupError, TypeError, AttributeError) as e:
            # The official client checks the form of little that it reads.
            raise ApiError(
                f"the kubeconfig {files} cannot be used: {e}; "
                "set KUBECONFIG to another file, or give kubeconfig="
            ) from e
        return cls(client.ApiClient(settings), namespace, given=False)

    def create_job(self, namespace: str, job: Mapping[str, Any]) -> Object:
        _check(namespace)
        return self._try(
            lambda: self._custom.create_namespaced_custom_object(*BATCH, namespace, "jobs", dict(job))
        )

    def job(self, namespace: str, name: str) -> Object:
        _check(namespace, name)
        return self._try(lambda: self._custom.get_namespaced_custom_object(*BATCH, namespace, "jobs", name))

    def jobs(self, namespace: str, label_selector: str) -> list[Object]:
        _check(namespace)
        listed: Object = self._try(
            lambda: self._custom.list_namespaced_custom_object(
                *BATCH, namespace, "jobs", label_selector=label_selector
            )
        )
        return list(listed["items"])

    def delete_job(self, namespace: str, name: str, uid: str) -> None:
        """Deletes a job, but not a later one of its name."""
        _check(namespace, name)
        only = client.V1DeleteOptions(
            preconditions=client.V1Preconditions(uid=uid), propagation_policy="Background"
        )
        try:
            self._try(
                lambda: self._custom.delete_namespaced_custom_object(
                    *BATCH, namespace, "jobs", name, body=only
                )
            )
        except ApiError as e:
            if e.status != 409:
                raise
            raise replaced(name) from e

    def watch_job(self, namespace: str, name: str, version: str, seconds: int) -> Iterator[Object]:
        """The states of a job after a version; the last event is a deletion, or time is up."""
        _check(namespace, name)
        return self._watch(
            self._custom.list_namespaced_custom_object,
            *BATCH,
            namespace,
            "jobs",
            field_selector=f"metadata.name={name}",
            resource_version=version,
            timeout_seconds=seconds,
        )

    def command(self, namespace: str, job: Object, action: str, message: str) -> None:
        """Asks the controllers to do something with a job."""
        _check(namespace)
        name, uid = job["metadata"]["name"], job["metadata"]["uid"]
        body = {
            "apiVersion": "/".join(_BUS),
            "kind": "Command",
            "metadata": {"generateName": f"{name}-{action.lower()}-", "namespace": namespace},
            "action": action,
            "target": {
                "apiVersion": "/".join(BATCH), "kind": "Job", "name": name, "uid": uid, "controller": True,
            },
            "reason": "CommandIssued",
            "message": message,
        }  # fmt: skip
        # Not tried again: it may have been taken.
        self._once(lambda: self._custom.create_namespaced_custom_object(*_BUS, namespace, "commands", body))

    def pod_group(self, namespace: str, name: str) -> Object | None:
        """None if there is none, or it may not be read."""
        _check(namespace, name)
        try:
            found: Object = self._try(
                lambda: self._custom.get_namespaced_custom_object(*_SCHEDULING, namespace, "podgroups", name)
            )
            return found
        except (NotFound, Forbidden):
            return None

    def pods(self, namespace: str, label_selector: str) -> tuple[list[Object], str]:
        """All pods with these labels, and the version of the list."""
        _check(namespace)
        pods: list[Object] = []
        more: str | None = None
        while True:
            page = self._pods_page(namespace, label_selector, more)
            pods.extend(page["items"])
            more = page["metadata"].get("continue")
            if not more:
                return pods, page["metadata"]["resourceVersion"]

    def _pods_page(self, namespace: str, label_selector: str, more: str | None) -> Object:
        further = {"_continue": more} if more else {}
        page: Object = self._try(
            lambda: json.loads(
                self._core.list_namespaced_pod(
                    namespace, label_selector=label_selector, limit=_PAGE, _preload_content=False, **further
                ).data
            )
        )
        return page

    def watch_pods(self, namespace: str, label_selector: str, version: str, seconds: int) -> Iterator[Object]:
        _check(namespace)
        return self._watch(
            self._core.list_namespaced_pod,
            namespace,
            label_selector=label_selector,
            resource_version=version,
            timeout_seconds=seconds,
        )

    def log(self, namespace: str, pod: str, tail: int | None) -> str:
        _check(namespace, pod)
        more = {} if tail is None else {"tail_lines": tail}
        data: bytes = self._try(
            lambda: self._core.read_namespaced_pod_log(pod, namespace, _preload_content=False, **more).data
        )
        return data.decode("utf-8", "replace")

    def follow_log(self, namespace: str, pod: str, since: int | None) -> Iterator[str]:
        """The lines of a log until its container ends, each with its time before it.

        Args:
            since: only those of the last so many seconds; None for all.
        """
        _check(namespace, pod)
        more = {} if since is None else {"since_seconds": since}
        response = self._try(
            lambda: self._core.read_namespaced_pod_log(
                pod,
                namespace,
                follow=True,
                timestamps=True,
                _preload_content=False,
                _request_timeout=(_CONNECT_SECONDS, _QUIET_SECONDS),
                **more,
            )
        )
        rest = b""
        try:
            for part in response.stream(amt=None, decode_content=False):
                *lines, rest = (rest + part).split(b"\n")
                for line in lines:
                    yield line.decode("utf-8", "replace")
            if rest:
                yield rest.decode("utf-8", "replace")
        except (HTTPError, OSError) as e:
            raise ApiError(f"the log of pod {pod} broke off: {e}") from e
        finally:
            response.release_conn()

    def events(self, namespace: str, uid: str) -> list[Object]:
        """The events of an object; none if they may not be read."""
        _check(namespace)
        try:
            listed: Object = self._try(
                lambda: json.loads(
                    self._core.list_namespaced_event(
                        namespace, field_selector=f"involvedObject.uid={uid}", _preload_content=False
                    ).data
                )
            )
        except Forbidden:
            return []
        return list(listed["items"])

    def create_config_map(self, namespace: str, body: Mapping[str, Any]) -> bool:
        """Creates it, unless it is there: one of this name is the same, as it is named after its content."""
        _check(namespace)
        try:
            self._try(lambda: self._core.create_namespaced_config_map(namespace, dict(body)))
        except ApiError as e:
            if e.status != 409:
                raise
            return False
        return True

    def own_config_map(self, namespace: str, name: str, job: Object) -> None:
        """Lets a ConfigMap go with a job, besides the jobs that it goes with already."""
        _check(namespace, name)
        owner = {
            "apiVersion": "/".join(BATCH), "kind": "Job",
            "name": job["metadata"]["name"], "uid": job["metadata"]["uid"],
        }  # fmt: skip
        body = {"metadata": {"ownerReferences": [owner]}}
        self._try(lambda: self._core.patch_namespaced_config_map(name, namespace, body))

    def delete_config_map(self, namespace: str, name: str) -> None:
        _check(namespace, name)
        self._try(lambda: self._core.delete_namespaced_config_map(name, namespace))

    def _watch(self, function: Callable[..., Any], *args: Any, **more: Any) -> Iterator[Object]:
        stream = watch.Watch().stream(
            function,
            *args,
            _request_timeout=(_CONNECT_SECONDS, more["timeout_seconds"] + _READ_SECONDS),
            **more,
        )
        try:
            for event in stream:
                seen = event["raw_object"]
                yield {**seen, "deleted": event["type"] == "DELETED"}
        except (ApiException, HTTPError, OSError, ValueError) as e:
            raise translated(e) from e

    def _once(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except (ApiException, HTTPError, OSError) as e:
            raise translated(e) from e

    def _try(self, call: Callable[[], T]) -> T:
        """Calls it again after what passes by itself; only for what may be done twice."""
        for attempt in range(_TRIES):
            try:
                return self._once(call)
            except ApiError as e:
                if e.status not in _PASSING or attempt == _TRIES - 1:
                    raise
                time.sleep(0.2 * 2**attempt)
        raise AssertionError("not reached")


class LaterApi:
    """The connection of a client, made when it is needed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client._api, name)


def _check(namespace: str, *names: str) -> None:
    """Lets no request go to another object, or a whole collection, for want of a name."""
    for field, name in (("namespace", namespace), *(("name", name) for name in names)):
        if not (isinstance(name, str) and len(name) <= _LONGEST_NAME and _NAME.fullmatch(name)):
            raise InvalidRequest(
                [f"{field}: {shown(name)} is no name; use lowercase letters, digits and dashes"]
            )


def replaced(name: str) -> NotFound:
    """A job is gone, and its name is another's."""
    return NotFound(f"job {name} was deleted, and there is another one of its name", 404)


def passing(error: ApiError) -> bool:
    """Whether it may be gone when asked again."""
    return error.status in (*_PASSING, 410)


def translated(error: Exception) -> ApiError:
    """What a refusal means to the person who asked, and what helps."""
    if not isinstance(error, ApiException) or not error.status:
        reason = getattr(error, "reason", error)
        return ApiError(
            f"the API server cannot be reached: {reason}; "
            "see that this is the right cluster: kubectl config current-context"
        )
    status = int(error.status)
    message = _message(error)
    if status == 401:
        return ApiError(
            "you are not known to the cluster: the token has expired, or is of another cluster; log in again",
            401,
        )
    if status == 403:
        found = _FORBIDDEN.search(message)
        if found is None:
            return Forbidden(message, 403)
        user, verb, resource, namespace = found.groups()
        return Forbidden(
            f'user "{user}" may not {verb} {resource} in namespace {namespace}; give namespace= with one of '
            "your own, or ask its owner for a RoleBinding"
            if namespace
            else f'user "{user}" may not {verb} {resource}; ask the cluster\'s operator for the right',
            403,
        )
    if status == 404:
        if "the server could not find the requested resource" in message or message.startswith("404 page"):
            message = (
                "the cluster does not know Volcano's jobs; "
                "its operator installs them with: basalt crds --apply"
            )
        return NotFound(message, 404)
    return ApiError(message, status)


def _message(error: ApiException) -> str:
    try:
        return str(json.loads(error.body)["message"])
    except (TypeError, ValueError, KeyError):
        return str(error.body or error.reason or f"HTTP status {error.status}").strip()
