"""Kernel documents as questions to other provers: SMT-LIB 2.6 and TPTP. See README.md in this folder."""
