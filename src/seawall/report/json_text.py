"""Any document as JSON, without knowing which kinds there are."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["document_json"]


def document_json(document: DataclassInstance, *, one_line: bool = False) -> str:
    """Return the whole document as JSON text: two-space indented, or on one line."""
    return (
        json.dumps(dataclasses.asdict(document), indent=None if one_line else 2, ensure_ascii=False, allow_nan=False)
        + "\n"
    )
