"""Where a secret can be in an exchange: every place, as a function of the secret."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from fakeai import wire
from tests.recording.making import STREAM, make_request, make_response

Exchange = tuple[wire.Request, wire.Response]


def sse(*texts: str) -> tuple[bytes, ...]:
    return tuple(
        b"data: " + wire.json_bytes({"choices": [{"index": 0, "delta": {"content": text}}]}) + b"\n\n" for text in texts
    )


def streamed(*frames: bytes) -> wire.Response:
    return wire.Response(headers=STREAM, frames=tuple(wire.Frame(data, 0.1 * at) for at, data in enumerate(frames)))


def in_header(secret: str) -> Exchange:
    return make_request(headers=(("openai-beta", secret),)), make_response()


def in_query(secret: str) -> Exchange:
    return replace(make_request(), query=(("note", secret),)), make_response()


def in_path(secret: str) -> Exchange:
    return make_request(path=f"/v1/{secret}"), make_response()


def in_prompt(secret: str) -> Exchange:
    return make_request(f"Use {secret} please"), make_response()


def in_key_of_json(secret: str) -> Exchange:
    return make_request(metadata={secret: 1}), make_response()


def in_nested_json(secret: str) -> Exchange:
    arguments = json.dumps({"deep": json.dumps({"token": secret})})
    return make_request(messages=[{"role": "tool", "content": arguments}]), make_response()


def spelt_out(secret: str) -> Exchange:
    """In escapes, which hide it from whoever looks at the bytes."""
    escaped = "".join(f"\\u{ord(char):04x}" for char in secret)
    return replace(make_request(), body=f'{{"model":"m","input":"{escaped}"}}'.encode()), make_response()


def spelt_out_in_nested_json(secret: str) -> Exchange:
    escaped = '{"a":"' + "".join(f"\\u{ord(char):04x}" for char in secret) + '"}'
    return make_request(escaped), make_response()


def in_plain_text(secret: str) -> Exchange:
    return replace(make_request(), body=f"key={secret}".encode(), headers=()), make_response()


def in_answer(secret: str) -> Exchange:
    return make_request(), make_response(f"It is {secret}.")


def in_answer_header(secret: str) -> Exchange:
    return make_request(), make_response(headers=(("x-request-id", secret),))


def in_event(secret: str) -> Exchange:
    return make_request(), streamed(*sse("It is ", secret, "."))


def split_across_events(secret: str) -> Exchange:
    third = len(secret) // 3
    return make_request(), streamed(*sse(f"It is {secret[:third]}", secret[third : 2 * third], secret[2 * third :]))


def split_across_chunks(secret: str) -> Exchange:
    body = b"".join(sse("It is ", secret, "."))
    at = body.index(wire.json_bytes(secret)[1:-1]) + 4
    return make_request(), streamed(body[:at], body[at:])


def in_comment(secret: str) -> Exchange:
    return make_request(), streamed(*sse("Hi"), f": {secret}\n\n".encode())


def in_name_of_query(secret: str) -> Exchange:
    return replace(make_request(), query=((secret, ""),)), make_response()


def in_tool_call(secret: str) -> Exchange:
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": json.dumps({"url": secret})}}
    return make_request(), wire.plain_json(200, {"choices": [{"message": {"tool_calls": [call]}}]})


def in_arguments_that_are_streamed(secret: str) -> Exchange:
    whole = json.dumps({"url": secret})
    pieces = [whole[at : at + 5] for at in range(0, len(whole), 5)]
    calls = [{"index": 0, "function": {"arguments": piece}} for piece in pieces]
    events = [wire.json_bytes({"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}) for call in calls]
    return make_request(), streamed(*(b"data: " + event + b"\n\n" for event in events))


def in_one_of_two_choices(secret: str) -> Exchange:
    """Whose events take turns."""
    half = len(secret) // 2
    texts = [(0, secret[:half]), (1, "Something "), (0, secret[half:]), (1, "else.")]
    events = [wire.json_bytes({"choices": [{"index": index, "delta": {"content": text}}]}) for index, text in texts]
    return make_request(), streamed(*(b"data: " + event + b"\n\n" for event in events))


def in_lines_of_json(secret: str) -> Exchange:
    half = len(secret) // 2
    lines = [{"message": {"content": text}, "done": False} for text in ("It is ", secret[:half], secret[half:])]
    return make_request(), streamed(*(wire.json_bytes(line) + b"\n" for line in lines))


def in_logprobs(secret: str) -> Exchange:
    tokens = [secret[at : at + 3] for at in range(0, len(secret), 3)]
    content = [{"token": it, "bytes": list(it.encode()), "logprob": -0.1, "top_logprobs": []} for it in tokens]
    message = {"message": {"content": secret}, "logprobs": {"content": content}}
    return make_request(), wire.plain_json(200, {"choices": [message]})


def in_legacy_logprobs(secret: str) -> Exchange:
    tokens = [secret[at : at + 3] for at in range(0, len(secret), 3)]
    said = {"tokens": tokens, "top_logprobs": [{it: -0.1} for it in tokens]}
    return make_request(), wire.plain_json(200, {"choices": [{"text": "x", "logprobs": said}]})


def in_error(secret: str) -> Exchange:
    error = {"error": {"message": f"Incorrect API key provided: {secret}.", "code": "invalid_api_key"}}
    return make_request(), wire.plain_json(401, error)


def in_gzip(secret: str) -> Exchange:
    body = gzip.compress(wire.json_bytes({"said": secret}), mtime=0)
    return make_request(), wire.plain(200, body, headers=(("content-encoding", "gzip"),))


def in_binary(secret: str) -> Exchange:
    return make_request(), wire.plain(200, b"\xff\x00 " + secret.encode() + b" \xfe", content_type="audio/mpeg")


def in_huge_body(secret: str) -> Exchange:
    """That goes into a side file."""
    return make_request("word " * 15_000 + secret), make_response()


def in_location(secret: str) -> Exchange:
    return make_request(), make_response(headers=(("location", f"https://example.com/?next={secret}"),))


PLACES = pytest.mark.parametrize(
    "place",
    [
        in_header, in_query, in_path, in_prompt, in_key_of_json, in_nested_json, spelt_out, spelt_out_in_nested_json,
        in_plain_text, in_answer, in_answer_header, in_event, split_across_events, split_across_chunks, in_comment,
        in_name_of_query, in_tool_call, in_arguments_that_are_streamed, in_one_of_two_choices, in_lines_of_json,
        in_logprobs, in_legacy_logprobs, in_error, in_gzip, in_binary, in_huge_body, in_location,
    ],
    ids=lambda place: place.__name__,
)  # fmt: skip
