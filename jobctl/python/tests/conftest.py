"""What tests share."""

from __future__ import annotations

import os
import sys
import uuid

import pytest

import jobctl

#: The interpreter itself, not that of the virtual environment: what is sent must be enough.
PYTHON = os.path.join(sys.base_prefix, "bin", "python3")


@pytest.fixture
def namespace() -> str:
    return os.environ.get("JOBCTL_TEST_NAMESPACE", "default")


@pytest.fixture
def client(namespace: str) -> jobctl.Client:
    """A client of the test cluster, whose jobs are small."""
    return jobctl.Client(namespace=namespace, cpu=0.1, memory="256Mi", image="none")


@pytest.fixture
def key() -> str:
    """Makes a job of its own out of a command."""
    return uuid.uuid4().hex
