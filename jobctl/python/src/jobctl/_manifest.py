"""The job of a request, the same that the command line makes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ._policies import events_of
from ._request import Request
from ._text import json_text
from .errors import InvalidRequest

#: Label of a job: who made it.
MANAGED_BY = "app.kubernetes.io/managed-by"
#: Label of a job: the first 16 digits of the hash of its content.
SUBMISSION = "basalt.dev/submission"
#: Annotation of a job: what tells it apart from others of the same content.
KEY = "basalt.dev/submission-key"
#: Annotation of a job: the request it was made from, as JSON.
REQUEST = "basalt.dev/request"
#: Label of a job that runs failed shards anew: the job that ran them first.
PARENT = "basalt.dev/parent"
#: Label of such a job: 1 for the first retry, and so on.
ATTEMPT = "basalt.dev/attempt"
#: Annotation of a job: the function that it calls.
FUNCTION = "basalt.dev/function"
#: The one task of each job, and its one container.
TASK = "main"

_ZONE = "basalt.dev/zone"
_ESTIMATE = "basalt.dev/running-estimate"
_GPU = "nvidia.com/gpu"
_INDEX = "metadata.labels['volcano.sh/task-index']"
_LONGEST_PLAN = 120_000
_LARGEST = 1_000_000
_BASE_LENGTH = 30
_GAPS = re.compile("[ \\t\\r\\n;&|()<>\"'`]+")
_SCRIPT_FILE = re.compile(
    r"(?:[A-Za-z0-9_./][A-Za-z0-9_./-]*/|/)?([A-Za-z0-9_][A-Za-z0-9_.-]*)"
    r"\.(?:py|sh|bash|r|R|jl|js|mjs|ts|rb|pl|php|lua|jar|ipynb|sql|m|go|scala)"
)
_PROGRAM = re.compile("[A-Za-z0-9_./][A-Za-z0-9_./-]*")
_PYTHON = re.compile("(?:python|pypy)[0-9.]*")
_SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
# Programs that run another one, and words of the shell: they say nothing of the work.
_OTHERS = frozenset(
    (
        "java", "node", "deno", "bun", "ruby", "perl", "php", "lua", "julia", "r", "rscript", "go", "dotnet",
        "uv", "pip", "poetry", "pipenv", "conda", "mpirun", "mpiexec", "torchrun", "accelerate",
        "spark-submit", "ray", "env", "exec", "time", "timeout", "nice", "nohup", "sudo", "xargs", "tini",
        "cd", "export", "set", "source", ".", "eval", "if", "for", "while", "until", "case", "test",
    )
)  # fmt: skip
# Each resumption counts as a retry: without a policy that restarts, there is no reason to fail.
_RESUMPTIONS = 100

# Looks up the pod's word of the plan and becomes the command.
_SCRIPT = """\
n=0
for s in $JOBCTL_PLAN; do
  [ "$n" -eq "$VC_TASK_INDEX" ] && break
  n=$((n + 1)) s=
done
if [ -z "$s" ]; then
  echo "jobctl: the plan has no shard for pod $VC_TASK_INDEX" >&2
  exit 64
fi
export JOBCTL_SHARD="${s%%=*}"
case $s in *=*)
  export JOBCTL_DATES="${s#*=}"
  export JOBCTL_DATE="${JOBCTL_DATES%%,*}" JOBCTL_LAST_DATE="${JOBCTL_DATES##*,}" ;;
esac
exec "$@\""""


def make(request: Request) -> dict[str, Any]:
    """Makes the job: maps, lists, texts and numbers as in YAML.

    Raises:
        InvalidRequest: if the object would be too large for the API server.
    """
    plan = _plan(request)
    if plan is not None and len(plan) > _LONGEST_PLAN:
        raise InvalidRequest(
            ["days: so many dates do not fit into one job; divide them among several jobs"]
            if request.days
            else ["only: so many shards do not fit into one job; choose fewer at a time"]
        )
    content = _assemble(request, plan, None)
    digest = hashlib.sha256(json_text(content).encode()).hexdigest()
    manifest = _assemble(request, plan, digest[:16])
    size = len(json_text(manifest).encode())
    if size > _LARGEST:
        raise InvalidRequest(
            [
                f"request: the job would take {size} bytes, more than the {_LARGEST} that fit; "
                "put long texts into a ConfigMap and mount it"
            ]
        )
    return manifest


