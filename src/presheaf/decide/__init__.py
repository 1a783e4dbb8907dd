"""Engines on kernel problems (integers and kernel JSON, no names of the user): search, CNF, Z3, and the engine `z3`."""
