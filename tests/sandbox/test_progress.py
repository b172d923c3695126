"""How a flow advances: the pure functions, and a real flow of one second."""

import pytest

from sandbox.invented import progress
from sandbox.invented.results import InventedResults
from tests.sandbox.conftest import Lender


class Files:
    """A storage that holds some files."""

    def __init__(self, *files):
        self._files = files

    def files(self, flow_uuid):
        return list(self._files)


def flow(uploaded_at=100.0):
    return {"flow_uuid": "F", "uploaded_at": uploaded_at, "application_id": "A"}


def results(*files):
    return InventedResults(Files(*files), seconds=8)


def file(number, received_at=100.0, name="invoice.jpg"):
    return {
        "file_url": f"https://files.example/{name}",
        "document_id": str(number),
        "received_at": received_at,
    }


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (99, ("IN_PROGRESS", "NOT_STARTED", "NOT_STARTED", "IN_PROGRESS")),
        (100, ("IN_PROGRESS", "NOT_STARTED", "NOT_STARTED", "IN_PROGRESS")),
        (102, ("SUCCESS", "IN_PROGRESS", "NOT_STARTED", "IN_PROGRESS")),
        (106, ("SUCCESS", "SUCCESS", "PENDING", "IN_PROGRESS")),
        (108, ("SUCCESS", "SUCCESS", "COMPLETED", "SUCCESS")),
        (9999, ("SUCCESS", "SUCCESS", "COMPLETED", "SUCCESS")),
    ],
)
def test_a_flow_of_eight_seconds_passes_through_all_states(now, words):
    status = progress.statuses(progress.share(100, 8, now))
    assert tuple(status.values()) == words
    assert list(status) == ["upload_status", "processing_status", "crossheck_status", "master_status"]


def test_a_flow_without_files_has_not_started():
    assert set(progress.statuses(progress.share(None, 8, 500)).values()) == {"NOT_STARTED"}


def test_a_flow_of_no_seconds_has_ended_at_once():
    assert progress.share(100, 0, 100) == 1.0


def test_a_flow_in_which_nothing_can_be_read_fails():
    unread = results(file(1, name="unreadable.jpg"), file(2, name="selfie.jpg"))
    words = [tuple(unread.status(flow(), now).values()) for now in (107, 108)]
    assert words == [
        ("SUCCESS", "FAILED", "NOT_STARTED", "IN_PROGRESS"),
        ("SUCCESS", "FAILED", "NOT_STARTED", "FAILED"),
    ]


def test_one_readable_file_is_enough_for_success():
    half_read = results(file(1, name="unreadable.jpg"), file(2))
    assert half_read.status(flow(), 108)["master_status"] == "SUCCESS"


def test_documents_appear_one_by_one_and_cross_checks_last():
    four = results(*(file(number) for number in range(4)))
    seen = [four.extracts(flow(), now) for now in (101, 102, 103, 104, 105, 106, 107.9, 108)]
    assert [len(extracts["ocr_data"]) for extracts in seen] == [0, 0, 1, 2, 3, 4, 4, 4]
    assert [bool(extracts["cross_checks"]) for extracts in seen] == [False] * 7 + [True]


def test_a_later_upload_starts_the_flow_anew_and_keeps_what_was_read():
    three = results(file(1), file(2), file(3, received_at=200.0))
    extracts = three.extracts(flow(uploaded_at=200.0), 201)
    assert [item["document_id"] for item in extracts["ocr_data"]] == ["1", "2"]
    assert three.status(flow(uploaded_at=200.0), 201)["master_status"] == "IN_PROGRESS"


def test_a_real_flow_goes_from_nothing_to_success(start):
    running = start("--seconds", "3600")
    lender = Lender(running.url)
    with lender.session:
        flow = lender.open_flow()
        before = lender.get("status", flow_uuid=flow).json()
        empty = lender.get("extracts", flow_uuid=flow).json()
        lender.upload(flow, ["invoice.jpg", "delivery-order.jpg"])
        meanwhile = lender.get("status", flow_uuid=flow).json()
        running.stop()
        lender.url = start("--seconds", "0").url
        after = lender.get("status", flow_uuid=flow).json()
        extracts = lender.get("extracts", flow_uuid=flow).json()
    assert set(before.values()) == {"NOT_STARTED"}
    assert empty == {"ocr_data": [], "cross_checks": []}
    assert meanwhile["master_status"] == "IN_PROGRESS"
    assert after["master_status"] == "SUCCESS"
    assert [item["document_type"] for item in extracts["ocr_data"]] == ["INVOICE", "DELIVERY_ORDER"]
    assert extracts["cross_checks"]


def test_a_real_flow_without_readable_files_ends_as_failed(lender):
    flow = lender.open_flow()
    lender.upload(flow, ["unreadable.jpg"])
    assert lender.finish(flow)["master_status"] == "FAILED"
    extracts = lender.get("extracts", flow_uuid=flow).json()
    assert extracts == {"ocr_data": [{"document_id": "1", "error_code": "INVALID_DOC"}], "cross_checks": []}
