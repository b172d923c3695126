"""The keys of what is stored, one for each thing, and the texts that are encrypted under them."""

from verifications.models.keys.data_keys import DataKey, wrapped
from verifications.models.keys.texts import (
    NAMES_KEY,
    UNDER_FIELD_KEY,
    HasKey,
    KeyedTextField,
    KeyField,
    unless_erased,
)

__all__ = [
    "NAMES_KEY",
    "UNDER_FIELD_KEY",
    "DataKey",
    "HasKey",
    "KeyField",
    "KeyedTextField",
    "unless_erased",
    "wrapped",
]
