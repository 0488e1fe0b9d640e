"""Bifrost's endpoints: OpenAI's, whose model an Azure path may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fakeai import wire
from fakeai.call import Call, ToolChoice
from fakeai.dialects.openai.chat import Chat
from fakeai.dialects.openai.completions import Completions
from fakeai.dialects.openai.embeddings import Embeddings
from fakeai.providers.bifrost_models import deployed

_MODES = {"none": ToolChoice(mode="none"), "any": ToolChoice(mode="required"), "required": ToolChoice(mode="required")}


class BifrostChat(Chat):
    """POST …/chat/completions. Fields that it doesn't know are there in `Call.body`, and mean nothing."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        call = super().parse(request, _named(request, body), provider=provider, params=params)
        chosen = call.options.get("tool_choice")
        mode = _MODES.get(chosen["type"]) if isinstance(chosen, dict) else None
        return replace(call, body=body, tool_choice=mode or call.tool_choice)


class BifrostCompletions(Completions):
    """POST …/completions."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        call = super().parse(request, _named(request, body), provider=provider, params=params)
        return replace(call, body=body)


class BifrostEmbeddings(Embeddings):
    """POST …/embeddings."""

    def parse(self, request: wire.Request, body: Any, *, provider: str, params: Mapping[str, str]) -> Call:
        """The call that a body makes."""
        call = super().parse(request, _named(request, body), provider=provider, params=params)
        return replace(call, body=body)


def _named(request: wire.Request, body: Any) -> Any:
    """The body with the model that the path names, if it names one: that goes before the body's own."""
    model = deployed(request.path)
    replaceable = isinstance(body, dict) and isinstance(body.get("model", ""), str)
    return {**body, "model": model} if model is not None and replaceable else body
