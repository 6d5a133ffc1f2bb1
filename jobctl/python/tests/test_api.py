"""What is asked of the API server, and what never is."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kubernetes

import jobctl
from jobctl import _api
from jobctl._api import Api

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: here
contexts: [{name: here, context: {cluster: k, user: u, namespace: alice}}]
clusters: [{name: k, cluster: {server: "http://127.0.0.1:1"}}]
users: [{name: u, user: {token: t}}]
"""


class Server:
    """Answers each request with the next status, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.statuses: list[int] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked.append((f"{self.command} {self.path}", json.loads(body or b"null")))
                said = b'{"kind": "Status", "message": "said"}'
                self.send_response(outer.statuses.pop(0) if outer.statuses else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_DELETE = do_POST = do_PATCH = answer

            def log_message(self, *_: Any) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        settings = kubernetes.Configuration()
        settings.host = f"http://127.0.0.1:{self.http.server_port}"
        self.api = Api(kubernetes.ApiClient(settings), "ann")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


@pytest.mark.parametrize("name", ["", " ", "My_Job", "a/b", "..", "-a", "a\n", None, 3])
def test_no_request_is_made_for_what_is_no_name(server: Server, name: Any) -> None:
    api = server.api
    for call in (
        lambda: api.delete_job("ann", name, "u"),
        lambda: api.delete_job(name, "sweep", "u"),
        lambda: api.job("ann", name),
        lambda: api.jobs(name, ""),
        lambda: api.create_job(name, {}),
        lambda: api.watch_job("ann", name, "1", 1),
        lambda: api.pod_group("ann", name),
        lambda: api.pods(name, ""),
        lambda: api.watch_pods(name, "", "1", 1),
        lambda: api.log("ann", name, None),
        lambda: next(api.follow_log("ann", name, None)),
        lambda: api.events(name, "u"),
        lambda: api.command(name, {}, "AbortJob", ""),
        lambda: api.create_config_map(name, {}),
        lambda: api.own_config_map("ann", name, {}),
        lambda: api.delete_config_map("ann", name),
    ):
        with pytest.raises(jobctl.InvalidRequest, match=r"(?s)name(space)?: .* is no name; use lowercase"):
            call()
    client = jobctl.Client(namespace="ann")
    client._loaded = api
    with pytest.raises(jobctl.InvalidRequest, match="is no name"):
        client.job(name)
    assert server.asked == []


def test_only_the_job_itself_is_deleted(server: Server) -> None:
    server.api.delete_job("ann", "sweep", "its-uid")
    (asked,) = server.asked
    assert asked[0].startswith("DELETE /apis/batch.volcano.sh/v1alpha1/namespaces/ann/jobs/sweep")
    assert asked[1] == {"preconditions": {"uid": "its-uid"}, "propagationPolicy": "Background"}
    server.statuses = [409]
    with pytest.raises(jobctl.NotFound, match="there is another one of its name"):
        server.api.delete_job("ann", "sweep", "its-uid")


def test_a_kubeconfig_comes_before_the_pods_own_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = tmp_path / "namespace"
    account.write_text("hub-users\n", encoding="utf-8")
    monkeypatch.setattr(_api, "_NAMESPACE_FILE", account)
    monkeypatch.setattr(_api, "_KUBECONFIG", str(tmp_path / "none"))
    monkeypatch.setattr(_api.config, "load_incluster_config", lambda **_: None)
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(KUBECONFIG, encoding="utf-8")
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
    assert Api.load(None, None).namespace == "alice"
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "neither"))
    assert Api.load(None, None).namespace == "hub-users"
    monkeypatch.delenv("KUBECONFIG")
    assert Api.load(None, None).namespace == "hub-users"
    monkeypatch.setattr(_api, "_KUBECONFIG", str(kubeconfig))
    assert Api.load(None, None).namespace == "alice"


@pytest.mark.parametrize(
    "content",
    ["a: [b\n", "text\n", "[1, 2]\n", "contexts: 3\n", KUBECONFIG.replace("users: [", "users: [3, "), None],
)
def test_a_kubeconfig_that_cannot_be_used_is_named(tmp_path: Path, content: str | None) -> None:
    kubeconfig = tmp_path / "kubeconfig"
    if content is None:
        kubeconfig.mkdir()
    else:
        kubeconfig.write_text(content, encoding="utf-8")
    with pytest.raises(jobctl.ApiError, match=r"kubeconfig.*; set KUBECONFIG"):
        Api.load(str(kubeconfig), None)
