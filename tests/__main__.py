"""`make check`, `make test-fast` and `make test`: `python -m tests check`, `fast` or `all`.

What this machine cannot run is left out of `all` and said at its end; in CI (CI set) that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/test")
CORES = os.cpu_count() or 1
CHROMIUM = Path("/usr/bin/chromium")
# All of ours, and how much of its lines and branches tests must have asked about in their own process.
COVERED_PERCENT = "100"
COVERED = "atlas/*,audit/*,confirmations/*,pages/*,untrusted/*,verifications/*"
# Folders whose tests start processes and wait for them, or draw and read papers.
SLOW = ("browser", "killing", "processes", "sandbox", "submission")
# Not run again on PostgreSQL: the first five ask no test database; who may do what, signing in and the demo
# ask theirs nothing that another answers otherwise. What all pages ask, test_fragments.py asks again.
SAME_ON_POSTGRESQL = ("atlas", "browser", "processes", "sandbox", "untrusted")
SAME_ON_POSTGRESQL += ("test_roles.py", "users", "verifications/demo")
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
    ("pytest", "-q", "tests/test_rooms.py"),
    ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
)


def main():
    """Run what was asked for; the exit code is 0 only if nothing failed (and in CI, nothing was left out)."""
    (wanted,) = sys.argv[1:]
    # Hundreds of processes start in these tests; without it each compiles all of ours anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    left_out = _missing() if wanted == "all" else []
    failed = {"check": check, "fast": fast, "all": everything}[wanted]()
    sys.exit(_verdict(failed, left_out))


def check():
    """What needs no test: style, types, order of imports, templates, migrations, settings; what failed."""
    failed = [" ".join(command) for command in CHECKS if not _run(*command)]
    if not _run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION):
        failed.append("manage.py check --deploy")
    return failed


def fast():
    """The tests that need nothing but themselves and SQLite; what failed."""
    return [] if _pytest(*_without(SLOW), workers=CORES) else ["the tests that are fast"]


def everything():
    """Every check and every test, on both databases; what failed."""
    failed = check()
    if not _run("python", "-m", "tests.beside_load"):
        failed.append("the tests of time-outs and growth beside busy processes")
    for part in Path().glob(".coverage*"):
        part.unlink()
    if not _pytest("--cov", "--cov-report="):
        failed.append("the suite on SQLite")
    if _postgres_answers() and not _on_postgres():
        failed.append("the suite on PostgreSQL")
    bounds = ("--include", COVERED, "--fail-under", COVERED_PERCENT, "--skip-covered", "--show-missing")
    if not _run("coverage", "report", *bounds):
        failed.append("line and branch coverage of " + COVERED)
    return failed


def _on_postgres():
    # Only the guards have lines for PostgreSQL alone; all else was measured on SQLite.
    guards = _run(
        *("pytest", "-q", "tests/audit", "--cov", "--cov-append", "--cov-report="), DATABASE_URL=POSTGRES
    )
    return _pytest(*_without(("audit", *SAME_ON_POSTGRESQL)), DATABASE_URL=POSTGRES) and guards


def _missing():
    missing = []
    if not CHROMIUM.exists():
        missing.append(f"the browser tests: {CHROMIUM} is not installed (apt-get install chromium)")
    if not _postgres_answers():
        missing.append(f"the suite on PostgreSQL: nothing answers at {POSTGRES}")
    return missing


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


def _without(folders):
    return [f"--ignore=tests/{folder}" for folder in folders]


def _pytest(*options, workers=2 * CORES, **environment):
    # Many tests wait for another process, so the cores take twice as many workers.
    # In the order of tests/conftest.py, which has what takes long begin first.
    spread = ("-n", str(workers), "--dist", "loadscope", "--no-loadscope-reorder")
    return _run("pytest", "-q", *spread, *options, **environment)


def _run(command, *arguments, **environment):
    print(f"── {command} {' '.join(arguments)}", flush=True)
    program = shutil.which(command) or command
    return subprocess.run([program, *arguments], env=os.environ | environment).returncode == 0


if __name__ == "__main__":
    main()
