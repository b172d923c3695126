"""Reads the file on standard input under limits, and prints what it is as JSON.

It holds no secret, may write no file and reaches nothing else; whatever a file does to the libraries that
read it ends here.
"""

import json
import os
import sys

from untrusted.confining import confine
from untrusted.limits import give_up

MEMORY = 1 << 30
CPU_SECONDS = 8


def main() -> None:
    """Print what the file is, or why it is refused."""
    give_up(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    # Only under the limits, which then hold for what the libraries do while they load.
    from untrusted.papers import TOO_MUCH, NotTaken, reading

    confine()
    # On systems that know no second opening of a file, it stands where the parent last wrote or read.
    os.lseek(0, 0, os.SEEK_SET)
    try:
        with open(0, "rb") as source:
            answer = reading.examined(source)
    except NotTaken as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": TOO_MUCH}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
