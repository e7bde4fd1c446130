"""Numba kernels over the case graph: counts, and rank on its way from those who cite to those who are cited.

What belongs here: loops over citations. What does not: files and rounds (`authority_graph.py`, `authority_rank.py`).
Import it inside functions only, numba is heavy. Sums of floats run through the graph in one order, so that they are
the same to the last bit on every machine.
"""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def count(nodes, counts):
    """Add to `counts` how often each node comes."""
    for node in nodes:
        counts[node] += 1


@njit(cache=True, nogil=True)
def count_citing(citing, members, targets, cited_by, several):
    """Add to `cited_by` who cites each target's case; mark in `several` what is cited by more than one name.

    Of case i, `citing[i]` documents cite it and `members[i]` bear its name; `targets` are the latter, case by case.
    """
    at = 0
    for case in range(len(members)):
        for _ in range(members[case]):
            target = targets[at]
            several[target] |= cited_by[target] > 0
            cited_by[target] += citing[case]
            at += 1


@njit(cache=True, nogil=True)
def pass_on(citing, members, sources, targets, gives, received):
    """Add to `received` what each case is given by those who cite it, shared by those that bear its name."""
    source, target = 0, 0
    for case in range(len(citing)):
        given = 0.0
        for at in range(source, source + citing[case]):
            given += gives[sources[at]]
        source += citing[case]
        given /= members[case]
        for at in range(target, target + members[case]):
            received[targets[at]] += given
        target += members[case]


@njit(cache=True, nogil=True)
def renew(received, seeds, cites, damping, gives):
    """Set what each document gives each of the cases it cites; returns (how much that has moved, all there is).

    `seeds` is what each has before anybody cites it.
    """
    moved, every = 0.0, 0.0
    for node in range(len(received)):
        rank = seeds[node] + damping * received[node]
        every += rank
        if cites[node]:
            moved += abs(rank - gives[node] * cites[node])
            gives[node] = rank / cites[node]
    return moved, every
