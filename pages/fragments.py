"""A list is one address with two answers: the page, and the part of it that htmx swaps."""


def wants_fragment(request):
    """Whether only the rows are asked for; going back in the browser's history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request
