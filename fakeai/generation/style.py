"""In what manner text is made up: like a chat model, as an echo, as lorem ipsum, or always the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from fakeai.errors import SettingError

Manner = Literal["chat", "echo", "lorem", "static"]
MANNERS: tuple[Manner, ...] = get_args(Manner)


@dataclass(frozen=True, slots=True)
class Style:
    """A manner, and for `static` the text that is always said."""

    manner: Manner = "chat"
    text: str = ""

    @classmethod
    def of(cls, setting: str) -> Style:
        """The style that a person names: `chat`, `echo`, `lorem` or `static:TEXT`. Raises SettingError for another."""
        for manner in MANNERS:
            if setting == manner and manner != "static":
                return cls(manner)
        if setting.startswith("static:"):
            return cls("static", setting.removeprefix("static:"))
        raise SettingError(f"unknown style {setting!r}; there are: chat, echo, lorem, static:TEXT")
