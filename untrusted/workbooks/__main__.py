"""Reads the workbook on standard input under limits, and prints what was found, or the problem, as JSON."""

import json
import sys

from untrusted.confining import confine
from untrusted.limits import give_up

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 10


def main() -> None:
    """Print the first filled sheet, of as many rows as the argument says, or why it is not read."""
    give_up(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    from untrusted.workbooks import reading

    confine()
    try:
        found = reading.read(sys.stdin.buffer.read(), int(sys.argv[1]))
    except reading.Unreadable as error:
        found = {"problem": str(error)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
