"""Makes a reply complete for the call it answers: n choices, stop, max_tokens, finish, ids, logprobs and usage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from itertools import cycle, islice
from math import log

from fakeai import wire
from fakeai.call import Call, Message
from fakeai.predictions import outcome
from fakeai.reply import Audio, Choice, Finish, Part, Reasoning, Refusal, Reply, Text, TokenLogprob, ToolCall, Usage
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer
from fakeai.voicing import aloud, audio_tokens, in_words, shortened, sounding

# OpenAI's own arithmetic, from its cookbook and real usage figures: each message costs three tokens and one for its
# role, the answer is primed with three, and a tool call has about seven tokens around its name and arguments.
_PER_MESSAGE, _PER_REPLY, _PER_NAME, _PER_TOOL_CALL = 4, 3, 1, 7
_PER_IMAGE = 85  # the price of a low-detail image
_LOG_FLOOR = -9999.0

_LIKELY_TOKENS = ("The", " the", " a", " is", ",", " of", " and", "It", " to", "A", " in", ".", "\n", "I", " that",
                  "In", " for", "This", " with", "On", " can")  # fmt: skip


def shape(reply: Reply, call: Call, seed: Seed, tokenizer: Tokenizer) -> Reply:
    """The reply as the call's parameters make it. Only what is missing is filled in: what was scripted stays."""
    if reply.models is not None:
        return reply
    if reply.vectors is not None:
        return replace(reply, usage=_usage(reply, call, tokenizer, ()))
    shaped = tuple(
        _choice(choice, call, seed, index, tokenizer)
        for index, choice in enumerate(islice(cycle(reply.choices or (Choice(),)), _wanted(call)))
    )
    return replace(reply, choices=shaped, usage=_usage(reply, call, tokenizer, shaped))


def part_tokens(part: Part, tokenizer: Tokenizer) -> int:
    """How many tokens a part counts as."""
    if isinstance(part, ToolCall):
        return _PER_TOOL_CALL + tokenizer.count(part.name) + tokenizer.count(part.arguments)
    if isinstance(part, Audio):
        return tokenizer.count(part.transcript) + audio_tokens(part)
    return tokenizer.count(part.text)


def input_tokens(call: Call, tokenizer: Tokenizer) -> int:
    """How many tokens the request's own text counts as."""
    if call.input_tokens is not None:
        return call.input_tokens
    if call.inputs:
        return sum(tokenizer.count(text) for text in call.inputs)
    total = _PER_REPLY + sum([message_tokens(message, tokenizer) for message in call.messages])
    if call.tools:
        total += tools_tokens(call, tokenizer)
    if call.response_format.schema:
        total += tokenizer.count(wire.json_bytes(call.response_format.schema).decode())
    return total


def tools_tokens(call: Call, tokenizer: Tokenizer) -> int:
    """How many tokens the tools on offer count as."""
    total = 0
    for tool in call.tools:
        total += tokenizer.count(tool.name) + tokenizer.count(tool.description) + _PER_TOOL_CALL
        if tool.parameters:
            total += tokenizer.count(wire.json_bytes(tool.parameters).decode())
    return total


def _wanted(call: Call) -> int:
    return call.n * len(call.inputs) if call.endpoint == "completions" and call.inputs else call.n


def message_tokens(message: Message, tokenizer: Tokenizer) -> int:
    """How many tokens a message of the conversation counts as."""
    total = _PER_MESSAGE + tokenizer.count(message.text) + message.audio_tokens
    total += message.media_tokens or _PER_IMAGE * message.images
    if message.name:
        total += _PER_NAME + tokenizer.count(message.name)
    for use in message.tool_uses:
        total += _PER_TOOL_CALL + tokenizer.count(use.name) + tokenizer.count(use.arguments)
    return total


def _usage(reply: Reply, call: Call, tokenizer: Tokenizer, choices: tuple[Choice, ...]) -> Usage:
    """The scripted counts, and the true ones for those that are not scripted."""
    counted = _counted(call, tokenizer, choices)
    if reply.usage is None:
        return counted
    given = {name: tokens for name, tokens in asdict(reply.usage).items() if tokens is not None}
    return replace(counted, **given)


def _counted(call: Call, tokenizer: Tokenizer, choices: tuple[Choice, ...]) -> Usage:
    output = reasoning = spoken = 0
    for choice in choices:
        for part in choice.parts:
            tokens = part_tokens(part, tokenizer)
            output += tokens
            if isinstance(part, Reasoning):
                reasoning += tokens
            elif isinstance(part, Audio):
                spoken += audio_tokens(part)
    accepted = rejected = 0
    if call.prediction is not None:
        said = "".join(choice.text for choice in choices)
        accepted, rejected = outcome(tokenizer.split(call.prediction), tokenizer.split(said))
    return Usage(
        input_tokens=input_tokens(call, tokenizer),
        output_tokens=output + rejected,
        cached_tokens=0,
        reasoning_tokens=reasoning,
        input_audio_tokens=sum([message.audio_tokens for message in call.messages]) or None,
        output_audio_tokens=spoken or None,
        accepted_prediction_tokens=accepted or None,
        rejected_prediction_tokens=rejected or None,
    )


