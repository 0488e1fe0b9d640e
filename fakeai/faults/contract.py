"""What every fault is: a model that a person writes, and a pure step from one wire response to another."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from fakeai import wire
from fakeai.reply import Failure
from fakeai.seeds import Seed
from fakeai.written import Written, kind_of, not_among, wrong


class NotApplicable(Exception):
    """A fault can't be done to this response; the text says why. The response is sent as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a fault may need beside the response.

    seed: where its chance comes from. interrupt: a stream without an ending, ended by a failure as its provider says it
    in mid-stream. plain: the same answer as if the call had not asked for a stream. The last two are None where nobody
    knows how; a fault that needs one is then not applicable.
    """

    seed: Seed
    interrupt: Callable[[wire.Response, Failure], wire.Response] | None = None
    plain: Callable[[], wire.Response] | None = None


class Fault(Written):
    """One way of damaging a wire response. `fault` is its name; the other fields are its settings."""

    fault: str

    def apply(self, response: wire.Response, context: Context) -> wire.Response | NotApplicable:
        """The response with this fault in it, or why that can't be. The same seed gives the same result."""
        if response.status == 0 or response.tail:
            return NotApplicable("an earlier fault leaves nothing to damage")
        try:
            damaged = self.damage(response, context)
        except NotApplicable as reason:
            return reason
        return NotApplicable("it would change nothing") if damaged == response else damaged

    @abstractmethod
    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The response with this fault in it, the same one if there is nothing to change. Raises NotApplicable."""

    @classmethod
    def name(cls) -> str:
        """What it is called in files."""
        return str(cls.model_fields["fault"].default)

    @classmethod
    def summary(cls) -> str:
        """What it does, in one line."""
        return (cls.__doc__ or "").partition("\n")[0]

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The mapping, in which `fault` has to be there: Python may leave it out, a file may not."""
        reference = super().__get_pydantic_json_schema__(core, handler)
        handler.resolve_ref_schema(reference)["required"] = ["fault"]
        return reference


def named(faults: Iterable[type[Fault]], value: Any) -> Any:
    """What a person wrote for a fault, the short form made long. Raises PydanticCustomError if it is none of these."""
    if isinstance(value, Fault):
        return value
    written = {"fault": value} if isinstance(value, str) else value
    if not isinstance(written, Mapping):
        raise wrong(f"expected a fault such as {{fault: reset, after_frames: 3}}, got {kind_of(value)}")
    if "fault" not in written:
        raise wrong("`fault` is missing, which says what is to happen")
    names = [fault.name() for fault in faults]
    if written["fault"] not in names:
        raise wrong(not_among(written["fault"], names))
    return written


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A response after some faults: the names of those that are in it, and of the others with the reason."""

    response: wire.Response
    applied: tuple[str, ...] = ()
    not_applicable: tuple[tuple[str, str], ...] = ()


def damage(response: wire.Response, faults: Iterable[Fault], context: Context) -> Damaged:
    """The response with these faults done to it one after the other, each with chance of its own."""
    applied: list[str] = []
    not_applicable: list[tuple[str, str]] = []
    for index, fault in enumerate(faults):
        result = fault.apply(response, replace(context, seed=context.seed.child(index, fault.fault)))
        if isinstance(result, NotApplicable):
            not_applicable.append((fault.fault, str(result)))
        else:
            response = result
            applied.append(fault.fault)
    return Damaged(response=response, applied=tuple(applied), not_applicable=tuple(not_applicable))
