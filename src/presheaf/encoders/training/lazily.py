"""PyTorch, loaded when it is needed."""

from __future__ import annotations

from typing import Any, TypeAlias

Tensor: TypeAlias = Any  # torch.Tensor; the name must not load the package


def torch() -> Any:
    """The module `torch`; ImportError with the command that installs it."""
    try:
        import torch
    except ImportError as missing:
        raise ImportError('training needs PyTorch: pip install "presheaf[encoders]"') from missing
    return torch
