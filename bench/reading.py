"""Reading pasted text beside the least that any reader does: Python's csv, and urlsplit for each link."""

import csv
import io
import time
from urllib.parse import urlsplit

from verifications.text import understand

LINES, RUNS = 5_000, 9


def reading():
    """5,000 lines as a spreadsheet with a header, and as an id and a link a line."""
    documents = [
        (
            f"doc-{n:05}",
            f"https://docs.example/loans/{n}/invoice-{n}.jpg?X-Amz-Expires=900&X-Amz-Signature={n:064x}",
        )
        for n in range(LINES)
    ]
    sheet = "\n".join(["document_id\tfile_url", *map("\t".join, documents)])
    texts = (("spreadsheet", sheet, "\t"), ("id and link", "\n".join(map(" ".join, documents)), " "))
    print(f"\nReading {LINES:,} pasted lines; best of {RUNS} runs in turns, CPU")
    for name, text, delimiter in texts:
        assert len(understand(text).rows) == LINES
        ours, least = [], []
        for _ in range(RUNS):
            ours.append(_timed(understand, text))
            least.append(_timed(_floor, text, delimiter))
        print(
            f"  {name:<11} {min(ours) * 1000:6.2f} ms   floor {min(least) * 1000:6.2f} ms   "
            f"ratio {min(ours) / min(least):4.2f} (target 1.50)"
        )


def _floor(text, delimiter):
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        urlsplit(row[1])


def _timed(work, *arguments):
    began = time.process_time()
    work(*arguments)
    return time.process_time() - began
