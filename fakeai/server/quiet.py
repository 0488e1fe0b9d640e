"""The logger that aiohttp's protocol gets: what a client did wrong is not worth a traceback on the console."""

from __future__ import annotations

import logging

from aiohttp.http_exceptions import HttpProcessingError


def quiet_logger() -> logging.Logger:
    """A logger that hands everything on to `fakeai.server` but tracebacks about malformed requests.

    The client gets its 400 either way. It is a logger of one's own, not a filter on a shared one, so that nothing
    outside the server is affected.
    """
    logger = logging.Logger("fakeai.server")  # noqa: LOG001 -- see above
    logger.parent = logging.getLogger("fakeai.server")
    logger.addFilter(_is_our_affair)
    return logger


def _is_our_affair(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))
