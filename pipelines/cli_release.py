"""The commands about releases: diff, freeze, promote, takedown, plan.

What belongs here: these commands. What does not: the work they start (`report/`, `takedown.py`, `capacity.py`) and the
commands that make a corpus (`cli.py`).
"""

from __future__ import annotations

import json
from typing import BinaryIO

import click

from pipelines.cli_shared import ROOT_OPTION, SOURCES_OPTION, plain_errors, read_text

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words for people.")


@click.command()
@click.argument("earlier")
@click.argument("later")
@ROOT_OPTION
@_JSON
def diff(earlier: str, later: str, root: str, as_json: bool) -> None:
    """Say how two releases differ.

    Documents that came, left and changed from EARLIER to LATER, by source and reason; --json names every one. main is
    the draft that `run` makes.
    """
    with plain_errors():
        from pipelines.report.diff import counts, told
        from pipelines.report.diff import diff as differ
        from pipelines.store import Store

        found = differ(Store(root), earlier, later)
        if as_json:
            click.echo(json.dumps(told(earlier, later, found), ensure_ascii=False))
            return
        for change, source, reason, documents in counts(found).iter_rows():
            click.echo(f"{change:8} {source:12} {documents:>12,}  {reason}")
        click.echo(f"{found.height:,} document(s) differ.", err=True)


@click.command()
@click.argument("name")
@ROOT_OPTION
def freeze(name: str, root: str) -> None:
    """Keep the draft release under a name, for good.

    The release that `run` makes is a draft called main; this copies it. A name that holds other content is refused.
    """
    with plain_errors():
        from pipelines.graph import RELEASE_NAME
        from pipelines.report.promotion import freeze as keep
        from pipelines.store import Store

        click.echo(f"{name} {keep(Store(root), RELEASE_NAME, name)}")


@click.command()
@click.argument("name", required=False)
@ROOT_OPTION
@click.option("--rollback", is_flag=True, help="Go back to the release that was promoted before.")
def promote(name: str | None, root: str, rollback: bool) -> None:
    """Point latest.json at a release that was frozen.

    The pointer moves all at once; what it pointed at stays, and --rollback goes back to it.
    """
    if (name is None) != rollback:
        raise click.UsageError("Give the name of a release, or --rollback.")
    with plain_errors():
        from pipelines.report.promotion import promote as point
        from pipelines.report.promotion import roll_back
        from pipelines.store import Store

        pointer = point(Store(root), name) if name else roll_back(Store(root))
        click.echo(f"{pointer.name} {pointer.content}")


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--file", "listed", type=click.File("rb"), metavar="FILE|-", help="File with one id on each line.")
@click.option("--reason", default="on request", show_default=True, help="Why; it stays on the list.")
@click.option("--prove", "release", metavar="RELEASE", help="Take nothing down; scan this release for the documents.")
@SOURCES_OPTION
@ROOT_OPTION
@_JSON
def takedown(
    ids: tuple[str, ...],
    listed: BinaryIO | None,
    reason: str,
    release: str | None,
    sources: str,
    root: str,
    as_json: bool,
) -> None:
    """Take documents out of the corpus, for good.

    IDS are put on takedown.jsonl in the sources folder; the next run ends them in every asset. Says which shards that
    makes anew, and which documents of the same cluster stay. Ends with 1 when the corpus does not hold one of them.

    With --prove every file of a release is scanned for their names and paragraphs, by default for all of the list;
    ends with 1 when anything is found.
    """
    wanted = [*ids, *(read_text(listed).split() if listed else ())]
    with plain_errors():
        from pipelines.takedown import read_list

        if release:
            _prove(wanted or list(read_list(sources)), release, root, as_json)
        elif wanted:
            _take_down(wanted, reason, sources, root, as_json)
        else:
            raise click.UsageError("Give the ids of documents, or --file, or --prove.")


