"""Texts that a JSON Schema allows."""

from __future__ import annotations

from collections.abc import Iterator

from fakeai.generation.instances.guesses import Guesses
from fakeai.generation.instances.merging import Flat
from fakeai.generation.instances.place import Place
from fakeai.generation.instances.schema_error import Unsatisfiable
from fakeai.generation.instances.validation import fits_text

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST = 100_000  # longer texts are not made up


def text(schema: Flat, place: Place, guesses: Guesses, *, wild: bool) -> str:
    """A text: what the prompt names, else what the name, format and pattern suggest. Raises Unsatisfiable.

    A `wild` one is as unlike others as the schema allows, for when likely ones have failed.
    """
    shortest, longest = int(schema.get("minLength", 0)), schema.get("maxLength")
    if shortest > _LONGEST or (longest is not None and longest < shortest):
        raise Unsatisfiable(f"no text has at least {shortest} and at most {longest} characters")
    for value in () if wild else _likely(schema, place, guesses):
        if fits_text(value, schema):
            return value
    if "pattern" in schema:
        return guesses.matching(schema["pattern"], shortest, longest)
    if wild:
        length = guesses.chance.choice((shortest, shortest + 1, max(8, shortest), longest or 8))
        return "".join(
            guesses.chance.choices(_LETTERS, k=min(length, _LONGEST, length if longest is None else longest))
        )
    return _fitted(next(guesses.text(place, None)), shortest, longest, guesses)


def _likely(schema: Flat, place: Place, guesses: Guesses) -> Iterator[str]:
    form = schema.get("format")
    yield from guesses.mentioned(place, form)
    if "pattern" in schema and form is None:
        return
    for value in guesses.text(place, form):
        yield value
        if "maxLength" not in schema and "minLength" not in schema and "pattern" not in schema:
            return


def _fitted(base: str, shortest: int, longest: int | None, guesses: Guesses) -> str:
    """The text, continued or cut to a length that is allowed, at a word's end if there is room for one."""
    while len(base) < shortest:
        base = f"{base} {guesses.word()}" if shortest - len(base) > 1 else base + "."
    if longest is None or len(base) <= longest:
        return base
    cut = base[:longest]
    whole = cut.rpartition(" ")[0]
    return whole if len(whole) >= max(shortest, longest // 2) else cut
