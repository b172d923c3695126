"""Atlas's four words, as they follow from how far each file is."""

import pytest

from sandbox.reading.results import statuses

WAITING, LOADING, HERE = {"state": "waiting"}, {"state": "downloading"}, {"state": "downloaded"}
READ = {"state": "read", "error_code": ""}
UNKNOWN = {"state": "read", "error_code": "UNRECOGNISED"}
GONE = {"state": "failed", "error_code": "INVALID_DOC"}


@pytest.mark.parametrize(
    ("files", "cross_checked", "words"),
    [
        ([], False, "NOT_STARTED NOT_STARTED NOT_STARTED NOT_STARTED"),
        ([WAITING, WAITING], False, "IN_PROGRESS NOT_STARTED NOT_STARTED IN_PROGRESS"),
        ([LOADING, WAITING], False, "IN_PROGRESS NOT_STARTED NOT_STARTED IN_PROGRESS"),
        ([HERE, LOADING], False, "IN_PROGRESS IN_PROGRESS NOT_STARTED IN_PROGRESS"),
        ([GONE, LOADING], False, "IN_PROGRESS IN_PROGRESS NOT_STARTED IN_PROGRESS"),
        ([HERE, HERE], False, "SUCCESS IN_PROGRESS NOT_STARTED IN_PROGRESS"),
        ([READ, HERE], False, "SUCCESS IN_PROGRESS NOT_STARTED IN_PROGRESS"),
        ([READ, GONE, HERE], False, "FAILED IN_PROGRESS NOT_STARTED IN_PROGRESS"),
        ([READ, READ], False, "SUCCESS SUCCESS PENDING IN_PROGRESS"),
        ([READ, READ], True, "SUCCESS SUCCESS COMPLETED SUCCESS"),
        ([READ, GONE, UNKNOWN], True, "FAILED SUCCESS COMPLETED SUCCESS"),
        ([GONE, UNKNOWN], False, "FAILED FAILED PENDING IN_PROGRESS"),
        ([GONE, UNKNOWN], True, "FAILED FAILED NOT_STARTED FAILED"),
        ([UNKNOWN], True, "SUCCESS FAILED NOT_STARTED FAILED"),
        ([READ, WAITING], False, "IN_PROGRESS IN_PROGRESS NOT_STARTED IN_PROGRESS"),
    ],
)
def test_the_words_of_a_flow_follow_from_its_files(files, cross_checked, words):
    found = [{"error_code": "", **file} for file in files]
    said = statuses(found, cross_checked)
    assert " ".join(said.values()) == words
    assert list(said) == ["upload_status", "processing_status", "crossheck_status", "master_status"]
