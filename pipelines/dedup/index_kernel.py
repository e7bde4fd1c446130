"""Numba kernels over keys in order: seeking them in runs, and what a changed row means for its bucket.

What belongs here: loops over asked keys and over rows of buckets. What does not: files (`runs.py`), sketches
(`estimate_kernel.py`). Import it inside functions only, numba is heavy.
"""

from __future__ import annotations

import numpy as np
from numba import njit

LAST_KEY = np.uint64(0xFFFFFFFFFFFFFFFF)

TOGETHER, FAR, NEAR = 64, 8, 256
"""Asked keys that are sought at once, if there are so many keys for each; and the keys among which each is sought: the
places of 64 among 6,400 keys lie within 128 of even spacing but for 1 in 1,000."""


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
def first_near(keys, key, low):
    """The first place in [low, low + NEAR) whose key is not below `key`, if it is there."""
    half = NEAR // 2
    while half:
        low = low + half if keys[low + half - 1] < key else low
        half //= 2
    return low


@njit(cache=True, nogil=True)
def find_between(asked, keys, low, high, begins):
    """Write where each asked key begins, the last at `high`, none before `low`.

    Keys are spread evenly, so each is sought around where it should be, and from `low` on if it is not there. Of 50,000
    among five million this took three quarters of the time of seeking each from where the last was found.
    """
    first, last = max(0, min(low, len(keys) - NEAR)), max(0, len(keys) - NEAR)
    slope = (high - low) / (np.float64(asked[-1] - asked[0]) + 1.0)
    for i in range(len(asked)):
        guess = low + np.int64(np.float64(asked[i] - asked[0]) * slope) - NEAR // 2
        begins[i] = first_near(keys, asked[i], max(first, min(guess, last)))
    for i in range(len(asked)):
        at = begins[i]
        if (at > 0 and keys[at - 1] >= asked[i]) or (at < len(keys) and keys[at] < asked[i]):
            begins[i] = first_from(keys, asked[i], low)


@njit(cache=True, nogil=True)
def find_spans(asked, keys):
    """Where each asked key begins and ends among the keys; both ascend, so one is sought from where the last was."""
    begins, ends, at = np.empty(len(asked), np.int64), np.empty(len(asked), np.int64), 0
    for first in range(0, len(asked), TOGETHER):
        some = slice(first, min(first + TOGETHER, len(asked)))
        low = first_from(keys, asked[first], at)
        at = first_from(keys, asked[some.stop - 1], low)
        if at - low > FAR * TOGETHER and len(keys) > NEAR:
            find_between(asked[some], keys, low, at, begins[some])
            continue
        begins[first] = low
        for i in range(first + 1, some.stop):
            begins[i] = first_from(keys, asked[i], begins[i - 1])
    for i in range(len(asked)):
        ends[i] = begins[i]
        if begins[i] < len(keys) and keys[begins[i]] == asked[i]:
            ends[i] = len(keys) if asked[i] == LAST_KEY else first_from(keys, asked[i] + np.uint64(1), begins[i])
    return begins, ends


@njit(cache=True, nogil=True)
def copy_spans(begins, ends, rows, at, copied):
    """Copy the rows of each span to where its key goes on, and move that."""
    for i in range(len(begins)):
        for j in range(begins[i], ends[i]):
            copied[at[i]] = rows[j]
            at[i] += 1


@njit(cache=True, nogil=True)
def copy_rows(matrix, places, order, copied):
    """Copy row places[i] of a matrix to row i of another, for each i in `order`."""
    for i in order:
        place = places[i]
        for k in range(matrix.shape[1]):
            copied[i, k] = matrix[place, k]


@njit(cache=True, nogil=True)
def mark_later(keys, rows, touched, marked):
    """Mark, in each bucket, the first touched row and all that come after it."""
    seen = False
    for i in range(len(keys)):
        seen = touched[rows[i]] or (seen and keys[i] == keys[i - 1])
        marked[i] = seen


@njit(cache=True, nogil=True)
def shared_buckets(keys, rows, asked, head, window, buckets, members, may_stand):
    """Write the buckets in which an asked row has one before it; returns how many members.

    Of a bucket those are written that may stand for others, the first `head` rows and half as many of each doubling
    behind these, and each asked row with the `window` before it, but nothing behind the last asked one. A bucket is
    numbered by the place of its first member.
    """
    at, begin = 0, 0
    while begin < len(keys):
        end, last = begin + 1, begin
        while end < len(keys) and keys[end] == keys[begin]:
            if asked[rows[end]]:
                last = end
            end += 1
        if last > begin:
            bucket, following, reach, stride = at, begin, begin + head, 1
            for i in range(begin, last + 1):
                while following < i or not asked[rows[following]]:
                    following += 1  # to the next asked row from this one on
                if i == reach:
                    reach, stride = 2 * i - begin, 2 * stride
                stands = (i - begin) % stride == 0
                if stands or following - i <= window:
                    buckets[at], members[at], may_stand[at] = bucket, rows[i], stands
                    at += 1
        begin = end
    return at
