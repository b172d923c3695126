"""A filter of system calls (seccomp(2)): no connection, no other process, no change to any file.

A list of what is refused, since what the C libraries need besides differs from release to release of theirs.
"""

import ctypes
import errno
import os
import platform
import struct

from untrusted.confining import kernel

# By its name: the call's number on x86-64, and on 64-bit ARM; None where there is no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # Connections. What io_uring is asked to do passes by this filter.
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "io_uring_setup": (425, 425),
    # Other programs and processes. A new thread is let through below.
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140),
    "sched_setaffinity": (203, 122),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # Changes to files. Landlock lets lengths of what is open and the attributes of any path pass.
    "creat": (85, None),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rmdir": (84, None),
    "truncate": (76, 45),
    "ftruncate": (77, 46),
    "fallocate": (285, 47),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "open_by_handle_at": (304, 265),
    # The kernel's own parts that holes are found in.
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
}
_CLONE, _KILL, _TGKILL, _PRLIMIT = (56, 220), (62, 129), (234, 131), (302, 261)
_OPEN, _OPENAT = (2, None), (257, 56)
# What these are asked lies in memory, where a filter cannot look; libraries then take the older call.
_TOO_NEW = {"clone3": 435, "openat2": 437}
_CLONE_THREAD = 0x10000
# To open a file for anything but reading, on both architectures.
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# The kernel's names of the architectures, by the column of theirs above.
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# Numbers from here on are x86-64's second table, of the same calls.
_SECOND_TABLE = 0x40000000

_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_ALLOW, _KILL_PROCESS, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _UNKNOWN = _FAIL | errno.EPERM, _FAIL | errno.ENOSYS


# Operation, how many steps to leave out if it is so, and if it is not, and a value.
_Step = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def exists() -> bool:
    """Whether the kernel takes such a filter, and this module knows the machine's numbers."""
    if not kernel.IS_LINUX or platform.machine() not in _MACHINES or struct.calcsize("P") != 8:
        return False
    try:
        kernel.prctl(_SET_SECCOMP, _FILTER, None)
    except OSError as error:
        # It looked for a filter, and found none at address zero.
        return error.errno == errno.EFAULT
    return False


def refuse_calls() -> None:
    """From now on this thread, and those it starts, fail in the calls above, for good. Raises OSError.

    Call `gain_nothing` before, and while there is only one thread.
    """
    column, architecture = _MACHINES[platform.machine()]
    code = b"".join(struct.pack("=HBBI", *step) for step in _steps(column, architecture, os.getpid()))
    program = _Program(len(code) // 8, code)
    kernel.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program))


def _steps(column: int, architecture: int, pid: int) -> list[_Step]:
    """The filter's program."""
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _SECOND_TABLE),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for numbers in _REFUSED.values():
        if (number := numbers[column]) is not None:
            steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    for number in _TOO_NEW.values():
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _UNKNOWN)]
    for numbers, argument in ((_OPEN, 1), (_OPENAT, 2)):
        if (number := numbers[column]) is not None:
            steps += _judged(number, argument, {(_HAS, _WRITING): _REFUSE}, _ALLOW)
    # Of itself: an abort is a signal too.
    of_itself = {(_EQUAL, pid): _ALLOW}
    steps += _judged(_CLONE[column], 0, {(_HAS, _CLONE_THREAD): _ALLOW}, _REFUSE)
    steps += _judged(_KILL[column], 0, of_itself, _REFUSE) + _judged(_TGKILL[column], 0, of_itself, _REFUSE)
    steps += _judged(_PRLIMIT[column], 0, of_itself | {(_EQUAL, 0): _ALLOW}, _REFUSE)
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _judged(number: int, argument: int, answers: dict[tuple[int, int], int], otherwise: int) -> list[_Step]:
    """Steps that answer a call by one of its arguments: what the first condition that it fulfils says."""
    steps = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument)]
    for (operation, value), answer in answers.items():
        steps += [(operation, 0, 1, value), (_RETURN, 0, 0, answer)]
    steps.append((_RETURN, 0, 0, otherwise))
    return [(_EQUAL, 0, len(steps), number), *steps]
