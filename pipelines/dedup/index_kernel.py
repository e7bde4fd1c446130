"""Numba kernels over keys in order: seeking them in runs, and what a changed row means for its bucket.

What belongs here: loops over asked keys and over rows of buckets. What does not: files (`runs.py`), sketches
(`estimate_kernel.py`). Import it inside functions only, numba is heavy.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def first_from(keys, key, begin):
    """The first place from `begin` on whose key is not below `key`: in strides that double, then by halves."""
    stride, low = 1, begin
    while low + stride < len(keys) and keys[low + stride] < key:
        low += stride
        stride *= 2
    high = min(low + stride, len(keys))
    while low < high:
        middle = (low + high) // 2
        below = keys[middle] < key
        low, high = middle + 1 if below else low, high if below else middle
    return low


@njit(cache=True, nogil=True)
def find_spans(asked, keys):
    """Where each asked key begins and ends among the keys; both ascend, so one is sought from where the last was."""
    begins, ends, at = np.empty(len(asked), np.int64), np.empty(len(asked), np.int64), 0
    for i in range(len(asked)):
        begins[i] = first_from(keys, asked[i], at)
        at = begins[i]
        if at < len(keys) and keys[at] == asked[i]:
            at = (
                len(keys)
                if asked[i] == np.uint64(0xFFFFFFFFFFFFFFFF)
                else first_from(keys, asked[i] + np.uint64(1), at)
            )
        ends[i] = at
    return begins, ends


@njit(cache=True, nogil=True)
def copy_spans(begins, ends, rows, at, copied):
    """Copy the rows of each span to where its key goes on, and move that."""
    for i in range(len(begins)):
        for j in range(begins[i], ends[i]):
            copied[at[i]] = rows[j]
            at[i] += 1


@njit(cache=True, nogil=True)
def mark_later(keys, rows, touched, marked):
    """Mark, in each bucket, the first touched row and all that come after it."""
    seen = False
    for i in range(len(keys)):
        seen = touched[rows[i]] or (seen and keys[i] == keys[i - 1])
        marked[i] = seen


@njit(cache=True, nogil=True)
def shared_buckets(keys, rows, asked, head, window, buckets, members):
    """Write the buckets in which an asked row has one before it; returns how many members.

    Of a bucket the first `head` rows are written, and each asked row with the `window` before it, but nothing behind
    the last asked one. A bucket is numbered by the place of its first member.
    """
    at, begin = 0, 0
    while begin < len(keys):
        end, last = begin + 1, begin
        while end < len(keys) and keys[end] == keys[begin]:
            if asked[rows[end]]:
                last = end
            end += 1
        if last > begin:
            bucket, following = at, begin
            for i in range(begin, last + 1):
                while following < i or not asked[rows[following]]:
                    following += 1  # to the next asked row from this one on
                if i - begin < head or following - i <= window:
                    buckets[at], members[at] = bucket, rows[i]
                    at += 1
        begin = end
    return at
