"""Learned encoders: frozen tables of embeddings against the exact category that they should embed."""
