"""Static files as production serves them: each script names the scripts it needs by their hashed names."""

import json
import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise.storage import MissingFileError

from atlas_portal.settings import STORAGES

IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)["']""")


@pytest.fixture
def collect(settings, tmp_path):
    """Collect the files of a folder as production does; returns the served names by the plain ones."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {"staticfiles": STORAGES["staticfiles"]}

    def collect(folder):
        settings.STATICFILES_DIRS = [folder]
        call_command("collectstatic", interactive=False, verbosity=0)
        return json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]

    return collect


def _imports(collected, name):
    text = Path(staticfiles_storage.path(collected[name])).read_text()
    return {normpath(join(dirname(name), address)) for address in IMPORTED.findall(text)}


def test_every_import_of_a_hashed_script_names_a_hashed_script(collect, settings):
    collected = collect(settings.BASE_DIR / "static")
    imports = {name: _imports(collected, name) for name in collected if name.endswith(".js")}

    assert collected["csrf.js"] in imports["portal.js"]
    assert set().union(*imports.values()) <= set(collected.values())
    assert all(Path(staticfiles_storage.path(served)).is_file() for served in collected.values())


def test_a_changed_script_changes_the_names_of_all_that_lead_to_it(collect, tmp_path):
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    chain = [f"s{number}.js" for number in range(8)]
    for name, needed in zip(chain, chain[1:], strict=False):
        (scripts / name).write_text(f'// import "./gone.js";\nimport {{\n  a,\n}} from "./{needed}";\n')
    (scripts / chain[-1]).write_text("export const a = 1;\n")
    before = collect(scripts)
    (scripts / chain[-1]).write_text("export const a = 2;\n")
    after = collect(scripts)

    assert not set(before.values()) & set(after.values())
    for name, needed in zip(chain, chain[1:], strict=False):
        assert f'from "./{after[needed]}";' in Path(staticfiles_storage.path(after[name])).read_text()


def test_an_import_of_a_script_that_there_is_not_is_refused(collect, tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "one.js").write_text('import "./gone.js";\n')
    with pytest.raises(MissingFileError, match=r"gone\.js"):
        collect(tmp_path / "scripts")
