"""A chat reply as a stream of chunks, in the order and with the keys that captured streams have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, repeat, zip_longest
from operator import itemgetter
from typing import Any

from fakeai import sse, wire
from fakeai.call import Call
from fakeai.dialects.openai import bodies, chat_audio
from fakeai.dialects.openai.chunks import CONTENT, PADDING, Padding, Template
from fakeai.dialects.openai.dress import Dress
from fakeai.reply import Audio, Choice, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer
from fakeai.wire import Frame, Headers

Body = dict[str, Any]
Step = tuple[Template, str, bool]
"""A template, the token for it, and whether that token counts for the padding."""


class ChatStream:
    """Renders one reply as events: for each choice a role chunk, deltas and a finish chunk; then usage; then [DONE]."""

    def __init__(self, reply: Reply, call: Call, dress: Dress, *, seed: Seed, tokenizer: Tokenizer) -> None:
        self._reply, self._call, self._dress, self._tokenizer = reply, call, dress, tokenizer
        options = call.options.get("stream_options") or {}
        self._with_usage = bool(options.get("include_usage"))
        # It follows from the text, so that the same answer differs from time to time in nothing but its ids.
        said = "".join([choice.text for choice in reply.choices])
        self._padding = Padding(Seed.root(said)) if options.get("include_obfuscation") is not False else None
        self._head: Body = {
            "id": bodies.identity(reply, seed),
            "object": "chat.completion.chunk",
            "created": bodies.CREATED,
            "model": bodies.model_of(reply, call),
            "service_tier": bodies.service_tier(call),
            "system_fingerprint": bodies.fingerprint(call.model),
        }

    def response(self, headers: Headers) -> wire.Response:
        """The whole stream as a response whose frames are all due at once."""
        head = (("content-type", self._dress.stream_content_type), *headers)
        return wire.Response(headers=head, frames=tuple(self._frames()))

    def _frames(self) -> Iterator[Frame]:
        number = 0
        for template, run in groupby(self._steps(), key=itemgetter(0)):
            steps = list(run)  # all with one template: the deltas of a part, if there are no others in between
            contents = [content for _, content, _ in steps]
            counts = steps[0][2]
            events = template.fill_all(contents, self._paddings(contents, counts=counts), number)
            weights = map(self._tokenizer.weight, contents) if counts else repeat(0)
            yield from map(Frame, events, repeat(0.0), weights)
            number += len(events)
        if self._reply.interrupted_by is None:
            yield Frame(sse.DONE)

    def _paddings(self, contents: list[str], *, counts: bool) -> list[str]:
        if self._padding is None:
            return [""] * len(contents)
        return self._padding.beside_all(contents) if counts else [self._padding.free() for _ in contents]

    def _steps(self) -> Iterator[Step]:
        """The steps of all choices: one role chunk each, then a delta of each in turn, as a server decodes them."""
        lanes = [list(self._lane(index, choice)) for index, choice in enumerate(self._reply.choices)]
        ends = self._reply.interrupted_by is None
        last = len(self._reply.choices) - 1
        for index, lane in enumerate(lanes if ends else ()):
            choice, is_last = self._reply.choices[index], index == last and not self._with_usage
            lane += [(template, "", False) for template in self._endings(index, choice, is_last=is_last)]
        for row in zip_longest(*lanes) if len(lanes) > 1 else zip(*lanes, strict=True):
            yield from (step for step in row if step is not None)
        if self._with_usage and ends:
            chunk = self._chunk([], usage=bodies.usage(self._reply.usage))
            yield Template(bodies.merged(chunk, self._reply.extra)), "", False

    def _lane(self, index: int, choice: Choice) -> Iterator[Step]:
        """The role chunk and deltas of one choice."""
        logprobs = iter(choice.logprobs or ())
        opened = self._opening(choice)
        listening: Body | None = {"content": [], "refusal": None} if choice.logprobs is not None else None
        first = bodies.merged(opened, choice.extra)
        if self._dress.opening_chunk or any(value for key, value in first.items() if key != "role"):
            yield self._delta(index, first, logprobs=listening), "", False
        tool_index = 0
        for part in choice.parts:
            if isinstance(part, ToolCall):
                skip_head = tool_index == 0 and ("tool_calls" in opened or "function_call" in opened)
                if not bodies.uses_functions(self._call):
                    yield from self._tool_call(index, part, tool_index, skip_head=skip_head)
                elif tool_index == 0:  # `functions` knows one call only
                    yield from self._function_call(index, part, skip_head=skip_head)
                tool_index += 1
            elif isinstance(part, Reasoning):
                if self._dress.reasoning_key:
                    yield from self._texts(index, self._dress.reasoning_key, part.text)
            elif isinstance(part, Audio):
                yield from self._audio(index, part)
            elif choice.logprobs is not None:
                yield from self._texts_with_logprobs(index, part, logprobs)
            else:
                yield from self._texts(index, "content" if isinstance(part, Text) else "refusal", part.text)

    def _opening(self, choice: Choice) -> Body:
        """The first delta: the role, and the first tool call or an empty refusal where the reply begins with one."""
        shown = (part for part in choice.parts if self._dress.reasoning_key or not isinstance(part, Reasoning))
        first = next(shown, None)
        if isinstance(first, ToolCall) and not bodies.uses_functions(self._call):
            return {"role": "assistant", "content": None, "tool_calls": [_tool_head(first, 0)], "refusal": None}
        if isinstance(first, ToolCall):
            return {"role": "assistant", "content": None, "function_call": _function_head(first), "refusal": None}
        if isinstance(first, Refusal):
            return {"role": "assistant", "content": None, "refusal": ""}
        if isinstance(first, Audio):
            return {"role": "assistant", "refusal": None}
        return {"role": "assistant", "content": "", "refusal": None}

    def _texts(self, index: int, key: str, text: str) -> Iterator[Step]:
        template = self._delta(index, {key: CONTENT})
        for token in self._tokenizer.split(text):
            yield template, token, True

    def _texts_with_logprobs(
        self, index: int, part: Text | Refusal, logprobs: Iterator[TokenLogprob]
    ) -> Iterator[Step]:
        """A chunk a token, each with its log probability; scripted logprobs say where the text is cut."""
        key = "content" if isinstance(part, Text) else "refusal"
        rest = part.text
        for token in logprobs:
            if not rest.startswith(token.token):
                break
            rest = rest.removeprefix(token.token)
            beside: Body = {"content": None, "refusal": None}
            beside[key] = [bodies.token_logprob(token)]
            yield self._delta(index, {key: CONTENT}, logprobs=beside), token.token, True
            if not rest:
                return
        yield from self._texts(index, key, rest)

    def _tool_call(self, index: int, call: ToolCall, tool_index: int, *, skip_head: bool) -> Iterator[Step]:
        if not skip_head:
            yield self._delta(index, {"tool_calls": [_tool_head(call, tool_index)]}), "", False
        inner = {"custom": {"input": CONTENT}} if call.custom else {"function": {"arguments": CONTENT}}
        template = self._delta(index, {"tool_calls": [{"index": tool_index, **inner}]})
        for token in self._tokenizer.split(call.arguments):
            yield template, token, True

    def _function_call(self, index: int, call: ToolCall, *, skip_head: bool) -> Iterator[Step]:
        if not skip_head:
            yield self._delta(index, {"function_call": _function_head(call)}), "", False
        template = self._delta(index, {"function_call": {"arguments": CONTENT}})
        for token in self._tokenizer.split(call.arguments):
            yield template, token, True

    def _audio(self, index: int, audio: Audio) -> Iterator[Step]:
        for delta, contents in chat_audio.deltas(audio, self._tokenizer):
            template = Template(self._chunk([{"index": index, "delta": delta, "finish_reason": None}]))
            for content in contents:
                yield template, content, True

    def _endings(self, index: int, choice: Choice, *, is_last: bool) -> list[Template]:
        """The finish chunk; audio has a last delta of its own instead, or before it where it did not just end."""
        reason = bodies.finish_reason(choice, self._call)
        chunks = [self._chunk([{"index": index, "delta": {}, "logprobs": None, "finish_reason": reason}])]
        spoken = chat_audio.last_delta(choice)
        if spoken is not None:
            chunks = [self._chunk([{"index": index, "delta": spoken}]), *(chunks if reason != "stop" else ())]
        if is_last:
            chunks[-1] = bodies.merged(chunks[-1], self._reply.extra)
        return [Template(chunk) for chunk in chunks]

    def _delta(self, index: int, delta: Body, *, logprobs: Body | None = None) -> Template:
        choice = {"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": None}
        return Template(self._chunk([choice]))

    def _chunk(self, choices: list[Body], *, usage: Body | None = None) -> Body:
        chunk = {**self._head, "choices": choices}
        if self._with_usage:
            chunk["usage"] = usage
        if self._padding is not None:
            chunk["obfuscation"] = PADDING
        return self._dress.chunk(chunk, self._call, self._reply)


def _tool_head(call: ToolCall, index: int) -> Body:
    """The first delta of a tool call: everything but its arguments."""
    if call.custom:
        return {"index": index, "id": call.id, "type": "custom", "custom": {"name": call.name, "input": ""}}
    return {"index": index, "id": call.id, "type": "function", "function": _function_head(call)}


def _function_head(call: ToolCall) -> Body:
    return {"name": call.name, "arguments": ""}
