"""What the hub-sdk scripts share: the client signed in by key, and words for what it returns."""

import logging
import uuid

from hub_sdk import HUBClient
from hub_sdk.helpers.logger import logger
from report import KEY, equal, truthy


def client():
    return HUBClient({"api_key": KEY})


def unique(word):
    """A name that no earlier run against the same hub has used."""
    return f"{word}-{uuid.uuid4().hex[:10]}"


def accepted(response, what="reply"):
    """hub-sdk turns every status from 400 up into None; what it returns else is the response."""
    truthy(response is not None, f"{what} (hub-sdk got an error status)")
    equal(response.status_code, 200, f"{what}: status")
    return response


def refused(response, what="reply"):
    equal(response, None, what)


class Heard(logging.Handler):
    """Collects what hub-sdk logs: the only place where it says which error it met."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())

    def __enter__(self):
        logger.addHandler(self)
        return self

    def __exit__(self, *_):
        logger.removeHandler(self)


def walk(pages):
    """Ids on every page of a hub-sdk list, page by page, by its own `next()`."""
    seen = [[row["id"] for row in pages.results]]
    while pages.current_page < pages.total_pages - 1:
        pages.next()
        seen.append([row["id"] for row in pages.results])
    return seen


def check_lists(listing, ids):
    """The same proof for every kind of list: size, cursor, total, forth and back."""
    pages = listing(page_size=2)
    first = [row["id"] for row in pages.results]
    equal(len(first), 2, "rows on a page of 2")
    seen = walk(pages)
    everything = [one for page in seen for one in page]
    equal(len(everything), len(set(everything)), "rows without a repeat")
    truthy(set(ids) <= set(everything), "every object of this run is on some page")
    truthy(all(len(page) == 2 for page in seen[:-1]), "full pages before the last")
    while pages.current_page > 0:
        pages.previous()
    equal([row["id"] for row in pages.results], first, "the first page again")
