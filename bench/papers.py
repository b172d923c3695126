"""How long the sandbox takes to read, beside a bare loop of the OCR library over the same pages."""

import multiprocessing
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sandbox.papers import SETS
from sandbox.papers.writing import write
from sandbox.reading import tasks
from tests.processes.running import Portal, Visitor, wait_until

PROCESSES = 2
MEASURED = {"clean scan": "scans", "phone photo": "photos"}
# Each paper as often as this: one reading is too short to time.
REPEATS = 4

_engine = None


def papers():
    """Pages read by the sandbox's processes and by the bare library; then a whole case."""
    print(f"\nReading papers, {PROCESSES} processes")
    with tempfile.TemporaryDirectory() as folder:
        for manner, name in MEASURED.items():
            write(SETS[name], Path(folder) / name)
            found = [str(path) for path in sorted((Path(folder) / name).glob("*.jpg"))]
            _compare(manner, found * REPEATS)
    _whole_case()


def _compare(manner, paths):
    # In turns, so that a machine that slows down slows both.
    bare = _measured(_load_bare, _read_bare, paths)
    ours = _measured(tasks.prepare, _read, paths)
    print(
        f"  {manner:<12} {ours['wall']:.2f} s a page, {ours['cpu']:.2f} CPU s, peak {ours['peak']:,.0f} MB;"
        f" bare {bare['wall']:.2f} s, {bare['cpu']:.2f} CPU s, peak {bare['peak']:,.0f} MB:"
        f" {ours['wall'] / bare['wall']:.2f} of its time (target 1.25)"
    )


def _measured(prepare, read, paths):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=prepare) as pool:
        # The models are loaded before the clock starts.
        list(pool.map(read, paths[:PROCESSES]))
        began = time.monotonic()
        answers = list(pool.map(read, paths))
        wall = time.monotonic() - began
    return {
        "wall": wall / len(paths),
        "cpu": sum(cpu for cpu, _ in answers) / len(paths),
        "peak": max(peak for _, peak in answers) / 1024,
    }


def _read(path):
    before = time.process_time()
    tasks.read(path)
    return time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _load_bare():
    global _engine
    import cv2
    from rapidocr import RapidOCR

    from sandbox.reading.ocr import PARAMETERS

    cv2.setNumThreads(1)
    _engine = RapidOCR(params=PARAMETERS)


def _read_bare(path):
    before = time.process_time()
    _engine(path)
    return time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _whole_case():
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DJANGO_SETTINGS_MODULE": "atlas_portal.settings", "SANDBOX_INVENT": "off"}
        portal = Portal(Path(folder), **settings)
        portal.manage("migrate", "--verbosity", "0")
        portal.manage("demo")
        try:
            portal.start()
            with Visitor(portal.url) as officer:
                began = time.monotonic()
                reference = officer.send_sample("complete")
                wait_until(lambda: officer.progress(reference) == "ready", "the case is ready", seconds=180)
                seconds = time.monotonic() - began
        finally:
            portal.stop()
    print(f"  six documents from the press to Ready for review: {seconds:.1f} s (target 60)")
