"""Finite categories, functors, set-valued functors and pretext tasks: plain arrays, no verdicts."""
