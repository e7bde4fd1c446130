"""Write docs/reference.md anew: every asset with its columns, every command with its options, from the code itself.

What belongs here: the page's form. What does not: the sentences, which stand at the columns, stages and options.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import yaml

from pipelines import schema
from pipelines.cli import main
from pipelines.graph import stages
from pipelines.stage import Stage

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference.md"
WIDTH = 100

HEAD = """# Reference

Made from the code by `make reference`; do not edit it by hand. Assets stand in the order in which they are made. An
*annotation* has the rows of its documents in the same order, so joining them is laying them side by side. Offsets are
Unicode code points.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([HEAD, "## Assets\n", *map(_asset, stages()), "## Commands\n", *_commands(main, "lexcorpus")])


def _asset(stage: Stage) -> str:
    reads = ", ".join(f"[{read.stage.name}](#{read.stage.name})" for read in stage.reads) or "the sources folder"
    lines = [f"### {stage.name}\n", f"{stage.purpose} Made {_often(stage)} from {reads}. Version {stage.version}.\n"]
    if stage.parameters:
        told = yaml.safe_dump(dict(stage.parameters), allow_unicode=True, sort_keys=True, width=WIDTH)
        lines.append(f"<details><summary>Parameters</summary>\n\n```yaml\n{told}```\n\n</details>\n")
    if stage.columns is not None:
        lines += ["| column | type | what it says |", "|---|---|---|"]
        lines += [f"| `{name}` | {kind} | {_cell(told)} |" for name, kind, told in schema.describe(stage.columns)]
        lines.append("")
    return "\n".join(lines)


def _often(stage: Stage) -> str:
    return {"cell": "per source and year", "source": "per source", "once": "once for all"}[stage.level]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _commands(group: click.Group, name: str) -> Iterator[str]:
    for word, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{name} {word}")
            continue
        whole = main.make_context(name, [word], max_content_width=WIDTH, terminal_width=WIDTH)
        context = click.Context(command, parent=whole, info_name=word)
        yield f"### {name} {word}\n\n```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{PAGE} is written.\n")
