"""The fault `html_200`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context, Fault
from fakeai.wire import Frame

_PAGE = b"""<!DOCTYPE html>
<html>
<head><title>Sign in to the network</title></head>
<body><h1>Sign in to the network</h1><p>Please accept the terms of use to go on.</p></body>
</html>
"""


class Html200(Fault):
    """A page of HTML comes under status 200, as captive portals and misled proxies send it."""

    fault: Literal["html_200"] = "html_200"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The page instead of the answer, when its head was due."""
        page = wire.plain(200, _PAGE, content_type="text/html; charset=utf-8")
        return replace(page, head_at=response.head_at, frames=(Frame(_PAGE, response.head_at),))
