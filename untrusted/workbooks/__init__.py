"""A stranger's workbook, opened by a process of its own: `python -m untrusted.workbooks ROWS`."""
