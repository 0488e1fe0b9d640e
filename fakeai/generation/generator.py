"""Answers a call that nobody scripted, as a good model might."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, assert_never

from fakeai.call import Call
from fakeai.generation.style import Style
from fakeai.generation.vectors import Embedder
from fakeai.reply import Failure, Model, Reply
from fakeai.seeds import Seed
from fakeai.tokens import Tokenizer

if TYPE_CHECKING:
    from fakeai.generation.talker import Talker


class Generator:
    """Makes up answers. It holds what is costly to make, and nothing that changes an answer.

    models: what the model list holds. tokenizer: measures what fits `max_tokens`. style: how text is written.
    """

    def __init__(self, *, models: tuple[Model, ...], tokenizer: Tokenizer, style: Style | None = None) -> None:
        self._models = models
        self._tokenizer = tokenizer
        self._style = style or Style()
        self._embedder = Embedder()

    def generate(self, call: Call, seed: Seed) -> Reply | Failure:
        """An answer to a call: the same for the same call and seed, in any process."""
        match call.endpoint:
            case "chat":
                return self._talker.chat(call, seed)
            case "completions":
                return self._talker.completions(call, seed)
            case "embeddings":
                return self._vectors(call)
            case "models":
                return Reply(models=self._models)
            case "model":
                return self._model(call)
            case "stored_completions" | "stored_completion" | "stored_messages" | "stored_update" | "stored_deletion":
                return Reply()  # nothing to make up: the endpoint tells what was stored
            case "other":
                raise ValueError("what no dialect understands can only be replayed")
            case _:
                assert_never(call.endpoint)

    def broken(self, reply: Reply, call: Call, seed: Seed) -> Reply:
        """A scripted reply whose parts that are to be broken are. Raises FixtureError where that can't be."""
        return self._talker.broken(reply, call, seed)

    @cached_property
    def _talker(self) -> Talker:
        from fakeai.generation.talker import Talker  # its patterns take a while to compile: only for those who ask

        return Talker(self._style, self._tokenizer)

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
