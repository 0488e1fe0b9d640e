"""Exchanges as they would have happened, for verdicts to be passed on."""

from __future__ import annotations

from typing import Any

from fakeai import wire
from fakeai.exchange import Delivery, Exchange
from tests.builders import make_call


def exchange(
    number: int,
    at: float,
    status: int = 200,
    *,
    retry: int | None = None,
    body: bytes = b'{"model":"m"}',
    said: bytes = b"{}",
    took: float = 0.0,
    left: bool = False,
    faults: tuple[str, ...] = (),
    stream: bool = False,
    under_way: bool = False,
    headers: wire.Headers = (),
    **more: Any,
) -> Exchange:
    """A request that came at `at` seconds, and was answered in `took` seconds."""
    counted = () if retry is None else (("x-stainless-retry-count", str(retry)),)
    request = wire.Request(method="POST", path="/v1/chat/completions", headers=counted, body=body)
    delivery = None if under_way else Delivery(frames=1, size=2, seconds=took, client_left=left)
    fields = {"outcome": "generated" if status == 200 else "struck", "provider": "openai", **more}
    return Exchange(
        number=number, request=request, response=wire.plain(status, said, headers=headers), at=at, faults=faults,
        call=make_call(stream=stream), delivery=delivery, **fields,
    )  # fmt: skip


def attempts(status: int, *pauses: float, last: int = 200, sdk: bool = True, **more: Any) -> list[Exchange]:
    """An attempt that is answered with `status`, again after each pause, the last time with `last`."""
    at, made = 0.0, []
    for number, pause in enumerate((0.0, *pauses)):
        at += pause
        final = number == len(pauses)
        made.append(exchange(number + 1, at, last if final else status, retry=number if sdk else None, **more))
    return made
