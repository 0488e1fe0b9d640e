"""Ways of damaging a wire response, one a file. To add one: its file, and its line in the union."""

from __future__ import annotations

from functools import partial
from typing import Annotated, get_args

from pydantic import BeforeValidator, Field

from fakeai.faults.bad_chunk import BadChunk
from fakeai.faults.bom import Bom
from fakeai.faults.close import Close
from fakeai.faults.comments import Comments
from fakeai.faults.contract import Context, Damaged, Fault, NotApplicable, damage, named
from fakeai.faults.cut import Cut
from fakeai.faults.drip import Drip
from fakeai.faults.drop import Drop
from fakeai.faults.duplicate import Duplicate
from fakeai.faults.empty_body import EmptyBody
from fakeai.faults.error_event import ErrorEvent
from fakeai.faults.garble import Garble
from fakeai.faults.gzip_broken import GzipBroken
from fakeai.faults.half_json import HalfJson
from fakeai.faults.hang import Hang
from fakeai.faults.html_200 import Html200
from fakeai.faults.keep_alives import KeepAlives
from fakeai.faults.line_endings import LineEndings
from fakeai.faults.meta_events import MetaEvents
from fakeai.faults.no_done import NoDone
from fakeai.faults.no_usage import NoUsage
from fakeai.faults.plain_json_for_stream import PlainJsonForStream
from fakeai.faults.refuse import Refuse
from fakeai.faults.reorder import Reorder
from fakeai.faults.reset import Reset
from fakeai.faults.short_body import ShortBody
from fakeai.faults.slice import Slice
from fakeai.faults.slow_headers import SlowHeaders
from fakeai.faults.stall import Stall
from fakeai.faults.tool_args_cut import ToolArgsCut
from fakeai.faults.truncate import Truncate
from fakeai.faults.unfinished import Unfinished
from fakeai.faults.wrong_content_type import WrongContentType

_Union = Annotated[
    # The connection
    Refuse
    | Reset
    | Close
    | Hang
    # Time
    | SlowHeaders
    | Stall
    | Drip
    # The stream's events
    | Truncate
    | Cut
    | Drop
    | Duplicate
    | Reorder
    | Garble
    | ErrorEvent
    | Unfinished
    | NoDone
    | NoUsage
    | ToolArgsCut
    # Its bytes and lines, which a good client takes as they come
    | Slice
    | LineEndings
    | Bom
    | Comments
    | KeepAlives
    | MetaEvents
    # The body and its headers
    | EmptyBody
    | ShortBody
    | HalfJson
    | Html200
    | WrongContentType
    | PlainJsonForStream
    | GzipBroken
    | BadChunk,
    Field(discriminator="fault"),
]

FAULTS: tuple[type[Fault], ...] = get_args(get_args(_Union)[0])
"""All faults, in the order of the documentation."""

_Name = Annotated[str, Field(json_schema_extra={"enum": [fault.name() for fault in FAULTS]})]

AnyFault = Annotated[_Union, BeforeValidator(partial(named, FAULTS), json_schema_input_type=_Union | _Name)]
"""A fault as a person writes it: a mapping in which `fault` says which one, or only its name."""

__all__ = ["FAULTS", "AnyFault", "Context", "Damaged", "Fault", "NotApplicable", "damage"]
