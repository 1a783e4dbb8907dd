"""What weighted categories take against the bounds that are promised.

    python tests/benchmarks/bench_weighted.py [NAME...]

Seconds are CPU seconds of this process and its children, medians of a few runs. Rows without a bound inform.
"""
