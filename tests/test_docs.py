"""The pages agree with the code: the reference is what the code says, links lead somewhere, commands can be parsed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipelines.cli import main
from tests.make_reference import PAGE, ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^(?:\S+ \| )?lexcorpus (?P<words>[a-z].*?)(?: {2,}#.*| [|<>].*| \|\| true)?$", re.MULTILINE)
LINK = re.compile(r"\]\((?P<target>[^)#:]+)(?:#[^)]*)?\)")


def commands() -> Iterator[tuple[str, str]]:
    """Every line of a page that calls the command line, but for the reference, which quotes its help."""
    for page in PAGES:
        if page != PAGE:
            blocks = re.findall(r"```(?:console)?\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
            yield from ((page.name, found["words"]) for block in blocks for found in COMMAND.finditer(block))


def links() -> Iterator[tuple[Path, str]]:
    """Every link of a page to a file of the project."""
    for page in PAGES:
        yield from ((page, found["target"]) for found in LINK.finditer(page.read_text(encoding="utf-8")))


def test_the_reference_is_what_the_code_says() -> None:
    """`make reference` writes it anew; in a process of its own, for a command remembers how it was first called."""
    code = "import sys; from tests.make_reference import reference; sys.stdout.buffer.write(reference().encode())"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    assert PAGE.read_text(encoding="utf-8") == told


@pytest.mark.parametrize(("page", "words"), sorted(set(commands())))
def test_a_command_of_a_page_can_be_parsed(page: str, words: str) -> None:
    """The command is there, and so is every option that the page gives it."""
    command: click.Command = main
    rest = shlex.split(words)
    while isinstance(command, click.Group):
        name, *rest = rest
        assert name in command.commands, f"{page}: lexcorpus {words}"
        command = command.commands[name]
    command.make_parser(click.Context(command, parent=click.Context(main))).parse_args(rest)


@pytest.mark.parametrize(("page", "target"), sorted(set(links())), ids=lambda value: getattr(value, "name", value))
def test_a_link_leads_to_a_file(page: Path, target: str) -> None:
    """From the page's own folder."""
    assert (page.parent / target).exists()
