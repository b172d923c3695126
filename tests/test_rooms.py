"""Where what lives, and who may import whom: between rooms imports go down the list, and never in a circle.

What a function imports when it runs counts as much as what stands at the top of a file.
"""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
# The rooms of the portal, from the top down; those of one line stand side by side. A file may import its own
# line and those below it.
ROOMS = (
    "urls tasks admin apps management verbs",
    "api",
    "demo",
    "cases",
    "evidence",
    "history",
    "decisions",
    "upkeep",
    "watching",
    "results",
    "policy",
    "lists",
    "intake",
    "sending",
    "knowing",
    "text",
    "attachments",
    "connection",
    "tags lookup guards wakeups",
    "models",
)
DEPTH = {room: depth for depth, together in enumerate(ROOMS) for room in together.split()}
# What each package may know of ours beside itself.
KNOWS = {
    "atlas": set(),
    "untrusted": set(),
    "sandbox": set(),
    "pages": {"atlas_portal", "users"},
    "audit": {"atlas_portal", "pages", "users"},
    "confirmations": {"atlas_portal", "audit", "users"},
    "users": {"atlas_portal", "audit", "confirmations", "pages"},
    "atlas_portal": {"audit", "untrusted", "users"},
    "verifications": {"atlas", "atlas_portal", "audit", "confirmations", "pages", "untrusted", "users"},
}
# The one file that binds all addresses together.
BINDS = {("atlas_portal.urls", "verifications")}
KNOW_NO_DJANGO = ("atlas", "untrusted", "sandbox")
LONGEST_FILE, LARGEST_ROOM = 300, 1_600


@pytest.fixture(scope="module")
def graph():
    """Who imports whom."""
    return grimp.build_graph(*KNOWS, include_external_packages=True, cache_dir=None)


def imports(graph):
    """Every import of ours, as pairs of modules."""
    return [
        (importer, imported)
        for importer in graph.modules
        if importer.partition(".")[0] in KNOWS
        for imported in graph.find_modules_directly_imported_by(importer)
    ]


def room_of(module):
    """The room of a module of the portal; empty for all others."""
    package, _, rest = module.partition(".")
    return rest.partition(".")[0] if package == "verifications" else ""


def test_every_room_has_its_place():
    found = {path.stem if path.suffix else path.name for path in (ROOT / "verifications").iterdir()}

    assert found - {"__init__", "__pycache__", "migrations"} <= set(DEPTH)


def test_between_rooms_imports_go_down(graph):
    climbing = [
        f"{importer} imports {imported}"
        for importer, imported in imports(graph)
        if (here := room_of(importer)) and (there := room_of(imported))
        if here != "migrations" and DEPTH[there] < DEPTH[here]
    ]

    assert climbing == []


def test_packages_know_only_what_they_may(graph):
    knowing = [
        f"{importer} imports {imported}"
        for importer, imported in imports(graph)
        if (package := importer.partition(".")[0]) and (other := imported.partition(".")[0]) in KNOWS
        if other not in KNOWS[package] | {package} and (importer, other) not in BINDS
    ]

    assert knowing == []


@pytest.mark.parametrize("package", KNOW_NO_DJANGO)
def test_what_could_stand_alone_knows_no_django(graph, package):
    of_django = graph.find_modules_that_directly_import("django")

    assert [module for module in of_django if module.partition(".")[0] == package] == []


def test_nothing_but_the_addresses_imports_a_view(graph):
    views = [
        f"{importer} imports {imported}"
        for importer, imported in imports(graph)
        if imported.startswith("verifications.") and imported.endswith("views")
        if importer != "verifications.urls"
    ]

    assert views == []


def test_no_import_goes_in_a_circle(graph):
    below: dict[str, set[str]] = {}
    for importer, imported in imports(graph):
        below.setdefault(importer, set()).add(imported)
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        pytest.fail(f"A circle of imports: {' → '.join(error.args[1])}")


def _lines(path):
    return len(path.read_text().splitlines())


def _files(folder):
    return [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def test_no_file_is_longer_than_a_person_reads_at_once():
    long = {
        path: count for package in KNOWS for path in _files(package) if (count := _lines(path)) > LONGEST_FILE
    }

    assert [f"{path.relative_to(ROOT)}: {count}" for path, count in long.items()] == []


def test_no_room_is_larger_than_a_person_knows_by_heart():
    folders = {path.parent for path in _files("verifications")}
    flat = {folder: sum(map(_lines, folder.glob("*.py"))) for folder in folders}

    assert [
        f"{folder.relative_to(ROOT)}: {lines}" for folder, lines in flat.items() if lines > LARGEST_ROOM
    ] == []


def test_no_two_things_of_the_portal_share_a_name():
    places: dict[str, list[str]] = {}
    for path in _files("verifications"):
        # A view is called as the verb that it calls, and a tag as what it shows.
        if not path.stem.endswith(("views", "tags")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    # Django finds each command by this name.
    del places["Command"]

    assert {name: where for name, where in places.items() if len(where) > 1} == {}