def _choice(choice: Choice, call: Call, seed: Seed, index: int, tokenizer: Tokenizer) -> Choice:
    parts, finish = in_words(choice.parts, heard=call.speech is not None), choice.finish
    if call.stop:
        parts, stopped = _stop(parts, call.stop)
        finish = "stop" if stopped else finish
    if call.speech is not None:
        parts = aloud(parts)
    if call.max_tokens is not None:
        parts, cut = _limit(parts, call.max_tokens, tokenizer)
        finish = "length" if cut else finish
    if any(isinstance(part, ToolCall) for part in parts):
        parts = _with_ids(parts, seed.child("choice", index))
    if call.speech is not None:
        parts = sounding(parts, call.speech, seed.child("choice", index))
    logprobs = choice.logprobs if call.logprobs else None
    if logprobs is not None:
        logprobs = _spoken(logprobs, parts)
    elif call.logprobs:
        logprobs = _logprobs(parts, call.top_logprobs, seed.child("choice", index), tokenizer)
    return Choice(parts=parts, finish=finish or _natural_finish(parts), logprobs=logprobs, extra=choice.extra)


def _natural_finish(parts: tuple[Part, ...]) -> Finish:
    return "tool_calls" if any(isinstance(part, ToolCall) for part in parts) else "stop"


def _with_ids(parts: tuple[Part, ...], seed: Seed) -> tuple[Part, ...]:
    """The parts, each tool call with an id."""
    return tuple(
        replace(part, id="call_" + seed.child("tool call", index).alphanumeric(24))
        if isinstance(part, ToolCall) and part.id is None
        else part
        for index, part in enumerate(parts)
    )


def _stop(parts: tuple[Part, ...], stops: tuple[str, ...]) -> tuple[tuple[Part, ...], bool]:
    """The parts up to the first stop string in the text; whatever came after it was never said."""
    text = "".join(part.text for part in parts if isinstance(part, Text))
    found = [at for stop in stops if stop and (at := text.find(stop)) >= 0]
    if not found:
        return parts, False
    left = min(found)
    kept: list[Part] = []
    for part in parts:
        if isinstance(part, Text):
            if len(part.text) > left:
                kept.append(Text(part.text[:left]))
                break
            left -= len(part.text)
        kept.append(part)
    return tuple(kept), True


def _limit(parts: tuple[Part, ...], most: int, tokenizer: Tokenizer) -> tuple[tuple[Part, ...], bool]:
    """The parts up to `most` tokens, and whether that cut anything off."""
    kept: list[Part] = []
    left = most
    for part in parts:
        used = part_tokens(part, tokenizer)
        if used <= left:
            kept.append(part)
            left -= used
            continue
        shortened = _shorten(part, left, tokenizer)
        return (*kept, *(() if shortened is None else (shortened,))), True
    return tuple(kept), False


def _shorten(part: Part, most: int, tokenizer: Tokenizer) -> Part | None:
    if isinstance(part, ToolCall):
        room = most - _PER_TOOL_CALL - tokenizer.count(part.name)
        return None if room < 0 else replace(part, arguments="".join(tokenizer.split(part.arguments)[:room]))
    if isinstance(part, Audio):
        return shortened(part, most, tokenizer)
    return type(part)("".join(tokenizer.split(part.text)[:most]))


def _logprobs(parts: tuple[Part, ...], top: int, seed: Seed, tokenizer: Tokenizer) -> tuple[TokenLogprob, ...]:
    tokens = [token for part in parts if isinstance(part, Text | Refusal) for token in tokenizer.split(part.text)]
    return guessed_logprobs(tokens, top, seed)


def guessed_logprobs(tokens: Iterable[str], top: int, seed: Seed) -> tuple[TokenLogprob, ...]:
    """Log probabilities for tokens, each with the `top` likeliest tokens at its place."""
    chance = seed.child("logprobs").random()
    return tuple(_token_logprob(token, top, chance.random()) for token in tokens)


def _token_logprob(token: str, top: int, draw: float) -> TokenLogprob:
    """A token that the model was fairly sure of; its rivals share what it leaves, the first of them more than half."""
    left = draw**3 / 2
    ranked = [(token, _log(1 - left))]
    rivals = (rival for rival in _LIKELY_TOKENS if rival != token)
    for place, rival in enumerate(islice(rivals, max(0, top - 1))):
        ranked.append((rival, _log(left * 0.6 * 0.4**place)))
    return TokenLogprob(token, ranked[0][1], tuple(ranked[:top]))


def _log(probability: float) -> float:
    """A log probability, not below the floor that the real API has."""
    return round(max(log(probability), _LOG_FLOOR), 8) if probability else _LOG_FLOOR


def _spoken(logprobs: tuple[TokenLogprob, ...], parts: tuple[Part, ...]) -> tuple[TokenLogprob, ...]:
    """The log probabilities of what is left of a text once it has been cut short."""
    left = sum(len(part.text) for part in parts if isinstance(part, Text | Refusal))
    kept: list[TokenLogprob] = []
    for token in logprobs:
        left -= len(token.token)
        if left < 0:
            break
        kept.append(token)
    return tuple(kept)
