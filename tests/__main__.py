"""`make test`: every check of the project, on SQLite and on PostgreSQL.

What this machine cannot run is left out and said at the end; in CI (CI set) that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/test")
CHROMIUM = Path("/usr/bin/chromium")
# The parts whose every line and branch a test must have asked about.
COVERED = "atlas/*,audit/*,untrusted/*,verifications/services/*"
# Nothing in these asks the test database, so once is enough.
ASKS_NO_TEST_DATABASE = ("atlas", "untrusted", "sandbox", "processes")
PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "a-production-secret-of-many-characters-for-the-deploy-check-only",
    "FIELD_ENCRYPTION_KEYS": "cHJvZHVjdGlvbi1maWVsZC1rZXktZm9yLWNoZWNrLTE=",
    "ALLOWED_HOSTS": "portal.example.com",
}
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy",),
    ("djlint", "templates", "--lint", "--quiet"),
    ("node_modules/.bin/biome", "check", "--error-on-warnings"),
    ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
)


def main():
    """Run everything; the exit code is 0 only if nothing failed (and in CI, nothing was left out)."""
    left_out = []
    if not CHROMIUM.exists():
        left_out.append(f"the browser tests: {CHROMIUM} is not installed (apt-get install chromium)")
    if not _postgres_answers():
        left_out.append(f"the suite on PostgreSQL: nothing answers at {POSTGRES}")
    failed = [" ".join(command) for command in CHECKS if not _run(*command)]
    if not _run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION):
        failed.append("manage.py check --deploy")
    for part in Path().glob(".coverage*"):
        part.unlink()
    if not _pytest("--cov", "--cov-report="):
        failed.append("the suite on SQLite")
    if _postgres_answers() and not _pytest(
        "--cov",
        "--cov-append",
        "--cov-report=",
        "-m",
        "not browser",
        *(f"--ignore=tests/{folder}" for folder in ASKS_NO_TEST_DATABASE),
        DATABASE_URL=POSTGRES,
    ):
        failed.append("the suite on PostgreSQL")
    bounds = ("--include", COVERED, "--fail-under", "100", "--skip-covered", "--show-missing")
    if not _run("coverage", "report", *bounds):
        failed.append("line and branch coverage of " + COVERED)
    sys.exit(_verdict(failed, left_out))


def _verdict(failed, left_out):
    for what in left_out:
        print(f"Left out, {what}.")
    for what in failed:
        print(f"Failed: {what}.")
    if left_out and os.environ.get("CI"):
        print("In CI nothing may be left out.")
        return 1
    print("Failed." if failed else "All that ran has passed.")
    return 1 if failed else 0


def _postgres_answers():
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _pytest(*options, **environment):
    # Many tests wait for another process, so the cores take twice as many workers.
    return _run("pytest", "-q", "-n", str(2 * (os.cpu_count() or 1)), *options, **environment)


def _run(command, *arguments, **environment):
    print(f"── {command} {' '.join(arguments)}", flush=True)
    program = shutil.which(command) or command
    return subprocess.run([program, *arguments], env=os.environ | environment).returncode == 0


if __name__ == "__main__":
    main()
