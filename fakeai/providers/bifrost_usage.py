"""What an answer of Bifrost is said to have taken: tokens of each kind, dollars, and milliseconds."""

from __future__ import annotations

from typing import Any

from fakeai.call import Call
from fakeai.providers.bifrost_models import named, price
from fakeai.reply import Reply, Usage
from fakeai.seeds import Seed

Body = dict[str, Any]

_FIRST_TOKEN, _NEXT_TOKEN = (150, 450), (8, 30)  # milliseconds, as hosted models of 2025 take
_MILLION = 1_000_000


def usage(reply: Reply, call: Call) -> Body:
    """The usage of an answer: kinds of tokens that there are none of are left out, as Bifrost does."""
    used = reply.usage or Usage()
    read, written = used.input_tokens or 0, used.output_tokens or 0
    cached, reasoning = used.cached_tokens or 0, used.reasoning_tokens or 0
    body = {
        "prompt_tokens": read,
        "prompt_tokens_details": _present(text_tokens=read, cached_tokens=cached),
        "completion_tokens": written,
        "completion_tokens_details": _present(text_tokens=max(0, written - reasoning), reasoning_tokens=reasoning),
        "total_tokens": read + written,
        "cost": cost(read, written, model=named(reply.model or call.model).model),
    }
    return {key: value for key, value in body.items() if value != {}}


def cost(read: int, written: int, *, model: str) -> Body:
    """Dollars for tokens read and written."""
    rate = price(model)
    costs = (round(read * rate.input / _MILLION, 10), round(written * rate.output / _MILLION, 10))
    return {
        "input_tokens_cost": costs[0],
        "output_tokens_cost": costs[1],
        "request_cost": 0,
        "total_cost": round(sum(costs), 10),
    }


class Pace:
    """How long an answer is said to have taken, in milliseconds: it follows from the answer's id and length."""

    def __init__(self, identity: str) -> None:
        seed = Seed.root(identity).child("latency")
        self.first = seed.child("first").integer(*_FIRST_TOKEN)
        self.next = seed.child("next").integer(*_NEXT_TOKEN)

    def total(self, reply: Reply) -> int:
        """The whole answer: its first token, and each of the others after the one before it."""
        written = reply.usage.output_tokens if reply.usage else 0
        return self.first + self.next * max(0, (written or 0) - 1)


def _present(**counts: int) -> Body:
    return {name: count for name, count in counts.items() if count}
