"""How far a flow is: pure functions of the time since its latest upload."""

KEYS = ("upload_status", "processing_status", "crossheck_status", "master_status")

# Shares of the whole time at which the download and the extraction are over.
DOWNLOADED = 0.25
EXTRACTED = 0.75


def share(uploaded_at, seconds, now):
    """How much of the way is done, 0.0 to 1.0; None when nothing was uploaded yet."""
    if uploaded_at is None:
        return None
    if seconds <= 0:
        return 1.0
    return min(max(now - uploaded_at, 0.0) / seconds, 1.0)


def statuses(done, readable=True):
    """Atlas's four words for a share; `readable` is false when no file of the flow could be read."""
    return dict(zip(KEYS, _words(done, readable), strict=True))


def _words(done, readable):
    if done is None:
        return "NOT_STARTED", "NOT_STARTED", "NOT_STARTED", "NOT_STARTED"
    if done < DOWNLOADED:
        return "IN_PROGRESS", "NOT_STARTED", "NOT_STARTED", "IN_PROGRESS"
    if done < EXTRACTED:
        return "SUCCESS", "IN_PROGRESS", "NOT_STARTED", "IN_PROGRESS"
    if not readable:
        return "SUCCESS", "FAILED", "NOT_STARTED", "FAILED" if done >= 1 else "IN_PROGRESS"
    if done < 1:
        return "SUCCESS", "SUCCESS", "PENDING", "IN_PROGRESS"
    return "SUCCESS", "SUCCESS", "COMPLETED", "SUCCESS"


def extracted_count(done, total):
    """How many of the latest upload's files have been read: they appear one by one."""
    if done is None or done < DOWNLOADED:
        return 0
    return min(int(total * (done - DOWNLOADED) / (EXTRACTED - DOWNLOADED)), total)