def restarts_containers(request: Request) -> bool:
    """Whether nodes restart the containers that fail."""
    return request.retries > 0 and not request.gang and request.replicas > 1


def base_name(request: Request) -> str:
    """What a job is called before its hash: after its function or script, else its program or image."""
    function = request.annotations.get(FUNCTION, "")
    command = _words(request.command)
    image = request.image[request.image.rfind("/") + 1 :]
    for text in (
        function[function.rfind(".") + 1 :],
        next((m[1] for m in map(_SCRIPT_FILE.fullmatch, command + _words(request.args)) if m), ""),
        _program(command),
        re.split("[:@]", image, maxsplit=1)[0],
    ):
        base = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:_BASE_LENGTH].strip("-")
        if base:
            return base
    return "job"


def _words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts for word in _GAPS.split(text) if word]


def _program(command: Sequence[str]) -> str:
    """The first word, of what a shell runs if it is a shell."""
    shell = False
    for word in command:
        last = word[word.rfind("/") + 1 :]
        if not shell and last in _SHELLS:
            shell = True
        elif not shell or not word.startswith("-"):
            name = last.lower()
            tells = _PROGRAM.fullmatch(word) and name not in _OTHERS | _SHELLS and not _PYTHON.fullmatch(name)
            return last if tells else ""
    return ""


def _kept(text: str) -> str:
    """Kubernetes replaces $(NAME), and makes one dollar of two: such a dollar is doubled."""
    return re.sub(r"\$(?=[$(])", "$$", text)


def _assemble(request: Request, plan: str | None, digest: str | None) -> dict[str, Any]:
    """The whole job; without a hash, only what the hash is taken of."""
    labels = {MANAGED_BY: "jobctl", **({SUBMISSION: digest} if digest else {}), **request.labels}
    annotations = {
        **request.annotations,
        **_present({_ZONE: request.zone, KEY: request.key}),
        **({REQUEST: json_text(request.given)} if digest else {}),
    }
    metadata: dict[str, Any] = {}
    if digest:
        metadata["name"] = request.name or f"{base_name(request)}-{digest[:8]}"
        metadata.update(_present({"namespace": request.namespace}))
    metadata.update(_present({"labels": labels, "annotations": annotations}))
    return {
        "apiVersion": "batch.volcano.sh/v1alpha1",
        "kind": "Job",
        "metadata": metadata,
        "spec": _spec(request, plan),
    }


def _spec(request: Request, plan: str | None) -> dict[str, Any]:
    least = request.replicas if request.gang else 1
    return _present(
        {
            "schedulerName": request.scheduler,
            "queue": request.queue,
            "priorityClassName": request.priority,
            "minAvailable": least,
            "minSuccess": request.min_success,
            "maxRetry": _max_retry(request),
            "ttlSecondsAfterFinished": request.ttl if request.ttl >= 0 else None,
            "plugins": _plugins(request),
            "policies": _policies(request),
            "tasks": [_task(request, plan, least)],
        }
    )


def _max_retry(request: Request) -> int:
    """The job fails once it has been restarted that often."""
    if request.retries > 0 and not restarts_containers(request):
        return request.retries + 1
    restarts = any(policy.get("action") == "RestartJob" for policy in request.policies)
    return 3 if restarts else _RESUMPTIONS


def _policies(request: Request) -> list[Mapping[str, Any]]:
    """The policies, those written out first."""
    policies = list(request.policies)
    if restarts_containers(request):
        policies.append({"event": "TaskFailed", "action": "TerminateJob"})
    elif request.retries > 0:
        policies.append({"event": "PodFailed", "action": "RestartJob"})
    else:
        answered = {event for policy in request.policies for event in events_of(policy)}
        # The rest of a gang would wait for the pod that failed, unless somebody says otherwise.
        if request.fail_fast or (request.gang and not answered & {"PodFailed", "*"}):
            policies.append({"event": "PodFailed", "action": "TerminateJob"})
    return policies


