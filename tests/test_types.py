import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMED_WITH_REASON = re.compile(r"# type: ignore\[[a-z, -]+\]  # \w")


def test_an_error_of_types_that_is_passed_over_has_its_reason_beside_it():
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["files"]
    files = [
        path for name in checked for path in (ROOT / name, *(ROOT / name).rglob("*.py")) if path.is_file()
    ]
    passed_over = [line for path in files for line in path.read_text().splitlines() if "type: ignore" in line]
    assert passed_over
    assert [line for line in passed_over if not NAMED_WITH_REASON.search(line)] == []
