"""What status, extracts and callback say of a flow whose results are invented: a matter of time alone."""

from sandbox.invented import comparing, inventing, progress, recognising


class InventedResults:
    """Lets every flow pass through Atlas's states in so many seconds from its latest upload."""

    words = "It opens no document; all its results are invented."

    def __init__(self, storage, seconds):
        self._storage = storage
        self._seconds = seconds

    def begin(self, flow_uuid):
        """Nothing is to be done for the files of an upload."""

    def status(self, flow, now):
        """The answer of `status`."""
        files = self._storage.files(flow["flow_uuid"])
        readable = any(not recognising.error_code(file["file_url"], file["document_id"]) for file in files)
        return progress.statuses(self._share(flow, now), readable)

    def extracts(self, flow, now):
        """The answer of `extracts`: incomplete until the flow has ended."""
        application_id = flow["application_id"]
        files = self._storage.files(flow["flow_uuid"])
        done = self._share(flow, now)
        return {
            "ocr_data": [
                inventing.extract(application_id, file["file_url"], file["document_id"])
                for file in _read_so_far(flow, files, done)
            ],
            "cross_checks": comparing.cross_checks(application_id, files) if done == 1 else [],
        }

    def flows_to_call_back(self, now):
        """Flows that have ended and whose callback is due."""
        return self._storage.flows_to_call_back_after(self._seconds, now)

    def _share(self, flow, now):
        return progress.share(flow["uploaded_at"], self._seconds, now)


def _read_so_far(flow, files, done):
    # Files are in the order in which they came, so those of earlier uploads stand first.
    latest = sum(file["received_at"] == flow["uploaded_at"] for file in files)
    earlier = len(files) - latest
    return files[: earlier + progress.extracted_count(done, latest)]
