"""`python -m tests.beside_load`: the tests of time-outs and growth, on a machine that has much else to do.

None of them may depend on how fast the machine is; beside four busy processes it is a slow one.
"""

import subprocess
import sys

import pytest

BUSY = 4


class Load:
    """Keeps so many processes busy from when the tests are collected until they have run."""

    def __init__(self):
        self.processes = []

    def pytest_collection_finish(self):
        """Begin, once what is imported is imported."""
        for _ in range(BUSY):
            self.processes.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))

    def pytest_sessionfinish(self):
        """End them all."""
        for process in self.processes:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-m", "deadline", *sys.argv[1:]], plugins=[Load()]))
