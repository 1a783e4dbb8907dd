"""Finite category theory by brute force, straight from the definitions: plain Python on dictionaries, nothing of the package under test."""
