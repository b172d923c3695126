"""The specimen papers as files behind links, for trying everything without a paper of one's own."""

import mimetypes
import threading
from pathlib import Path

from sandbox.messages import Answer, coded, json_answer


class Shelf:
    """Keeps each set of papers in a folder from when somebody first asks for it: drawing takes seconds."""

    def __init__(self, folder):
        self._folder = folder
        self._lock = threading.Lock()

    def file(self, set_name, file_name):
        """The path of one paper, or None if there is none of that name."""
        # Only here: what draws is large, and most sandboxes never draw.
        from sandbox.papers import SETS, write_sets

        chosen = SETS.get(set_name)
        if chosen is None or file_name not in {paper.file for paper in chosen.papers}:
            return None
        path = self._folder / set_name / file_name
        with self._lock:
            if not path.exists():
                write_sets(self._folder, [set_name])
        return path


def index(request, sandbox):
    """List the sets with the links of their papers."""
    from sandbox.papers import SETS

    return json_answer(200, {"sets": [_described(each, sandbox.url) for each in SETS.values()]})


def paper(request, sandbox):
    """One paper of a set."""
    set_name, _, file_name = request.path.removeprefix("/papers/").partition("/")
    path = sandbox.shelf.file(set_name, file_name)
    if path is None:
        raise coded(404, "No such paper")
    content_type, _ = mimetypes.guess_type(file_name)
    return Answer(200, path.read_bytes(), {"Content-Type": content_type})


def _described(papers, url):
    return {
        "name": papers.name,
        "title": papers.title,
        "words": papers.words,
        "applicant": papers.applicant,
        "papers": [
            {
                "document_id": Path(each.file).stem,
                "document_type": each.document_type,
                "url": f"{url}/papers/{papers.name}/{each.file}",
            }
            for each in papers.papers
        ],
    }
