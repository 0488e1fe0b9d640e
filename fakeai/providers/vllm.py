"""vLLM, which serves the models behind other systems: its error bodies, and the sampling parameters that it turns down.

Source: vLLM's own server and its users' reports (vllm#3485). A code is a number, the same as the status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from fakeai import wire
from fakeai.call import Call
from fakeai.dialects.contract import Rejected
from fakeai.dialects.openai.chat_messages import FunctionCall
from fakeai.dialects.openai.chat_request import Function
from fakeai.dialects.openai.envelope import WORDINGS, OpenAIEnvelope, Wording
from fakeai.reply import Failure, FailureKind
from fakeai.seeds import Seed
from fakeai.wire import Headers

_MOST = {"n": 128, "dimensions": 4096}  # not vLLM's own limits, which depend on its settings and on the model


def _wording(status: int, kind: str, message: str, param: str | None = None) -> Wording:
    return Wording(status, kind, None, message, param)


class VLLMEnvelope(OpenAIEnvelope):
    """Says failures as vLLM does. What it has no words of its own for is said in OpenAI's."""

    wordings: Mapping[FailureKind, Wording] = {
        **WORDINGS,
        "rate_limit": _wording(429, "RateLimitError", "Too many {unit}. Please try again in {wait}."),
        "overloaded": _wording(503, "Service Unavailable", "The model is overloaded, please try again later."),
        "server_error": _wording(500, "InternalServerError", "EngineCore encountered an issue."),
        "unavailable": _wording(503, "Service Unavailable", "The model is not available."),
        "bad_gateway": _wording(502, "Bad Gateway", "Bad Gateway"),
        "gateway_timeout": _wording(504, "Gateway Timeout", "Gateway Timeout"),
        "timeout": _wording(408, "Request Timeout", "Request Timeout"),
        "model_not_found": _wording(404, "NotFoundError", "The model `{model}` does not exist.", "model"),
        "context_length_exceeded": _wording(
            400,
            "BadRequestError",
            "This model's maximum context length is 131072 tokens. However, your request has 140000 input tokens. "
            "Please reduce the length of the input messages.",
        ),
        "content_filter": _wording(400, "BadRequestError", "The request was rejected by the content filter."),
        "invalid_request": _wording(400, "BadRequestError", "The request is invalid."),
    }

    in_milliseconds = False

    def headers(self, failure: Failure, seed: Seed) -> Headers:
        """None."""
        return ()

    def body(
        self, error: dict[str, Any], failure: Failure, *, status: int, request: wire.Request, model: str
    ) -> dict[str, Any]:
        """The whole body. The code is the status, unless a script says another."""
        return {"error": {**error, "code": status if failure.code is None else failure.code}}


def check_sampling(call: Call) -> Call:
    """The call, if a model can be sampled like that. Raises Rejected for parameters out of vLLM's ranges."""
    for problem in _problems(call.options):
        raise Rejected(_bad_request(problem))
    return call


def check_functions(call: Call) -> Call:
    """The call, if its legacy functions and their calls have the right shape. Raises Rejected."""
    for index, function in enumerate(call.options.get("functions") or ()):
        _check_shape(Function, function, f"functions.{index}")
    for index, message in enumerate(call.options["messages"]):
        if message.get("function_call") is not None:
            _check_shape(FunctionCall, message["function_call"], f"messages.{index}.function_call")
    return call


def _check_shape(model: type[BaseModel], value: Any, place: str) -> None:
    try:
        model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join((place, *map(str, first["loc"])))
        raise Rejected(_bad_request(f"{where}: {first['msg']}")) from error


def _bad_request(message: str) -> Failure:
    return Failure(kind="invalid_request", type="BadRequestError", message=message)


def _problems(asked: Mapping[str, Any]) -> Iterator[str]:
    for name in ("n", "max_tokens", "best_of", "dimensions"):
        number = asked.get(name)
        if number is not None and number < 1:
            yield f"{name} must be at least 1, got {number}."
    for name, most in _MOST.items():
        if (asked.get(name) or 1) > most:
            yield f"{name} must be at most {most}, got {asked[name]}."
    for name in ("presence_penalty", "frequency_penalty"):
        if not -2 <= asked.get(name, 0) <= 2:
            yield f"{name} must be in [-2, 2], got {asked[name]}."
    if asked.get("temperature", 0) < 0:
        yield f"temperature must be non-negative, got {asked['temperature']}."
    if not 0 < asked.get("top_p", 1) <= 1:
        yield f"top_p must be in (0, 1], got {asked['top_p']}."
    if (asked.get("logprobs") or 0) < 0:
        yield f"logprobs must be non-negative, got {asked['logprobs']}."
