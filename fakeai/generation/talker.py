"""Makes up what is said in chats and completions: words, JSON and calls of tools."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, assert_never

from fakeai.call import Call
from fakeai.generation.asking import Asking, asking_of
from fakeai.generation.breaking import Breaking
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.wellformed import check_whole
from fakeai.generation.language import ENGLISH, language_of
from fakeai.generation.schema_failures import format_failure, function_failure, grammar_failure
from fakeai.generation.structured import Instances
from fakeai.generation.style import Style
from fakeai.generation.tool_calls import ArgumentsError, GrammarError, calls_of, check_tools
from fakeai.generation.tool_choice import chosen
from fakeai.generation.writing.revision import revised
from fakeai.generation.writing.thoughts import thought
from fakeai.generation.writing.wish import Wish
from fakeai.generation.writing.writer import Writer
from fakeai.reply import Choice, Failure, Part, Reasoning, Reply, Text
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

_REASONING_MODELS = ("o1", "o3", "o4", "gpt-5")
_TRIES = 8  # for a choice that has not been said yet
_NO_REASONING = ("none", "minimal")
_JSON_ONLY = re.compile(
    r"\b(?:only|always|valid|strictly)\b[^.\n]{0,40}\bjson\b|\bjson only\b|\b(?:in|as) json\b", re.IGNORECASE
)


class Talker:
    """Talks in one style. It holds what is costly to make, and nothing that changes an answer."""

    def __init__(self, style: Style, tokenizer: Tokenizer) -> None:
        self._writer = Writer(style, tokenizer)
        self._instances: dict[str, Instances] = {}

    def chat(self, call: Call, seed: Seed) -> Reply | Failure:
        """What a model says in a conversation, or what is wrong with a schema in the request."""
        seed = seed.child("chat", call.model, *[message.text for message in call.messages])
        asking = asking_of(call)
        try:
            check_tools(call)
            if call.response_format.schema is not None:
                check_whole(call.response_format.schema)
            return Reply(choices=_different(lambda own: self._choice(call, asking, own), call.n, seed))
        except ArgumentsError as error:
            return function_failure(call, error.tool, error.index, str(error))
        except GrammarError as error:
            return grammar_failure(call, error.tool, error.index, str(error))
        except SchemaError as error:
            return format_failure(call, str(error))

    def _choice(self, call: Call, asking: Asking, seed: Seed) -> Choice:
        effort = call.body.get("reasoning_effort")
        parts: list[Part] = [Reasoning(thought(asking.prompt, seed, effort))] if _reasons(call) else []
        tools = chosen(call, asking.facts) if call.tools else ()
        if tools:
            parts += calls_of(tools, call, asking.facts, seed, self._made_for(asking))
        else:
            parts.append(Text(self._words(call, asking, seed)))
        return Choice(parts=tuple(parts))

    def _words(self, call: Call, asking: Asking, seed: Seed) -> str:
        match call.response_format.kind:
            case "json_schema":
                schema = {} if call.response_format.schema is None else call.response_format.schema
                return _compact(self._made_for(asking).instance_object(schema, asking.facts, seed))
            case "json_object":
                return _indented(self._made_for(asking).any_object(_all_text(call), asking.facts, seed))
            case "text":
                wish = _as_verbose(self._writer.wish(asking.prompt), call.body.get("verbosity"))
                if wish is not None and "json" in (text := _all_text(call)).lower():
                    described = self._made_for(asking).described_in(text, asking.facts, seed)
                    if described is not None and not call.tool_results:
                        return _fenced(described) if "```" in text else _indented(described)
                    if _JSON_ONLY.search(call.system or "") and not call.tool_results:
                        return _indented(self._made_for(asking).any_object(text, asking.facts, seed))
                if call.prediction is not None and wish is not None:
                    return revised(call.prediction, _all_text(call))
                return self._writer.chat(call, asking.prompt, wish, seed)
            case _:
                assert_never(call.response_format.kind)

    def broken(self, reply: Reply, call: Call, seed: Seed) -> Reply:
        """A scripted reply whose parts that are to be broken are. Raises FixtureError where that can't be."""
        asking = asking_of(call)
        return Breaking(call, asking.facts, self._made_for(asking)).reply(reply, seed)

    def completions(self, call: Call, seed: Seed) -> Reply:
        """What continues each prompt."""
        choices: list[Choice] = []
        for prompt in call.inputs or ("",):
            wish = self._writer.wish(prompt)
            own = seed.child("completion", call.model, prompt)
            choices += _different(partial(self._continued, call, prompt, wish), call.n, own)
        return Reply(choices=tuple(choices))

    def _continued(self, call: Call, prompt: str, wish: Wish | None, seed: Seed) -> Choice:
        return Choice(parts=(Text(self._writer.completion(call, prompt, wish, seed)),))

    def _made_for(self, asking: Asking) -> Instances:
        """What makes JSON in the prompt's language."""
        language = language_of(asking.prompt)
        if language not in self._instances:
            self._instances[language] = Instances(self._writer.pools(language))
        return self._instances[language]


def _different(make: Callable[[Seed], Choice], count: int, seed: Seed) -> tuple[Choice, ...]:
    """So many choices, no two alike as far as there is more than one thing to say."""
    made: list[Choice] = []
    for index in range(count):
        choice, said = make(seed.child(index)), [_said(other) for other in made]
        for again in range(_TRIES):
            if _said(choice) not in said:
                break
            choice = make(seed.child(index, again))
        made.append(choice)
    return tuple(made)


def _said(choice: Choice) -> tuple[Part, ...]:
    """The parts that a reader compares: thoughts are not among them."""
    return tuple(part for part in choice.parts if not isinstance(part, Reasoning))


def _reasons(call: Call) -> bool:
    """Whether the model thinks before it speaks, and the call lets it."""
    name = call.model.rpartition("/")[2]
    return name.startswith(_REASONING_MODELS) and call.body.get("reasoning_effort") not in _NO_REASONING


def _as_verbose(wish: Wish | None, verbosity: str | None) -> Wish | None:
    """The wish as the request's `verbosity` has it, unless the prompt itself says how long the answer is to be."""
    if wish is None or wish.brief or wish.thorough or verbosity not in {"low", "high"}:
        return wish
    if wish.language != ENGLISH and wish.sentences is None:
        return replace(wish, sentences=2 if verbosity == "low" else 8)
    return replace(wish, brief=verbosity == "low", thorough=verbosity == "high")


def _all_text(call: Call) -> str:
    """All that the user and the system have said; where a prompt says what JSON it wants, may be in either."""
    return "\n".join(message.text for message in call.messages if message.role in ("system", "developer", "user"))


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _fenced(value: Any) -> str:
    return f"```json\n{_indented(value)}\n```"
