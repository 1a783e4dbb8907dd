"""Training encoders, small enough to read: losses whose minimum is the ideal model, learned prompts (Theorem 1), heads (Theorem 2), tables.

Nothing here decides anything. What training leaves is saved as a frozen table (`tables.save`), and claims are about that table.
PyTorch is loaded by the first call that needs it: `pip install "presheaf[encoders]"`.
"""

from presheaf.encoders.training.descent import Descent, minimise, reproducible
from presheaf.encoders.training.heads import Head, best_accuracy, conflict, fit_head
from presheaf.encoders.training.losses import infonce, information, masked, next_token, rotation, spectral, squares
from presheaf.encoders.training.prompts import Prompt, kernel, object_prompt, soft_prompt
from presheaf.encoders.training.tables import save

__all__ = [
    "Descent",
    "Head",
    "Prompt",
    "best_accuracy",
    "conflict",
    "fit_head",
    "infonce",
    "information",
    "kernel",
    "masked",
    "minimise",
    "next_token",
    "object_prompt",
    "reproducible",
    "rotation",
    "save",
    "soft_prompt",
    "spectral",
    "squares",
]
