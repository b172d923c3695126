"""The shapes of `ocr_data` items."""


def item(document_id, document_type, error_code, fields):
    """One item: of a document that was read, or with the error code of one that was not."""
    if error_code:
        return {"document_id": document_id, "error_code": error_code, **fields}
    known = {"document_type": document_type, "document_id": document_id}
    # Atlas has two shapes and readers must know both: one type uses the other shape.
    return {**known, "file_data": fields} if document_type == "GST_CERT" else {**known, **fields}