def _take_down(ids: list[str], reason: str, sources: str, root: str, as_json: bool) -> None:
    from pipelines.inert import inert
    from pipelines.report.takedown_proof import affected, kin, missing
    from pipelines.store import Store
    from pipelines.takedown import add_to_list

    fresh, store = add_to_list(sources, ids, reason), Store(root)
    shards = {asset: [ref.shard.file for ref in refs] for asset, refs in affected(ids, store).items()}
    unknown, near = missing(ids, store), kin(ids, store)
    if as_json:
        told = {"listed": fresh, "unknown": unknown, "kin": near, "shards": shards}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for asset, files in shards.items():
            click.echo(f"{asset:20} {len(files):>6,} shard(s)")
        for name, label in near:
            click.echo(f"stays: {inert(name)} ({label}) is of the same cluster")
        for name in unknown:
            click.echo(f"unknown: {inert(name)} is in no shard; it is on the list should it come")
        click.echo("Next: lexcorpus run, then --prove main; compact and sweep make the root forget the text.", err=True)
    if unknown:
        raise click.exceptions.Exit(1)


def _prove(ids: list[str], release: str, root: str, as_json: bool) -> None:
    from dataclasses import asdict

    from pipelines.report.takedown_proof import prove, sentence
    from pipelines.store import Store

    proof = prove(ids, release, Store(root))
    if as_json:
        click.echo(json.dumps({**asdict(proof), "passed": proof.passed}, ensure_ascii=False))
    else:
        for each in proof.found:
            click.echo(f"{each.path}: {each.what} in {each.where}")
        click.echo(sentence(proof))
    if not proof.passed:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--tokens", type=float, metavar="N", help="Tokens to train on, as 60e9.  [default: the release, once]")
@click.option("--model", default="deepseek-v3", show_default=True, help="Model of capacity.yaml.")
@click.option("--release", default="", metavar="RELEASE", help="Count the tokens of this release.")
@click.option("--chips", type=click.IntRange(1), default=64, show_default=True, help="Accelerators at work.")
@click.option("--mfu", type=click.FloatRange(0, 1, min_open=True), help="Share of the peak reached.  [default: 0.35]")
@click.option("--price", "prices", multiple=True, metavar="CHIP=USD", help="Price of a chip an hour; may be repeated.")
@ROOT_OPTION
@_JSON
def plan(
    tokens: float | None,
    model: str,
    release: str,
    chips: int,
    mfu: float | None,
    prices: tuple[str, ...],
    root: str,
    as_json: bool,
) -> None:
    """Say what a training would take.

    Operations, hours of common accelerators, storage, loader bandwidth and cost. Without --tokens, or with --release,
    the tokens of the release's train split are counted.
    """
    with plain_errors():
        from dataclasses import asdict

        from pipelines.capacity import HEADS, assumptions, held_by, plans, rows
        from pipelines.store import Store

        counted = release or ("" if tokens else "main")
        held = held_by(Store(root), counted) if counted else None
        made = plans(tokens, model, held=held, chips=chips, mfu=mfu, prices=dict(map(_price, prices)))
        if as_json:
            click.echo(json.dumps([asdict(one) for one in made]))
            return
        lines = [list(HEADS), *rows(made)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for name, *figures in lines:
            click.echo("  ".join([name.ljust(widths[0]), *map(str.rjust, figures, widths[1:])]))
        click.echo(assumptions(made, mfu))


def _price(told: str) -> tuple[str, float]:
    """CHIP=USD; wrong use when it is not."""
    chip, _, price = told.partition("=")
    try:
        value = float(price)
    except ValueError as error:
        raise click.BadParameter(f"{told!r} is no price: write H100-SXM=2.5.") from error
    if not 0 <= value < float("inf"):
        raise click.BadParameter(f"{told!r} is no price: it must be 0 or more.")
    return chip, value


COMMANDS = (diff, freeze, plan, promote, takedown)
"""What `cli.py` adds to its group."""