def _plugins(request: Request) -> dict[str, list[str]]:
    plugins: dict[str, list[str]] = {}
    if request.sharded:
        plugins["env"] = []
    if request.oom is not None:
        plugins["oom"] = list(request.oom)
    plugins.update((name, list(flags)) for name, flags in request.plugins.items())
    return plugins


def _task(request: Request, plan: str | None, least: int) -> dict[str, Any]:
    annotations = {
        **request.annotations,
        **_present({_ZONE: request.zone}),
        **({_ESTIMATE: f"{request.estimate}s"} if request.estimate >= 0 else {}),
    }
    metadata = _present({"labels": dict(request.labels), "annotations": annotations})
    task: dict[str, Any] = {"name": TASK, "replicas": request.replicas, "minAvailable": least}
    if restarts_containers(request):
        task["maxRetry"] = request.retries + 1
    task["template"] = _present({"metadata": metadata, "spec": _pod(request, plan)})
    return task


def _pod(request: Request, plan: str | None) -> dict[str, Any]:
    return _present(
        {
            "restartPolicy": "OnFailure" if restarts_containers(request) else "Never",
            "activeDeadlineSeconds": request.timeout if request.timeout >= 0 else None,
            "serviceAccountName": request.service_account,
            "nodeSelector": dict(request.node_selector),
            "tolerations": [dict(toleration) for toleration in request.tolerations],
            "imagePullSecrets": [{"name": name} for name in request.image_pull_secrets],
            "volumes": [_volume(i, source) for i, source in enumerate(request.mounts.values())],
            "containers": [_container(request, plan)],
        }
    )


def _container(request: Request, plan: str | None) -> dict[str, Any]:
    command = [_kept(word) for word in request.command]
    if plan is not None:
        command = ["/bin/sh", "-c", _SCRIPT, "jobctl", *command]
    mounts = [{"name": f"mount-{i}", "mountPath": path} for i, path in enumerate(request.mounts)]
    return _present(
        {
            "name": TASK,
            "image": request.image,
            "imagePullPolicy": request.image_pull_policy,
            "command": command,
            "args": [_kept(word) for word in request.args],
            "workingDir": request.workdir,
            "env": _env(request, plan),
            "resources": _resources(request),
            "volumeMounts": mounts,
        }
    )


def _env(request: Request, plan: str | None) -> list[dict[str, Any]]:
    env: list[dict[str, Any]] = []
    if request.sharded:
        if plan is None:
            env.append({"name": "JOBCTL_SHARD", "valueFrom": {"fieldRef": {"fieldPath": _INDEX}}})
        env.append({"name": "JOBCTL_SHARDS", "value": str(request.shards)})
        if plan is not None:
            env.append({"name": "JOBCTL_PLAN", "value": plan})
    env.extend({"name": name, "value": _kept(value)} for name, value in request.env.items())
    return env


def _resources(request: Request) -> dict[str, Any]:
    """Memory has a limit, so that it is this pod that dies of it; processor time has none."""
    further = {**({_GPU: str(request.gpu)} if request.gpu else {}), **request.resources}
    return {
        "requests": {"cpu": request.cpu, "memory": request.memory, **further},
        "limits": {"memory": request.memory, **further},
    }


def _volume(number: int, source: str) -> dict[str, Any]:
    kind, _, name = source.partition(":")
    sources: dict[str, dict[str, Any]] = {
        "pvc": {"persistentVolumeClaim": {"claimName": name}},
        "secret": {"secret": {"secretName": name}},
        "config": {"configMap": {"name": name}},
    }
    return {"name": f"mount-{number}", **sources[kind]}


def _plan(request: Request) -> str | None:
    """One word for each pod, SHARD or SHARD=DATES; None where the pod's index is the shard."""
    if not request.only and not request.days:
        return None
    words = []
    for pod in range(request.replicas):
        shard = request.shard(pod)
        dates = ",".join(map(str, request.days[shard])) if request.days else ""
        words.append(f"{shard}={dates}" if dates else str(shard))
    return " ".join(words)


def _present(entries: Mapping[str, Any]) -> dict[str, Any]:
    """What is absent or empty is left out."""
    return {key: value for key, value in entries.items() if value is not None and value not in ({}, [], ())}
