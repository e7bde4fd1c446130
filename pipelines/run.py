"""The whole graph without the user interface: every stage over every scope, in order.

What belongs here: the walk and its report. What does not: how a stage runs (`work.py`) and how a person sees it
(`cli.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.engine import Engine
from pipelines.graph import scopes, stages
from pipelines.graph import stage as stage_named
from pipelines.plan import refs_of
from pipelines.poison import poison_of
from pipelines.scope import EVERYTHING, SOURCES, Scope
from pipelines.stage import Shards, Stage, Workspace
from pipelines.store import Ref, Store, StoreError
from pipelines.work import LostRows, Notice, Report, run_stage


class Display(Protocol):
    """Hears how the walk goes on."""

    def starts(self, stage: Stage, scope: Scope) -> Notice:
        """A stage starts for a scope; the answer hears of each piece of work."""
        ...

    def ends(self, report: Report) -> None:
        """A stage has been committed for a scope."""
        ...


@dataclass(frozen=True, slots=True)
class Quiet:
    """A display for tests and notebooks."""

    def starts(self, stage: Stage, scope: Scope) -> Notice:
        """See `Display.starts`."""
        return lambda done, total: None

    def ends(self, report: Report) -> None:
        """See `Display.ends`."""


def cells_on_offer(sources_folder: str, wanted: Sequence[Scope] = (EVERYTHING,)) -> list[Scope]:
    """Every source and year for which the sources folder holds something, of those that lie in a wanted scope.

    Raises:
        SourceError: nothing is on offer, or nothing for one of the scopes wanted.
    """
    from pipelines.ingest import cells_of
    from pipelines.sources.folder import Folder, SourceError

    folder = Folder(sources_folder)
    folder.require()
    sources = [name for name in SOURCES if any(_lies_in(Scope(name), scope.widened("source")) for scope in wanted)]
    cells = [cell for name in sources if folder.exists(name) for cell in cells_of(name, sources_folder)]
    if not cells:
        expected = ", ".join(f"{name}/" for name in sources)
        raise SourceError(f"{sources_folder} holds nothing to read: put {expected} there as the README lays them out.")
    for scope in wanted:
        if not any(_lies_in(cell, scope) for cell in cells):
            offered = " ".join(map(str, cells))
            raise SourceError(f"{sources_folder} holds nothing of {scope}: choose from {offered}.")
    return [cell for cell in cells if any(_lies_in(cell, scope) for scope in wanted)]


def _lies_in(inner: Scope, outer: Scope) -> bool:
    return inner.widened(outer.level) == outer


def walk(cells: Sequence[Scope], until: str = "", made: Sequence[Scope] = ()) -> Iterator[tuple[Stage, Scope]]:
    """Every stage and scope in an order in which each finds what it reads; `until` names the last stage wanted.

    What lies behind a wider asset is looked at for every cell `made` before that the asset spans: a new year may
    change which document of an old one stands for its copies.
    """
    wanted = _upstream(until) if until else {stage.name for stage in stages()}
    for stage in stages():
        if stage.name in wanted:
            touched = {cell.widened(stage.reach) for cell in cells}
            spanned = [cell for cell in made if cell.widened(stage.reach) in touched]
            yield from ((stage, scope) for scope in scopes(stage.level, [*cells, *spanned]))


class PartedGroup(StoreError):
    """What belongs together lies on two sides of a split, and nothing is trained on it."""


class UnevenLoss(StoreError):
    """Selection takes much more from some stratum than from all others, and nothing is released."""


class UncleanText(StoreError):
    """What would be released holds personal data that its profile masks, and nothing is built on it."""


class CrowdedCluster(StoreError):
    """A cluster holds more of its source than it may, and nothing is built on it."""


class PoisonedCell(StoreError):
    """A cell holds more damaged texts than is usual, and nothing is built on it."""


def run_graph(
    cells: Sequence[Scope],
    workspace: Workspace,
    engine: Engine,
    display: Display | None = None,
    until: str = "",
    accept_damage: bool = False,
) -> list[Report]:
    """Make everything that is missing.

    Raises StoreError, SourceError, LostRows, CrowdedCluster, PartedGroup, UncleanText, UnevenLoss and, unless damage
    is accepted, PoisonedCell: one sentence for a person.
    """
    shown = display or Quiet()
    reports = []
    made = [manifest.scope for manifest in workspace.store.manifests("documents")]
    for stage, scope in walk(cells, until, made):
        if stage.name == "release":
            _refuse_losses(workspace.store)
        report = run_stage(stage, scope, workspace, engine, shown.starts(stage, scope))
        shown.ends(report)
        if not report.balanced:
            raise LostRows(f"{stage.name} of {scope} cannot say where every row went: see its manifest.")
        if stage.name == "documents" and not accept_damage:
            _refuse_poisoned(scope, workspace.store)
        if stage.name == "duplicates":
            _refuse_crowds(report, workspace.store)
        if stage.name == "splits":
            _refuse_leaks(report, workspace.store)
        if stage.name == "corpus" and report.computed:
            refuse_unclean(report, workspace.store)
        reports.append(report)
    return reports


def _refuse_leaks(report: Report, store: Store) -> None:
    from pipelines.select.leaks import proof_of

    slices = tuple(Ref(report.asset, report.scope, shard) for shard in report.manifest.shards)
    proof = proof_of(Shards(store, slices))
    if not proof.passed:
        raise PartedGroup(proof.sentence)


def refuse_unclean(report: Report, store: Store) -> None:
    """A corpus that is not clean is withdrawn as well, so that no later run takes it for proved."""
    from pipelines.checks.personal_data import proof_of

    proof = proof_of(report.manifest, store)
    if not proof.passed:
        store.withdraw(report.asset, report.scope)
        raise UncleanText(f"{report.scope}: {proof.sentence}")


def _refuse_losses(store: Store) -> None:
    from pipelines.report.audit import together
    from pipelines.report.audit_losses import Tolerance, losses, verdict
    from pipelines.select.policy import read_policy

    tolerance = Tolerance.of(read_policy()["audit"])
    audits = tuple(refs_of(stage_named("audit"), EVERYTHING, store))
    found = losses(together(Shards(store, audits)), tolerance)
    if any(loss.is_too_great for loss in found):
        raise UnevenLoss(verdict(found))


def _refuse_crowds(report: Report, store: Store) -> None:
    from pipelines.dedup.crowds import crowds, read_limits
    from pipelines.report.clusters import census

    slices = tuple(Ref(report.asset, report.scope, shard) for shard in report.manifest.shards)
    for counted in census(Shards(store, slices)):
        for crowd in crowds(dict(counted.largest), counted.documents, read_limits()):
            raise CrowdedCluster(f"{crowd}.")


def _refuse_poisoned(cell: Scope, store: Store) -> None:
    poison = poison_of(cell, store)
    if not poison.is_usual:
        raise PoisonedCell(
            f"{cell}: {poison}; run lexcorpus fetch to get them again, or accept them (--accept-damage)."
        )


def _upstream(name: str) -> set[str]:
    """A stage and everything it needs."""
    named = {stage.name: stage for stage in stages()}
    found, waiting = set[str](), [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += [read.stage.name for read in named[current].reads]
    return found
