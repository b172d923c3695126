"""Reads the file on standard input under limits, and prints what it is as JSON.

It holds no secret and may write no file; whatever a file does to the libraries that read it ends here.
"""

import json
import os
import resource
import sys

MEMORY = 1 << 30
CPU_SECONDS = 8


def limit() -> None:
    """Bound the memory and the time of this process, and keep it from writing files."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # The first limit ends it by SIGXCPU, which says why; the second by force.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))


def main() -> None:
    """Print what the file is, or why it is refused."""
    limit()
    from untrusted.papers import TOO_MUCH, Refused
    from untrusted.papers.reading import examined

    os.lseek(0, 0, os.SEEK_SET)
    try:
        with open(0, "rb") as source:
            answer = examined(source)
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": TOO_MUCH}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
