"""OpenAI's error envelope: `{"error": {"message", "type", "param", "code"}}`, for every kind of failure.

The texts come from recordings and users' reports where there are any (rate limits, quota, keys, model_not_found, bad
JSON, context length); those of 403, 405, 413 and the 5xx family are from memory, and their shape is what is certain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakeai import wire
from fakeai.dialects.openai import validation
from fakeai.dialects.openai.dress import account_headers
from fakeai.reply import Failure, FailureKind, Overrun
from fakeai.seeds import Seed
from fakeai.wire import Headers

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KEYS_PAGE = "https://platform.openai.com/account/api-keys"
_LIMITS_PAGE = "https://platform.openai.com/account/rate-limits"
_INVALID = "invalid_request_error"
_USUAL_WAIT = 0.12
_TOKENS_LIMIT, _TOKENS_USED = 30_000, 29_760
_UNITS = {
    "requests": "requests per min (RPM)",
    "tokens": "tokens per min (TPM)",
    "concurrency": "concurrent requests",
}
_TOO_LARGE = (
    "Request too large for {model} in organization org-fakeai on {unit}: Limit {limit}, Requested {requested}. The "
    f"input or output tokens must be reduced in order to run successfully. Visit {_LIMITS_PAGE} to learn more."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said for a kind of failure, unless a script says something else."""

    status: int
    type: str
    code: str | None
    message: str
    param: str | None = None


WORDINGS: Mapping[FailureKind, Wording] = {
    "rate_limit": Wording(
        429, "requests", "rate_limit_exceeded",
        "Rate limit reached for {model} in organization org-fakeai on {unit}: Limit {limit}, Used {used}, Requested "
        f"{{requested}}. Please try again in {{wait}}. Visit {_LIMITS_PAGE} to learn more.",
    ),
    "quota_exceeded": Wording(
        429, "insufficient_quota", "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        "error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    ),
    "overloaded": Wording(
        503, "service_unavailable_error", "server_is_overloaded",
        "Our servers are currently overloaded. Please try again later.",
    ),
    "server_error": Wording(
        500, "server_error", None, "The server had an error while processing your request. Sorry about that!"
    ),
    "unavailable": Wording(503, "server_error", None, "The server is temporarily unavailable. Please try again later."),
    "bad_gateway": Wording(502, "server_error", None, "Bad gateway."),
    "gateway_timeout": Wording(504, "server_error", None, "Gateway timeout."),
    "timeout": Wording(408, "server_error", None, "Request timed out."),
    "conflict": Wording(409, _INVALID, None, "The resource was changed by another request. Please try again."),
    "too_large": Wording(413, _INVALID, None, "The request is too large."),
    "invalid_api_key": Wording(
        401, _INVALID, "invalid_api_key",
        f"Incorrect API key provided: {{key}}. You can find your API key at {_KEYS_PAGE}.",
    ),
    "no_api_key": Wording(
        401, _INVALID, None,
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
        "(i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the "
        "API from your browser and are prompted for a username and password. You can obtain an API key from "
        f"{_KEYS_PAGE}.",
    ),
    "permission_denied": Wording(
        403, "request_forbidden", "unsupported_country_region_territory", "Country, region, or territory not supported"
    ),
    "model_not_found": Wording(
        404, _INVALID, "model_not_found",
        "The model `{model}` does not exist or you do not have access to it.",
    ),
    "context_length_exceeded": Wording(
        400, _INVALID, "context_length_exceeded",
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 140000 tokens. "
        "Please reduce the length of the messages.",
        "messages",
    ),
    "content_filter": Wording(
        400, _INVALID, "invalid_prompt",  # `content_policy_violation` is what the API of images says
        "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a "
        "different prompt: https://platform.openai.com/docs/guides/reasoning#advice-on-prompting",
    ),
    "invalid_request": Wording(400, _INVALID, None, "The request is invalid."),
    "unmatched": Wording(404, _INVALID, "fakeai_unmatched", "fakeai: no fixture fits this call."),
    "unknown_path": Wording(404, _INVALID, None, "Invalid URL ({method} {path})"),
    "wrong_method": Wording(405, _INVALID, "method_not_supported", "Not allowed to {method} on {path}."),
    "wrong_content_type": Wording(
        400, _INVALID, None,
        "Unsupported content type: '{content_type}'. This API method only accepts 'application/json' requests, but you "
        "specified the header 'Content-Type: {content_type}'. Please try again with a supported content type.",
        None,
    ),
    "bad_json": Wording(
        400, _INVALID, None,
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library "
        "correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have trouble "
        "figuring out how to fix this, please contact us through our help center at help.openai.com.)",
    ),
}  # fmt: skip


