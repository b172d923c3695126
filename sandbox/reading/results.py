"""What status, extracts and callback say of a flow whose files are really read."""

import json

from sandbox.items import item
from sandbox.storage import DOWNLOADED, DOWNLOADING, FAILED, READ, WAITING

ENDED = {READ, FAILED}


class ReadResults:
    """Answers from what the workshop has noted so far."""

    words = "It downloads and reads every document on this machine."

    def __init__(self, storage, workshop):
        self._storage = storage
        self._workshop = workshop

    def begin(self, flow_uuid):
        """Have the files of an upload downloaded and read."""
        self._workshop.take(flow_uuid)

    def status(self, flow, now):
        """The answer of `status`."""
        readings = self._storage.readings(flow["flow_uuid"])
        return statuses(readings, self._storage.is_cross_checked(flow))

    def extracts(self, flow, now):
        """The answer of `extracts`: incomplete until the flow has ended."""
        readings = self._storage.readings(flow["flow_uuid"])
        return {
            "ocr_data": items(reading for reading in readings if reading["state"] in ENDED),
            "cross_checks": self._storage.cross_checks(flow) or [],
        }

    def flows_to_call_back(self, now):
        """Flows that have ended and whose callback is due."""
        return self._storage.cross_checked_flows_to_call_back(now)


def items(readings):
    """The `ocr_data` items of files that have ended."""
    return [
        item(
            reading["document_id"],
            reading["document_type"],
            reading["error_code"],
            json.loads(reading["fields"]),
        )
        for reading in readings
    ]


def statuses(readings, cross_checked):
    """Atlas's four words for the files of a flow.

    A file that could not be downloaded makes the upload FAILED, and the others go on; a flow fails as a
    whole when none of its files could be read.
    """
    states = {reading["state"] for reading in readings}
    readable = any(reading["state"] == READ and not reading["error_code"] for reading in readings)
    upload, processing = _upload_status(states), _processing_status(states, readable)
    if not cross_checked:
        check = "PENDING" if processing in ("SUCCESS", "FAILED") else "NOT_STARTED"
        return _words(upload, processing, check, "IN_PROGRESS" if states else "NOT_STARTED")
    if not readable:
        return _words(upload, processing, "NOT_STARTED", "FAILED")
    return _words(upload, processing, "COMPLETED", "SUCCESS")


def _upload_status(states):
    if not states:
        return "NOT_STARTED"
    if states & {WAITING, DOWNLOADING}:
        return "IN_PROGRESS"
    return "FAILED" if FAILED in states else "SUCCESS"


def _processing_status(states, readable):
    if not states & {DOWNLOADED, READ, FAILED}:
        return "NOT_STARTED"
    if states - ENDED:
        return "IN_PROGRESS"
    return "SUCCESS" if readable else "FAILED"


def _words(upload, processing, check, master):
    return {
        "upload_status": upload,
        "processing_status": processing,
        "crossheck_status": check,
        "master_status": master,
    }
