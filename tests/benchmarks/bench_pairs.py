"""All pairs of 20,000 codes in R^128 under a Gaussian kernel: the largest defect and the ten worst pairs, beside what people use.

    python tests/benchmarks/bench_pairs.py [NAME...]       # names of rows; all without one

One line for each way, run in a process of its own: CPU seconds and wall seconds of the work alone (after the libraries are loaded and a small
table was done), peak memory of the process. The work uses one thread. `floor` is the product of matrices alone. PRESHEAF_PAIRS_N sets the number
of codes. What is not installed is said and left out.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np

N, D, CLASSES, RATE = int(os.environ.get("PRESHEAF_PAIRS_N", "20000")), 128, 200, 2
Answer = tuple[float, int, int]  # the largest defect and its pair


def data(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Codes of length 1 around as many centres as there are classes; the target is 1 on equal classes and 0 elsewhere."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, CLASSES, n)
    x = rng.standard_normal((CLASSES, D))[labels] + 0.3 * rng.standard_normal((n, D))
    return (x / np.linalg.norm(x, axis=1)[:, None]).astype(np.float32), labels


def engine(kind: str) -> Callable[[np.ndarray, np.ndarray], Answer]:
    from presheaf.encoders.pairs import Options, Pairs, certify
    from presheaf.model.kernels import Shape
    from presheaf.model.rationals import rationals
    from presheaf.model.target import Dense, Labels, Sparse

    def target(labels: np.ndarray) -> Any:
        if kind == "labels":
            return Labels(labels, labels)
        if kind == "dense":
            num = (labels[:, None] == labels[None, :]).astype(np.int64)
            return Dense(num, np.broadcast_to(np.int64(1), num.shape))
        rows, columns = np.nonzero(labels[:, None] == labels[None, :])
        start = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(labels)))))
        values = rationals([1])
        return Sparse(start, columns, values.take(np.zeros(len(columns), np.int64)), len(labels))

    made: dict[int, Any] = {}

    def run(x: np.ndarray, labels: np.ndarray) -> Answer:
        found = certify(Pairs(x, None, Shape("gaussian", Fraction(RATE)), made[len(x)], Fraction(9, 10)), Options())
        assert found.decided == len(x) ** 2
        return float(found.worst[0].low), found.worst[0].row, found.worst[0].column

    run.prepare = lambda x, labels: made.setdefault(len(x), target(labels))  # type: ignore[attr-defined]
    return run


def chunks(x: Any, labels: Any, defect: Callable[..., Any], size: int = 512) -> Answer:
    """The ten worst of each chunk of rows, and of all."""
    import torch

    best: list[tuple[float, int, int]] = []
    for start in range(0, len(x), size):
        e = defect(x[start : start + size], x, labels[start : start + size], labels)
        values, places = torch.topk(e.flatten(), 10)
        best += [(float(v), start + int(p) // len(x), int(p) % len(x)) for v, p in zip(values, places, strict=True)]
    return max(best)


def eager(x: np.ndarray, labels: np.ndarray) -> Answer:
    import torch

    def defect(a: Any, b: Any, la: Any, lb: Any) -> Any:
        s = (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * (a @ b.T)
        return (torch.exp(-RATE * s.clamp_min(0)) - (la[:, None] == lb[None, :]).float()).abs()

    return chunks(torch.from_numpy(x), torch.from_numpy(labels), defect)


def cdist(x: np.ndarray, labels: np.ndarray) -> Answer:
    import torch

    def defect(a: Any, b: Any, la: Any, lb: Any) -> Any:
        return (torch.exp(-RATE * torch.cdist(a, b) ** 2) - (la[:, None] == lb[None, :]).float()).abs()

    return chunks(torch.from_numpy(x), torch.from_numpy(labels), defect)


def inductor() -> Callable[[np.ndarray, np.ndarray], Answer]:
    import torch

    @torch.compile(dynamic=False)
    def most(a: Any, b: Any, na: Any, nb: Any, la: Any, lb: Any) -> Any:
        s = na[:, None] + nb[None, :] - 2 * (a @ b.T)
        return (torch.exp(-RATE * s.clamp_min(0)) - (la[:, None] == lb[None, :]).float()).abs().amax(1)

    def run(x: np.ndarray, labels: np.ndarray) -> Answer:
        """The largest of each row, in chunks; the ten rows with the worst are computed again."""
        t, classes = torch.from_numpy(x), torch.from_numpy(labels)
        squares, size = (t * t).sum(1), 500
        parts = [slice(i, i + size) for i in range(0, len(x), size)]
        rows = torch.cat([most(t[p], t, squares[p], squares, classes[p], classes) for p in parts])
        found = []
        for i in torch.topk(rows, 10).indices.tolist():
            e = (torch.exp(-RATE * ((t - t[i]) ** 2).sum(1)) - (classes == classes[i]).float()).abs()
            found.append((float(e.max()), i, int(e.argmax())))
        return max(found)

    return run


def sklearn(x: np.ndarray, labels: np.ndarray) -> Answer:
    from sklearn.metrics.pairwise import rbf_kernel

    e = np.abs(rbf_kernel(x, gamma=RATE) - (labels[:, None] == labels[None, :]))
    best = int(e.argmax())
    np.argpartition(e.ravel(), -10)
    return float(e.flat[best]), best // len(x), best % len(x)


def keops(x: np.ndarray, labels: np.ndarray) -> Answer:
    import torch
    from pykeops.torch import LazyTensor

    t, classes = torch.from_numpy(x), torch.from_numpy(labels).float()[:, None]
    a, b = LazyTensor(t[:, None, :]), LazyTensor(t[None, :, :])
    la, lb = LazyTensor(classes[:, None, :]), LazyTensor(classes[None, :, :])
    same = (0.25 - (la - lb) ** 2).step()
    e = ((-RATE * ((a - b) ** 2).sum(-1)).exp() - same).abs()
    value, place = e.max_argmax(dim=1)
    i = int(value.argmax())
    return float(value.max()), i, int(place[i])


def floor(x: np.ndarray, labels: np.ndarray) -> Answer:
    """The products of the tiles i <= j, in fp32, and nothing else."""
    import torch

    t, out = torch.from_numpy(x), torch.empty(1024 * 2048)
    for i in range(0, len(x), 1024):
        for j in range(i // 2048 * 2048, len(x), 2048):
            a, b = t[i : i + 1024], t[j : j + 2048]
            torch.mm(a, b.T, out=out[: len(a) * len(b)].view(len(a), len(b)))
    return 0.0, 0, 0


WAYS: dict[str, tuple[str, Callable[[], Callable[[np.ndarray, np.ndarray], Answer]]]] = {
    "floor": ("torch", lambda: floor),
    "labels": ("numba", lambda: engine("labels")),
    "sparse": ("numba", lambda: engine("sparse")),
    "dense": ("numba", lambda: engine("dense")),
    "torch.compile": ("torch", inductor),
    "eager": ("torch", lambda: eager),
    "cdist": ("torch", lambda: cdist),
    "sklearn": ("sklearn", lambda: sklearn),
    "keops": ("pykeops", lambda: keops),
}


def alone(name: str) -> None:
    """One way, in this process."""
    import torch

    torch.set_num_threads(1)
    work = WAYS[name][1]()
    prepare = getattr(work, "prepare", lambda x, labels: None)
    small, x = data(1000), data(N)
    for table in (small, x):
        prepare(*table)
    work(*(x if name == "torch.compile" else small))
    before, began, wall = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time(), time.time()
    answer = work(*x)
    used = {"cpu": time.process_time() - began, "wall": time.time() - wall, "before": before / 1e6}
    print(json.dumps({**used, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, "answer": answer}))


def main(names: list[str]) -> None:
    import torch

    print(f"{N} codes in R^{D}, {CLASSES} classes, k = exp(-{RATE} |x - y|^2); one thread; {os.cpu_count()} cores, {platform.machine()},")
    print(f"torch {torch.__version__} ({torch.backends.cpu.get_cpu_capability()}), numpy {np.__version__}, load {os.getloadavg()[0]:.1f}")
    print(f"{'':<16} {'CPU s':>8} {'wall s':>8} {'of labels':>10} {'peak GB':>8} {'+ GB':>6}   largest defect at")
    ours = 0.0
    for name in names or WAYS:
        if find_spec(WAYS[name][0]) is None:
            print(f"{name:<16} not run: {WAYS[name][0]} is not installed")
            continue
        done = subprocess.run([sys.executable, __file__, "--alone", name], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name:<16} not run: {(done.stderr.strip().splitlines() or ['killed'])[-1][:100]}")
            continue
        got = json.loads(done.stdout.strip().splitlines()[-1])
        ours = got["cpu"] if name == "labels" else ours
        ratio, value = f"{got['cpu'] / ours:.1f}x" if ours else "", got["answer"]
        where = f"{value[0]:.8f} ({value[1]}, {value[2]})" if value[0] else ""
        more = got["peak"] - got["before"]
        print(f"{name:<16} {got['cpu']:8.2f} {got['wall']:8.2f} {ratio:>10} {got['peak']:8.2f} {more:6.2f}   {where}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        alone(sys.argv[2])
    else:
        main(sys.argv[1:])
