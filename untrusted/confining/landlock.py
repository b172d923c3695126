"""Landlock: what of the file system and the network this process may still use (landlock(7))."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from untrusted.confining import kernel

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# Since which version of it the kernel knows how many rights to files: each is denied unless a rule gives it.
_FILE_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))
_TCP, _TCP_SINCE = 0b11, 4
# Abstract sockets of other processes, and signals to them.
_SCOPES, _SCOPES_SINCE = 0b11, 6


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """The version of Landlock that the kernel speaks; 0 where it has none, or it is switched off."""
    if not kernel.IS_LINUX:
        return 0
    try:
        return kernel.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError:
        return 0


def restrict(readable: Iterable[Path]) -> None:
    """From now on this thread can open nothing but files to read beneath these paths, for good.

    What is open stays open. Call `gain_nothing` before, and while there is only one thread. Raises OSError.
    """
    speaks = version()
    ruleset = _Ruleset(
        (1 << max(rights for since, rights in _FILE_RIGHTS if speaks >= since)) - 1,
        _TCP if speaks >= _TCP_SINCE else 0,
        _SCOPES if speaks >= _SCOPES_SINCE else 0,
    )
    # An older kernel takes the fields it knows, and no more.
    size = 8 * (1 + (speaks >= _TCP_SINCE) + (speaks >= _SCOPES_SINCE))
    rules = kernel.syscall(_CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    for path in readable:
        rights = _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        kernel.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(_PathBeneath(rights, parent)), 0)
        os.close(parent)
    kernel.syscall(_RESTRICT_SELF, rules, 0)
    os.close(rules)
