"""The page about clusters: its Kubernetes job is what KubeRay reads, and names only what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.limits import Limits

PAGE = (Path(__file__).parent.parent / "docs" / "cluster.md").read_text(encoding="utf-8")


@pytest.fixture
def job() -> dict[str, Any]:
    """The RayJob of the page."""
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    return yaml.safe_load(block)


def test_the_job_has_what_kuberay_asks_for(job: dict[str, Any]) -> None:
    """Fields of ray.io/v1 RayJob; the head does no work; all pods have one image, one environment, one volume."""
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob")
    assert job["spec"]["shutdownAfterJobFinishes"] is True
    cluster = job["spec"]["rayClusterSpec"]
    head, (workers,) = cluster["headGroupSpec"], cluster["workerGroupSpecs"]
    assert head["rayStartParams"] == {"num-cpus": "0"}
    assert workers["minReplicas"] <= workers["replicas"] <= workers["maxReplicas"]
    pods = [group["template"]["spec"] for group in (head, workers)]
    containers = [container for pod in pods for container in pod["containers"]]
    for name in ("image", "env", "volumeMounts"):
        assert containers[0][name] == containers[1][name]
    assert pods[0]["volumes"] == pods[1]["volumes"]
    for container in containers:
        assert container["resources"]["limits"] == container["resources"]["requests"]


def test_its_command_and_variables_are_ours(job: dict[str, Any]) -> None:
    """The entrypoint is a command with options that there are, and so are the variables that begin with CORPUS."""
    words = shlex.split(job["spec"]["entrypoint"])
    told = CliRunner().invoke(main, [*words[1:2], "--help"]).output
    assert words[0] == "lexcorpus"
    assert all(word in told for word in words[2:] if word.startswith("--"))
    (head,) = job["spec"]["rayClusterSpec"]["headGroupSpec"]["template"]["spec"]["containers"]
    assert all(each["name"] in told for each in head["env"] if each["name"].startswith("CORPUS"))


def test_the_limits_are_the_ones_of_the_code() -> None:
    """Defaults told on the page are the defaults."""
    known = Limits()
    assert f"`CORPUS_DOCUMENT_SECONDS` | {known.seconds:g} |" in PAGE
    assert f"`CORPUS_DOCUMENT_MEBIBYTES` | {known.mebibytes} |" in PAGE
    assert f"{known.shard_seconds} times as long" in PAGE
    assert f"{known.shard_mebibytes} times as much" in PAGE
    assert known.of_a_shard.seconds == 2 * 3600