class OpenAIEnvelope:
    """Says failures as api.openai.com does. Providers override what differs: texts, header fields, the whole body."""

    wordings: Mapping[FailureKind, Wording] = WORDINGS
    """What is said for every kind of failure."""

    oversized = _TOO_LARGE
    """What is said to a call that asks for more than a rate limit ever allows."""

    in_milliseconds = True
    """Whether the time to wait is told in milliseconds too, as `retry-after-ms`."""

    def say(self, failure: Failure, *, request: wire.Request, model: str, seed: Seed) -> wire.Response:
        """The failure as a response. Raises nothing: whatever is not scripted is filled in."""
        wording = self.wordings[failure.kind]
        message = failure.message
        if message is None:
            never = failure.overrun is not None and failure.retry_after is None
            text = self.oversized if never else wording.message
            message = fill(text, failure, request=request, model=model)
        error = {
            "message": message,
            "type": failure.type or _limited(failure) or wording.type,
            "param": failure.param or wording.param,
            "code": failure.code if failure.code is not None else wording.code,
        }
        status = failure.status or wording.status
        body = self.body(error, failure, status=status, request=request, model=model)
        retry = retry_headers(failure, in_milliseconds=self.in_milliseconds)
        headers = (*self.headers(failure, seed), *retry, *failure.headers)
        return wire.plain_json(status, body, headers=headers)

    def headers(self, failure: Failure, seed: Seed) -> Headers:
        """The header fields of an error, beside those about its body and about trying again."""
        return account_headers(seed) + (exhausted_headers(failure) if failure.kind == "rate_limit" else ())

    def body(
        self, error: dict[str, Any], failure: Failure, *, status: int, request: wire.Request, model: str
    ) -> dict[str, Any]:
        """The whole body around `error`, which has OpenAI's four keys."""
        return {"error": error}

    def invalid(self, errors: Sequence[ErrorDetails], body: Any) -> Failure:
        """The first thing wrong with a body."""
        return validation.failure(errors, body)


def fill(text: str, failure: Failure, *, request: wire.Request, model: str) -> str:
    """A wording with its holes filled from what was asked."""
    over = failure.overrun or _usual_overrun(failure)
    return text.format(
        model=model or "unknown",
        unit=_UNITS[over.what],
        limit=over.limit,
        used=over.used,
        requested=over.requested,
        wait=duration(wait_of(failure) or 0.0),
        key=masked(bearer(request) or ""),
        method=request.method,
        path=request.path,
        content_type=request.header("content-type") or "",
    )


def retry_headers(failure: Failure, *, in_milliseconds: bool = True) -> Headers:
    """`retry-after` in whole seconds and `retry-after-ms`, where there is a time; no retry of what can't get better."""
    if failure.kind == "unmatched":
        return (("x-should-retry", "false"),)
    wait = wait_of(failure)
    if wait is None:
        return ()
    milliseconds = _milliseconds(wait)
    seconds = ("retry-after", str(math.ceil(milliseconds / 1000)))
    return (seconds, ("retry-after-ms", str(milliseconds))) if in_milliseconds else (seconds,)


def wait_of(failure: Failure) -> float | None:
    """Seconds after which to try again: as scripted, else what is usual for rate limits. None: nothing is said."""
    if failure.retry_after is not None or failure.kind != "rate_limit" or failure.overrun is not None:
        return failure.retry_after
    return _USUAL_WAIT


def exhausted_headers(failure: Failure) -> Headers:
    """The rate limit headers that agree with a failure: nothing remains of the limit, until it is time to try again."""
    over = failure.overrun or _usual_overrun(failure)
    return (
        (f"x-ratelimit-limit-{over.what}", str(over.limit)),
        (f"x-ratelimit-remaining-{over.what}", str(max(0, over.limit - over.used))),
        (f"x-ratelimit-reset-{over.what}", duration(wait_of(failure) or 0.0)),
    )


def _limited(failure: Failure) -> str | None:
    """What there is too little of, where a real limit says so."""
    over = failure.overrun
    return None if over is None else "tokens" if over.what == "tokens" else "requests"


def _usual_overrun(failure: Failure) -> Overrun:
    """The limit that a scripted failure ran into: one from which its time to wait follows, up to a minute."""
    wait = min(60.0, wait_of(failure) or 0.0)
    if failure.type == "tokens":
        over = math.ceil(round(wait * _TOKENS_LIMIT / 60, 6))
        return Overrun("tokens", _TOKENS_LIMIT, _TOKENS_USED, _TOKENS_LIMIT - _TOKENS_USED + over)
    limit = round(60 / max(wait, _USUAL_WAIT))
    return Overrun("requests", limit, limit, 1)


def bearer(request: wire.Request) -> str | None:
    """The bearer token of a request, or None. An empty one is an empty string."""
    scheme, _, token = (request.header("authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def masked(key: str) -> str:
    """A key as OpenAI's error shows it: its ends, with stars between."""
    return key if len(key) <= 8 else f"{key[:4]}{'*' * (len(key) - 8)}{key[-4:]}"


def duration(seconds: float) -> str:
    """A time as rate limit texts and headers write it: 84ms, 1.5s, 1m26.4s."""
    milliseconds = _milliseconds(seconds)
    if milliseconds < 1000:
        return f"{milliseconds}ms"
    minutes, rest = divmod(milliseconds / 1000, 60)
    rest = round(rest, 3)
    return f"{int(minutes)}m{rest:g}s" if minutes else f"{rest:g}s"


def _milliseconds(seconds: float) -> int:
    """A time in whole milliseconds, never too short."""
    return math.ceil(round(seconds * 1000, 6))
