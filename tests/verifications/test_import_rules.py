import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"atlas_portal", "audit", "untrusted", "sandbox", "tests", "users", "verifications"}
PACKAGES = [*sorted(OURS - {"tests"}), "atlas"]


def files(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path):
    """The full names of the modules that a file imports, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imports(folder, *forbidden):
    """The files of a folder that import one of the forbidden modules, and which."""
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files(folder)
        for name in imported(path)
        if any(name == word or name.startswith(f"{word}.") for word in forbidden)
    ]


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("atlas", {"django", "atlas"} | OURS),
        ("untrusted", {"django", "atlas"} | OURS),
        ("sandbox", {"django", "atlas"} | OURS - {"sandbox"}),
        ("audit", {"atlas", "sandbox", "verifications"}),
        ("users", {"atlas", "sandbox", "verifications"}),
        ("verifications/services", {"verifications.views", "verifications.intake.forms", "sandbox", "tests"}),
        ("verifications/models", {"verifications.services", "verifications.views", "atlas", "sandbox"}),
        ("verifications", {"sandbox", "tests"}),
    ],
)
def test_imports_go_one_way(folder, forbidden):
    assert files(folder)
    assert imports(folder, *forbidden) == []


def test_no_file_has_more_than_300_lines():
    counts = {
        path: len(path.read_text().splitlines())
        for package in PACKAGES
        for path in files(package)
        if "migrations" not in path.parts
    }

    assert [f"{path.relative_to(ROOT)}: {lines}" for path, lines in counts.items() if lines > 300] == []
