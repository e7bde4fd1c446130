"""What the project rests on: pinned, of a name that can be trusted, of a licence that asks nothing."""

from __future__ import annotations

import pytest

from tests.dependencies import (
    REVIEWED,
    TOOLS,
    direct_dependencies,
    findings,
    is_slip,
    loose,
    pinned,
    strange,
    unfree,
    unused,
)

LOCK = """# made by a tool
click==8.1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via lexcorpus
Ruff_Ext[x]==0.1 ; python_version < '3.12' \\
    --hash=sha256:cc
"""


@pytest.mark.slow
def test_the_projects_own_packages_are_in_order() -> None:
    """The three locks, pyproject.toml and what is installed here."""
    assert findings() == []


def test_a_lock_is_read_with_its_hashes() -> None:
    """Names as indexes compare them, extras and conditions apart."""
    assert pinned(LOCK) == {"click": 2, "ruff-ext": 1}
    assert list(loose(LOCK)) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("click==8.1.0\n", "click: has no hash"),
        ("click>=8\n", "click>=8: has no version"),
        ("git+https://x.example/a.git\n", "git+https://x.example/a.git: has no version"),
    ],
)
def test_what_is_not_pinned_is_found(line: str, told: str) -> None:
    """A range, an address or a missing hash."""
    (found,) = loose(LOCK + line)
    assert str(found).startswith(told)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["click", "uk_core_news_sm"], ["uk-core-news-sm"]),
        (["requests", "reqeusts"], ["requests"]),
        (["polars", "pollars"], ["pollars"]),
        (["httpx", "httpx2", "numpy", "numba"], []),
    ],
)
def test_strange_names_are_found(names: list[str], found: list[str]) -> None:
    """Denied names and slips of the finger; successors of the same author are none."""
    assert [finding.package for finding in strange(names)] == found


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("lxml", "lxmI", True),
        ("lxml", "lxlm", True),
        ("lxml", "lml", True),
        ("lxml", "xlmm", False),
        ("a", "abc", False),
    ],
)
def test_a_slip_of_the_finger_is_one_letter(one: str, other: str, slip: bool) -> None:
    """One letter other, exchanged, more or less; not two."""
    assert is_slip(one, other) is slip
    assert is_slip(other, one) is slip


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("LGPL", False),
        ("CC-BY-NC-4.0", False),
        ("", False),
    ],
)
def test_licences_that_ask_something_are_found(licence: str, free: bool) -> None:
    """Copyleft, non-commercial and silence; a library may be reviewed by name."""
    assert [finding.package for finding in unfree({"thing": licence})] == ([] if free else ["thing"])
    assert list(unfree({next(iter(REVIEWED)): licence})) == []


def test_a_dependency_that_nobody_imports_is_found() -> None:
    """By the modules that the package brings, not by its name; tools are called."""
    assert [finding.package for finding in unused(["pyyaml", "click", "ruff"], {"click"})] == ["pyyaml"]
    assert direct_dependencies() >= TOOLS.keys()
