"""Answers a call that nobody scripted, as a good model might."""

from __future__ import annotations

import json
from typing import Any, assert_never

from fakeai.call import Call
from fakeai.generation.asking import Asking, asking_of
from fakeai.generation.instances.schema_error import SchemaError
from fakeai.generation.instances.wellformed import check_whole
from fakeai.generation.language import language_of
from fakeai.generation.structured import Instances
from fakeai.generation.style import Style
from fakeai.generation.tool_calls import ArgumentsError, calls_of, check_tools
from fakeai.generation.tool_choice import chosen
from fakeai.generation.vectors import Embedder
from fakeai.generation.writing.thoughts import thought
from fakeai.generation.writing.wish import Wish
from fakeai.generation.writing.writer import Writer
from fakeai.reply import Choice, Failure, Model, Part, Reasoning, Reply, Text
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

_REASONING_MODELS = ("o1", "o3", "o4", "gpt-5")
_NO_REASONING = ("none", "minimal")


class Generator:
    """Makes up answers. It holds what is costly to make, and nothing that changes an answer.

    models: what the model list holds. tokenizer: measures what fits `max_tokens`. style: how text is written.
    """

    def __init__(self, *, models: tuple[Model, ...], tokenizer: Tokenizer, style: Style | None = None) -> None:
        self._models = models
        self._writer = Writer(style or Style(), tokenizer)
        self._embedder = Embedder()
        self._instances: dict[str, Instances] = {}

    def generate(self, call: Call, seed: Seed) -> Reply | Failure:
        """An answer to a call: the same for the same call and seed, in any process."""
        match call.endpoint:
            case "chat":
                return self._chat(call, seed)
            case "completions":
                return self._completions(call, seed)
            case "embeddings":
                return self._vectors(call)
            case "models":
                return Reply(models=self._models)
            case "model":
                return self._model(call)
            case _:
                assert_never(call.endpoint)

    def _chat(self, call: Call, seed: Seed) -> Reply | Failure:
        seed = seed.child("chat", call.model, *[message.text for message in call.messages])
        asking = asking_of(call)
        wish = self._writer.wish(asking.prompt)
        try:
            check_tools(call)
            if call.response_format.schema is not None:
                check_whole(call.response_format.schema)
            return Reply(
                choices=tuple([self._choice(call, asking, wish, seed.child(index)) for index in range(call.n)])
            )
        except ArgumentsError as error:
            return _function_failure(call, error)
        except SchemaError as error:
            return _format_failure(call, error)

    def _choice(self, call: Call, asking: Asking, wish: Wish | None, seed: Seed) -> Choice:
        parts: list[Part] = [Reasoning(thought(asking.prompt, seed))] if _reasons(call) else []
        tools = chosen(call, asking.facts) if call.tools else ()
        if tools:
            parts += calls_of(tools, call, asking.facts, seed, self._made_for(asking))
        else:
            parts.append(Text(self._words(call, asking, wish, seed)))
        return Choice(parts=tuple(parts))

    def _words(self, call: Call, asking: Asking, wish: Wish | None, seed: Seed) -> str:
        match call.response_format.kind:
            case "json_schema":
                schema = {} if call.response_format.schema is None else call.response_format.schema
                return _compact(self._made_for(asking).instance_object(schema, asking.facts, seed))
            case "json_object":
                return _indented(self._made_for(asking).any_object(_all_text(call), asking.facts, seed))
            case "text":
                if wish is not None and "json" in (text := _all_text(call)).lower():
                    described = self._made_for(asking).described_in(text, asking.facts, seed)
                    if described is not None and not call.tool_results:
                        return _fenced(described) if "```" in text else _indented(described)
                return self._writer.chat(call, asking.prompt, wish, seed)
            case _:
                assert_never(call.response_format.kind)

    def _completions(self, call: Call, seed: Seed) -> Reply:
        choices = []
        for prompt in call.inputs or ("",):
            wish = self._writer.wish(prompt)
            own = seed.child("completion", call.model, prompt)
            texts = [self._writer.completion(call, prompt, wish, own.child(index)) for index in range(call.n)]
            choices += [Choice(parts=(Text(text),)) for text in texts]
        return Reply(choices=tuple(choices))

    def _vectors(self, call: Call) -> Reply:
        dimensions = call.body.get("dimensions")
        return Reply(
            vectors=tuple(
                [self._embedder.vector(text, model=call.model, dimensions=dimensions) for text in call.inputs]
            )
        )

    def _model(self, call: Call) -> Reply | Failure:
        for model in self._models:
            if model.id == call.model:
                return Reply(models=(model,))
        return Failure(kind="model_not_found")

    def _made_for(self, asking: Asking) -> Instances:
        """What makes JSON in the prompt's language."""
        language = language_of(asking.prompt)
        if language not in self._instances:
            self._instances[language] = Instances(self._writer.pools(language))
        return self._instances[language]


def _reasons(call: Call) -> bool:
    """Whether the model thinks before it speaks, and the call lets it."""
    name = call.model.rpartition("/")[2]
    return name.startswith(_REASONING_MODELS) and call.body.get("reasoning_effort") not in _NO_REASONING


def _all_text(call: Call) -> str:
    """All that the user and the system have said; where a prompt says what JSON it wants, may be in either."""
    return "\n".join(message.text for message in call.messages if message.role in ("system", "developer", "user"))


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _fenced(value: Any) -> str:
    return f"```json\n{_indented(value)}\n```"


def _format_failure(call: Call, error: SchemaError) -> Failure:
    """What OpenAI says about a schema for the answer, as users quote it in issues."""
    name = call.response_format.name
    return Failure(
        kind="invalid_request",
        message=f"Invalid schema for response_format '{name}': {error}",
        param="response_format",
    )


def _function_failure(call: Call, error: ArgumentsError) -> Failure:
    """What OpenAI says about a schema for a tool's arguments, as users quote it in issues."""
    legacy = len(call.body.get("functions") or ())
    param = (
        f"functions[{error.index}].parameters" if error.index < legacy
        else f"tools[{error.index - legacy}].function.parameters"
    )  # fmt: skip
    return Failure(
        kind="invalid_request",
        message=f"Invalid schema for function '{error.tool.name}': {error}",
        param=param,
        code="invalid_function_parameters",
    )
