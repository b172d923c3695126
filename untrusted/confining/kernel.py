"""Calls of Linux that Python has no name for. Nothing of ours is imported."""

import ctypes
import os
import sys

IS_LINUX = sys.platform == "linux"

_GET_DUMPABLE, _SET_DUMPABLE, _SET_NO_NEW_PRIVS = 3, 4, 38


def prctl(what: int, *arguments: object) -> int:
    """The answer of prctl(2). Raises OSError."""
    # As long as a register each: the C function takes any number of them, and reads five.
    padded = [*arguments, 0, 0, 0, 0][:4]
    return _checked(_libc().prctl(what, *(_wide(each) for each in padded)))


def syscall(number: int, *arguments: object) -> int:
    """The answer of a system call. Raises OSError."""
    return _checked(_libc().syscall(ctypes.c_long(number), *(_wide(each) for each in arguments)))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _wide(argument: object) -> object:
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


def hide_memory() -> None:
    """Keep this process's memory and environment from everyone but root, and out of core dumps.

    Its forks inherit that; a program that is started does not. Does nothing on other systems than Linux.
    """
    if IS_LINUX:
        prctl(_SET_DUMPABLE, 0)


def memory_is_hidden() -> bool:
    """Whether no other process of this user can read this one's memory and environment."""
    return IS_LINUX and prctl(_GET_DUMPABLE) != 1


def gain_nothing() -> None:
    """Let no program that this process may start have more rights than it has."""
    if IS_LINUX:
        prctl(_SET_NO_NEW_PRIVS, 1)
