"""The files of `docs/deploy` agree with each other and with the project, and their own linters have nothing to say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from dagster._cli.api import grpc_command, grpc_health_check_command
from dagster._core.instance.config import dagster_instance_config
from dagster._daemon.cli import cli as daemon
from dagster_webserver.cli import dagster_webserver

from tests.production import DEPLOY, PROGRAMS, ROOT, image_command

DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")

LITERAL = re.compile(
    r"^[ {]*[\w-]*(?:password|secret|token)[\w-]*: *[\"']?(?!\{env:|\{file:|/run/secrets/|lexcorpus-|false)[\w./+-]+",
    re.MULTILINE | re.IGNORECASE,
)
"""A line that gives a secret itself instead of a place to read it from."""

COMMANDS: dict[tuple[str, ...], click.Command] = {
    ("dagster", "api", "grpc"): grpc_command,
    ("dagster", "api", "grpc-health-check"): grpc_health_check_command,
    ("dagster-webserver",): dagster_webserver,
    ("dagster-daemon", "run"): daemon.commands["run"],
    ("dagster-daemon", "liveness-check"): daemon.commands["liveness-check"],
}
"""What the containers may run, by its first words."""


def read(name: str) -> dict[str, Any]:
    """A YAML file of the folder."""
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def services() -> dict[str, dict[str, Any]]:
    """The services of the compose file that run the image of this project, by name."""
    return {name: told for name, told in read("compose.yaml")["services"].items() if told["image"] == "lexcorpus"}


def commands() -> list[tuple[str, ...]]:
    """Every command that a container runs, or that looks after its health."""
    told = [image_command(), *(each["command"] for each in services().values() if "command" in each)]
    checks = [each["healthcheck"]["test"][1:] for each in services().values()]
    return sorted({tuple(words) for words in [*told, *checks] if words[0] != "python"})


def snake(told: Any) -> Any:
    """Settings of the Helm chart as `dagster.yaml` spells them."""
    if not isinstance(told, dict):
        return told
    return {re.sub("([A-Z])", r"_\1", key).lower(): snake(value) for key, value in told.items()}


def pins(lock: str) -> dict[str, str]:
    """Versions by package, of a file of requirements."""
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==([^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_dagster_knows_every_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads `dagster.yaml` without a complaint, and takes the password from the environment."""
    for name in ("HOST", "PORT", "DB", "USERNAME", "PASSWORD"):
        monkeypatch.setenv(f"DAGSTER_PG_{name}", "1")
    settings, _ = dagster_instance_config(str(DEPLOY))
    assert settings["storage"]["postgres"]["postgres_db"]["password"] == {"env": "DAGSTER_PG_PASSWORD"}


@pytest.mark.parametrize(
    ("of_dagster", "of_helm"),
    [
        (("run_monitoring",), ("dagsterDaemon", "runMonitoring")),
        (("run_retries",), ("additionalInstanceConfig", "run_retries")),
        (("concurrency", "runs"), ("dagsterDaemon", "runCoordinator", "config", "queuedRunCoordinator")),
        (("retention", "schedule"), ("retention", "schedule")),
        (("retention", "sensor"), ("retention", "sensor")),
        (("retention", "auto_materialize"), ("retention", "autoMaterialize")),
    ],
)
def test_helm_says_what_dagster_yaml_says(of_dagster: tuple[str, ...], of_helm: tuple[str, ...]) -> None:
    """What is done about dead runs, and how many go on at once, does not depend on where Dagster runs."""
    settings, values = read("dagster.yaml"), read("values.yaml")
    for name in of_dagster:
        settings = settings[name]
    for name in of_helm:
        values = values[name]
    assert snake(values) == settings


def test_the_chart_is_of_the_version_that_is_locked() -> None:
    """So is every package that the image shares with a checkout."""
    lock = pins("requirements-deploy.lock")
    assert f"--version {lock['dagster']} " in (DEPLOY / "values.yaml").read_text(encoding="utf-8")
    assert pins("requirements.lock").items() <= lock.items()


def test_everything_copied_is_there() -> None:
    """Each source of a COPY exists, and is among what the builder is given."""
    given = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    lines = re.findall(r"^COPY (?:--chmod=\d+ )?(?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    sources = [source for line in lines for source in line.split()[:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(source.startswith(line.removeprefix("!")) for line in given if line.startswith("!")), source


def test_what_is_copied_can_be_executed() -> None:
    """The scripts of the image, in a checkout as in the image."""
    assert all(os.access(DEPLOY / name, os.X_OK) for name in ("with-secrets", "lexcorpus"))


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_command_of_a_container_can_be_parsed(words: tuple[str, ...]) -> None:
    """The program is installed, and knows every option that it is given."""
    (known,) = [first for first in COMMANDS if words[: len(first)] == first]
    assert (PROGRAMS / words[0]).exists()
    command = COMMANDS[known]
    command.make_parser(click.Context(command)).parse_args(list(words[len(known) :]))


def test_only_this_machine_reaches_the_pages() -> None:
    """Every open port is one of the loopback network, in the compose file as with `make ui`."""
    ports = [port for told in read("compose.yaml")["services"].values() for port in told.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nui:")[2].partition("\n\n")[0]
    (host,) = [each for each in dagster_webserver.params if each.name == "host"]
    assert "dagster dev -w workspace.yaml" in recipe
    assert not re.search(r"\s(-h|--host)\b", recipe)
    assert host.default == "127.0.0.1"


def test_containers_may_do_little() -> None:
    """No root, no capabilities, no new privileges, and a check of their health."""
    (user,) = re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)
    assert int(user) > 0
    for told in services().values():
        assert told["cap_drop"] == ["ALL"]
        assert told["security_opt"] == ["no-new-privileges:true"]
        assert told["healthcheck"]["test"][0] == "CMD"


def test_no_file_holds_a_secret() -> None:
    """Whatever is named like one is a reference: to the environment, to a secret, or to a file outside."""
    assert LITERAL.search("  password: hunter2")
    for path in filter(Path.is_file, DEPLOY.iterdir()):
        assert not LITERAL.findall(path.read_text(encoding="utf-8")), path.name


def test_secrets_become_variables(tmp_path: Path) -> None:
    """Each file is a variable of its name for the command, whatever stands in it."""
    (tmp_path / "PASSWORD").write_text("a 'b' $c\n", encoding="utf-8")
    script = (DEPLOY / "with-secrets").read_text(encoding="utf-8").replace("/run/secrets", str(tmp_path))
    command = ["sh", "-c", script, "with-secrets", "printenv", "PASSWORD"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"a 'b' $c\n"


def test_the_linter_of_compose_files_has_nothing_to_say() -> None:
    """The file is what the Compose specification allows."""
    command = [PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_the_linter_of_dockerfiles_has_nothing_to_say() -> None:
    """Where hadolint is installed."""
    program = shutil.which("hadolint")
    if program is None:
        pytest.skip("no hadolint on this machine")
    told = subprocess.run([program, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
