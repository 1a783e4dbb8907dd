"""The inner loops, which Numba compiles: comparisons of scores with windows, and scores of single pairs in fp64. Without fast-math: NaN compares
false.

A pair is decided only by comparisons that are *true*; what is not decided, NaN included, is a candidate.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

# columns of a window of floats; of the first kind for t = eps, of the second for the value that the worst pairs exceed
LOW, HIGH, UNDER, OVER, TOP_LOW, TOP_HIGH = range(6)


def scan_classes(
    products: Any, offset: Any, left: Any, right: Any, windows: Any, first: Any, skip_at: Any, skip: Any, rows: Any, columns: Any
) -> Any:
    """Decide a tile where the target has one value on equal classes, one on different ones: (candidates, within, beyond).

    products [n, m]; offset [m]; left [n], right [m]: classes; windows [n, 2, 6]: for different and equal ones; first [n]: columns before it are
    not of this tile, nor are skip[skip_at[i] : skip_at[i + 1]], which ascend; rows, columns: buffers for the candidates, of which there are -1 if
    these are too small.
    """
    n, m = products.shape
    found, all_within, all_beyond = 0, 0, 0
    for i in range(n):
        l0, h0, u0, o0, tl0, th0 = windows[i, 0, 0], windows[i, 0, 1], windows[i, 0, 2], windows[i, 0, 3], windows[i, 0, 4], windows[i, 0, 5]
        l1, h1, u1, o1, tl1, th1 = windows[i, 1, 0], windows[i, 1, 1], windows[i, 1, 2], windows[i, 1, 3], windows[i, 1, 4], windows[i, 1, 5]
        mine, at, end, skipped = left[i], skip_at[i], skip_at[i + 1], 0
        within, beyond = np.uint32(0), np.uint32(0)
        for j in range(first[i], m):  # without a branch, so that it becomes vector instructions
            r = products[i, j] - offset[j]
            same = right[j] == mine
            top = (r >= (tl1 if same else tl0)) & (r <= (th1 if same else th0))
            within += np.uint32(top & (r >= (l1 if same else l0)) & (r <= (h1 if same else h0)))
            beyond += np.uint32(top & ((r < (u1 if same else u0)) | (r > (o1 if same else o0))))
        for p in range(at, end):
            j = skip[p]
            if j >= first[i]:
                skipped += 1
                r = products[i, j] - offset[j]
                w = windows[i, 1 if right[j] == mine else 0]
                top = (r >= w[4]) & (r <= w[5])
                within -= np.uint32(top & (r >= w[0]) & (r <= w[1]))
                beyond -= np.uint32(top & ((r < w[2]) | (r > w[3])))
        all_within += int(within)
        all_beyond += int(beyond)
        if int(within) + int(beyond) == m - first[i] - skipped:
            continue
        for j in range(first[i], m):
            r = products[i, j] - offset[j]
            w = windows[i, 1 if right[j] == mine else 0]
            if not ((r >= w[4]) & (r <= w[5]) & (((r >= w[0]) & (r <= w[1])) | (r < w[2]) | (r > w[3]))):
                while at < end and skip[at] < j:
                    at += 1
                if at < end and skip[at] == j:
                    continue
                if found == len(rows):
                    return -1, 0, 0
                rows[found], columns[found] = i, j
                found += 1
    return found, all_within, all_beyond


def scan_values(
    products: Any,
    offset: Any,
    above: Any,
    low: Any,
    high: Any,
    start: float,
    scale: float,
    wide: float,
    windows: Any,
    first: Any,
    rows: Any,
    columns: Any,
) -> Any:
    """The same where the target has any value in [low, high] [n, m].

    windows [q, 6] hold for values in [start + k / scale, start + (k + 1) / scale], widened by `wide`; above [n] is subtracted as well. Where low
    and high are further apart than `wide`, or the value is in no such interval, the pair is a candidate.
    """
    n, m = products.shape
    found = 0
    all_within = 0
    all_beyond = 0
    last = len(windows) - 1
    for i in range(n):
        for j in range(first[i], m):
            r = (products[i, j] - offset[j]) - above[i]
            h = low[i, j]
            place = (h - start) * scale
            decided = False
            if (high[i, j] - h <= wide) & (place >= 0.0) & (place <= last):
                w = windows[int(place)]
                if (r >= w[4]) & (r <= w[5]):
                    if (r >= w[0]) & (r <= w[1]):
                        all_within += 1
                        decided = True
                    elif (r < w[2]) | (r > w[3]):
                        all_beyond += 1
                        decided = True
            if not decided:
                if found == len(rows):
                    return -1, 0, 0
                rows[found] = i
                columns[found] = j
                found += 1
    return found, all_within, all_beyond


def pair_scores(left: Any, right: Any, rows: Any, columns: Any, out: Any) -> None:
    """For each pair, in fp64: <x, y>, sum |x_i y_i|, |x - y|^2, and whether x and y are the same row: out [n, 4]."""
    d = left.shape[1]
    for p in range(len(rows)):
        i = rows[p]
        j = columns[p]
        product = 0.0
        total = 0.0
        square = 0.0
        same = True
        for k in range(d):
            x = np.float64(left[i, k])
            y = np.float64(right[j, k])
            product += x * y
            total += abs(x * y)
            square += (x - y) * (x - y)
            same &= (x == y) & (x - x == 0.0)
        out[p, 0] = product
        out[p, 1] = total
        out[p, 2] = square
        out[p, 3] = 1.0 if same else 0.0


def below(left: Any, right: Any, rows: Any, columns: Any, out: Any) -> None:
    """Whether x <= y in every coordinate, for each pair, exactly; 2 where a coordinate is not finite: out [n], uint8."""
    d = left.shape[1]
    for p in range(len(rows)):
        least = True
        strange = False
        for k in range(d):
            x = left[rows[p], k]
            y = right[columns[p], k]
            least &= x <= y
            strange |= (x - x != 0) | (y - y != 0)
        out[p] = 2 if strange else (1 if least else 0)


@lru_cache(maxsize=1)
def compiled() -> dict[str, Any]:
    """These functions as machine code that releases the interpreter's lock; kept beside the sources where that folder can be written."""
    from numba import njit

    functions = (scan_classes, scan_values, pair_scores, below)
    try:
        return {f.__name__: njit(nogil=True, cache=True)(f) for f in functions}
    except RuntimeError:  # no folder to keep them in
        return {f.__name__: njit(nogil=True)(f) for f in functions}
