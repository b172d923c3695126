"""What status, extracts and callback say of a flow at a moment."""

from sandbox.invented import comparing, inventing, progress, recognising


def status(flow, files, seconds, now):
    """The answer of `status`."""
    readable = any(not recognising.error_code(file["file_url"], file["document_id"]) for file in files)
    return progress.statuses(progress.share(flow["uploaded_at"], seconds, now), readable)


def extracts(flow, files, seconds, now):
    """The answer of `extracts`: incomplete until the flow has ended."""
    application_id = flow["application_id"]
    done = progress.share(flow["uploaded_at"], seconds, now)
    ended = done is not None and done >= 1
    return {
        "ocr_data": [
            inventing.extract(application_id, file["file_url"], file["document_id"])
            for file in _read_so_far(flow, files, done)
        ],
        "cross_checks": comparing.cross_checks(application_id, files) if ended else [],
    }


def _read_so_far(flow, files, done):
    # Files are in the order in which they came, so those of earlier uploads stand first.
    latest = sum(file["received_at"] == flow["uploaded_at"] for file in files)
    earlier = len(files) - latest
    return files[: earlier + progress.extracted_count(done, latest)]
