"""The keys of what is stored, one for each thing."""

from verifications.models.keys.data_keys import DataKey

__all__ = ["DataKey"]
