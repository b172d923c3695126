"""What is written to the log, and how."""

import logging


class RefusalsInOneLine(logging.Filter):
    """Takes the traceback from Django's word that somebody may not see a page: nothing has failed there."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        if getattr(record, "status_code", None) == 403:
            record.exc_info = record.exc_text = None
        return True
