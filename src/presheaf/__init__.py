"""presheaf: write down claims about foundation models as category theory, decide them exactly, keep them true."""

__version__ = "0.1.0"
