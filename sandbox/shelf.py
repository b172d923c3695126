"""The specimen papers as files behind links, for trying everything without a paper of one's own."""

import mimetypes
import shutil
import threading
from pathlib import Path

from sandbox.messages import Answer, coded, json_answer

# Where papers name the person whose loan they belong to; those of a shop alone name none.
NAMES = ("customer_name", "name", "name_as_per_pan")


class Shelf:
    """Keeps each set of papers in a folder from when somebody first asks for it: drawing takes seconds."""

    def __init__(self, folder):
        self._folder = folder
        self._lock = threading.Lock()

    def file(self, set_name, file_name):
        """The path of one paper, or None if there is none of that name; raises OSError, as on a full disk."""
        # Only here: what draws is large, and most sandboxes never draw.
        from sandbox.papers import SETS
        from sandbox.papers.writing import write

        chosen = SETS.get(set_name)
        if chosen is None or file_name not in {paper.file for paper in chosen.papers}:
            return None
        path = self._folder / set_name / file_name
        with self._lock:
            if not path.exists():
                self._write(write, chosen)
        return path

    def _write(self, write, chosen):
        # Whoever finds a paper takes it for whole.
        unfinished = self._folder / f"{chosen.name}.unfinished"
        try:
            write(chosen, unfinished)
            unfinished.rename(self._folder / chosen.name)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise


def index(request, sandbox):
    """List the sets with the links of their papers."""
    from sandbox.papers import SETS

    return json_answer(200, {"sets": [_described(each, sandbox.url) for each in SETS.values()]})


def paper(request, sandbox):
    """One paper of a set."""
    set_name, _, file_name = request.path.removeprefix("/papers/").partition("/")
    try:
        path = sandbox.shelf.file(set_name, file_name)
        content = path.read_bytes() if path else b""
    except OSError:
        raise coded(503, "Service unavailable: the papers cannot be stored") from None
    if path is None:
        raise coded(404, "No such paper")
    content_type, _ = mimetypes.guess_type(file_name)
    return Answer(200, content, {"Content-Type": content_type})


def _applicant(papers):
    facts = [paper.facts for paper in papers.papers]
    return next((each[name] for name in NAMES for each in facts if name in each), papers.title)


def _described(papers, url):
    return {
        "name": papers.name,
        "title": papers.title,
        "words": papers.words,
        "applicant": _applicant(papers),
        "papers": [
            {
                "document_id": Path(each.file).stem,
                "document_type": each.document_type,
                "url": f"{url}/papers/{papers.name}/{each.file}",
            }
            for each in papers.papers
        ],
    }
