"""What a proxy in front of a provider says when it gets no answer: a page of HTML, whoever the provider is."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from math import ceil

from fakeai import wire
from fakeai.reply import Failure

_PAGE = """<html>
<head><title>{title}</title></head>
<body>
<center><h1>{title}</h1></center>
<hr><center>{said}</center>
</body>
</html>
"""


def speaks(failure: Failure) -> bool:
    """Whether it is a proxy that says a failure: a bad gateway, unless its script has words that only an API knows."""
    of_an_api = (failure.type, failure.code, failure.param, failure.detail)
    return failure.kind == "bad_gateway" and all(each is None for each in of_an_api)


def page(failure: Failure) -> wire.Response:
    """The failure as a page, with a message of its script instead of the proxy's name."""
    status = failure.status or int(HTTPStatus.BAD_GATEWAY)
    title = f"{status} {_phrase(status)}".strip()
    body = _PAGE.format(title=title, said=escape(failure.message or "nginx")).encode()
    return wire.plain(status, body, content_type="text/html", headers=(*_retry_after(failure), *failure.headers))


def _retry_after(failure: Failure) -> wire.Headers:
    return () if failure.retry_after is None else (("retry-after", str(ceil(failure.retry_after))),)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
