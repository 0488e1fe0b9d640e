"""Chat messages, tools and formats, from OpenAI's words into neutral ones. All input here has been validated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakeai.call import Grammar, Message, ResponseFormat, Speech, Tool, ToolChoice, ToolUse
from fakeai.dialects.openai.media import media_of

Fields = Mapping[str, Any]

_MODES = {"none": ToolChoice(mode="none"), "required": ToolChoice(mode="required")}


def messages(said: Iterable[Fields], model: str) -> tuple[Message, ...]:
    """The conversation. `model` says what a picture costs."""
    return tuple([_message(message, model) for message in said])


def tools(fields: Fields) -> tuple[Tool, ...]:
    """The tools on offer, those of the legacy `functions` among them."""
    offered = [_function(function) for function in fields.get("functions") or ()]
    for tool in fields.get("tools") or ():
        if tool.get("type", "function") == "custom":
            offered.append(_custom(tool.get("custom") or {}))
        else:
            offered.append(_function(tool.get("function") or {}))
    return tuple(offered)


def tool_choice(fields: Fields) -> ToolChoice:
    """Whether and which tools may be called; `function_call` is the legacy spelling."""
    chosen = fields.get("tool_choice")
    if chosen is None:
        chosen = fields.get("function_call")
    if chosen is None:
        return ToolChoice()
    if isinstance(chosen, str):
        return _MODES.get(chosen, ToolChoice())
    if chosen.get("type") == "allowed_tools":
        allowed = chosen.get("allowed_tools") or {}
        names = tuple(_chosen_name(tool) for tool in allowed.get("tools") or ())
        return ToolChoice(mode="required" if allowed.get("mode") == "required" else "auto", names=names)
    return ToolChoice(mode="named", names=(_chosen_name(chosen),))


def response_format(fields: Fields) -> ResponseFormat:
    """The shape that the answer has to have."""
    wanted = fields.get("response_format")
    if not wanted:
        return ResponseFormat()
    described = wanted.get("json_schema") or {}
    return ResponseFormat(
        kind=wanted.get("type", "text"),
        name=described.get("name") or "",
        schema=described.get("schema"),
        strict=bool(described.get("strict")),
    )


def speech(fields: Fields) -> Speech | None:
    """How the answer is to be spoken; None if it is not."""
    if "audio" not in (fields.get("modalities") or ()):
        return None
    wanted = fields["audio"]
    voice = wanted["voice"]
    return Speech(voice=voice if isinstance(voice, str) else voice["id"], format=wanted["format"])


def prediction(fields: Fields) -> str | None:
    """What the answer is expected to be."""
    predicted = fields.get("prediction")
    return None if predicted is None else content_text(predicted["content"])


def stops(fields: Fields) -> tuple[str, ...]:
    """The stop strings."""
    stop = fields.get("stop")
    if stop is None:
        return ()
    return (stop,) if isinstance(stop, str) else tuple(stop)


def content_text(content: Any) -> str:
    """The text of a message's content, whether it is a string or a list of parts."""
    if isinstance(content, str):
        return content
    texts = (part.get("text") or part.get("refusal") or "" for part in content or () if isinstance(part, Mapping))
    return "".join(text for text in texts if isinstance(text, str))


def _message(said: Fields, model: str) -> Message:
    content, role = said.get("content"), said["role"]
    images, media_tokens, audio_tokens = media_of(content, model)
    return Message(
        role="tool" if role == "function" else role,
        text=content_text(content),
        name=said.get("name"),
        tool_uses=_tool_uses(said),
        tool_call_id=said.get("tool_call_id"),
        images=images,
        media_tokens=media_tokens,
        audio_tokens=audio_tokens,
    )


def _tool_uses(said: Fields) -> tuple[ToolUse, ...]:
    uses = []
    for use in said.get("tool_calls") or ():
        function, custom = use.get("function") or {}, use.get("custom") or {}
        name = function.get("name") or custom.get("name") or ""
        uses.append(ToolUse(name, function.get("arguments") or custom.get("input") or "", use.get("id")))
    if legacy := said.get("function_call"):
        uses.append(ToolUse(legacy.get("name") or "", legacy.get("arguments") or ""))
    return tuple(uses)


def _function(function: Fields) -> Tool:
    return Tool(
        name=function.get("name", ""),
        description=function.get("description") or "",
        parameters=function.get("parameters"),
        strict=bool(function.get("strict")),
    )


def _custom(custom: Fields) -> Tool:
    grammar = (custom.get("format") or {}).get("grammar")
    return Tool(
        name=custom.get("name", ""),
        description=custom.get("description") or "",
        custom=True,
        grammar=Grammar(syntax=grammar["syntax"], definition=grammar["definition"]) if grammar else None,
    )


def _chosen_name(chosen: Fields) -> str:
    inner = chosen.get("function") or chosen.get("custom") or chosen
    return str(inner.get("name") or "")
