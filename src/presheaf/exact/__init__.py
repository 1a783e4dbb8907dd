"""Exact linear algebra over the rationals and over logarithms of rationals: decisions, and the evidence that the kernel checks."""
