"""The messages of a Chat Completions request, as api.openai.com accepts them: each one, and all in their order.

The texts about tool calls and their results are OpenAI's own, spelling included, as users quote them in issues.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from fakeai.dialects.openai.requested import Body, missing, refused


class FunctionCall(Body):
    """A function call inside an assistant message. `arguments` is JSON text."""

    name: str
    arguments: str


class CustomCall(Body):
    """A call of a custom tool inside an assistant message."""

    name: str
    input: str


class ToolUse(Body):
    """A tool call inside an assistant message."""

    id: str
    type: Literal["function", "custom"]
    function: FunctionCall | None = None
    custom: CustomCall | None = None


class ImageUrl(Body):
    """Where a picture is: somewhere on the web, or in the URL itself."""

    url: str
    detail: Literal["low", "high", "auto", "original"] | None = None


class InputAudio(Body):
    """What is to be heard, in base64."""

    data: str
    format: Literal["wav", "mp3"]


class File(Body):
    """A file: uploaded before, or here in base64."""

    file_id: str | None = None
    file_data: str | None = None
    filename: str | None = None


class ContentPart(Body):
    """A piece of a message's content."""

    type: Literal["text", "image_url", "input_audio", "refusal", "audio", "file"]
    text: str | None = None
    refusal: str | None = None
    image_url: ImageUrl | None = None
    input_audio: InputAudio | None = None
    file: File | None = None


class EarlierAudio(Body):
    """An answer's audio that a later turn refers to."""

    id: str


_HOLDING = ("text", "refusal", "image_url", "input_audio", "file")

Role = Literal["system", "assistant", "user", "function", "tool", "developer"]


class ChatMessage(Body):
    """A message of the conversation."""

    role: Role
    content: str | list[ContentPart] | None = None
    name: str | None = None
    tool_calls: Annotated[list[ToolUse], Field(min_length=1)] | None = None
    tool_call_id: str | None = None
    function_call: FunctionCall | None = None
    refusal: str | None = None
    audio: EarlierAudio | None = None

    @property
    def needs_content(self) -> bool:
        """Whether nothing stands in for the content. Only what an assistant says has other parts."""
        said = (self.tool_calls, self.function_call, self.refusal, self.audio)
        return self.role != "assistant" or all(part is None for part in said)


def check_messages(messages: Sequence[ChatMessage]) -> None:
    """Raises at the first message that lacks something, then where tool calls and their results don't pair."""
    for index, message in enumerate(messages):
        _check_message(message, index)
    _check_pairing(messages)


def _check_message(message: ChatMessage, index: int) -> None:
    for number, part in enumerate(message.content if isinstance(message.content, list) else ()):
        if part.type in _HOLDING and getattr(part, part.type) is None:
            raise missing(f"messages[{index}].content[{number}].{part.type}")
    if message.role == "tool" and not message.tool_call_id:
        raise missing(f"messages[{index}].tool_call_id")
    if message.role == "function" and not message.name:
        raise missing(f"messages[{index}].name")
    if message.content is None and message.needs_content:
        if message.role == "developer" and "content" not in message.model_fields_set:
            raise missing(f"messages[{index}].content")
        if message.role == "developer":
            place = f"messages[{index}].content"
            text = f"Invalid type for '{place}': expected one of a string or array of objects, but got null instead."
            raise refused(text, param=place, code="invalid_type")
        text = "Invalid value for 'content': expected a string, got null."
        raise refused(text, param=f"messages.[{index}].content")


def _check_pairing(messages: Sequence[ChatMessage]) -> None:
    asked: tuple[str, ...] = ()
    unanswered: list[str] = []
    for index, message in enumerate(messages):
        if message.role == "tool":
            _check_result(message.tool_call_id or "", asked, index)
            unanswered = [id_ for id_ in unanswered if id_ != message.tool_call_id]
            continue
        _check_answered(unanswered, f"messages.[{index}].role")
        asked = tuple(call.id for call in message.tool_calls or ()) if message.role == "assistant" else ()
        unanswered = list(asked)
    _check_answered(unanswered, "messages")


def _check_result(answers: str, asked: tuple[str, ...], index: int) -> None:
    if not asked:
        text = (
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        )
        raise refused(text, param=f"messages.[{index}].role")
    if answers not in asked:
        text = f"Invalid parameter: 'tool_call_id' of '{answers}' not found in 'tool_calls' of previous message."
        raise refused(text, param=f"messages.[{index}].tool_call_id")


def _check_answered(unanswered: Sequence[str], param: str) -> None:
    if unanswered:
        text = (
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
            f"'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(unanswered)}"
        )
        raise refused(text, param=param)
