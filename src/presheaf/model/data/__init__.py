"""Data files: CSV, JSONL, Parquet and plain text, read exactly. Every mistake is a `DataError` that names its line."""

from presheaf.model.data.files import BYTES, DataError, located, read_text
from presheaf.model.data.tables import Columns, read_columns, read_rows

__all__ = ["BYTES", "Columns", "DataError", "located", "read_columns", "read_rows", "read_text"]
