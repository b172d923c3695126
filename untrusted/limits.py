"""What a process that reads a stranger's file gives up before it begins. Nothing of ours is imported."""

import resource


def give_up(*, memory: int, cpu_seconds: int) -> None:
    """Bound this process's memory in bytes and its CPU time, and let it write neither file nor core."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        # Of files on a disk; the answer goes through a pipe, which has no such limit.
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # The first limit ends it by SIGXCPU, which says why; the second by force.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
