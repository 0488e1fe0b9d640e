"""Text in the formats that JSON Schema names."""

from __future__ import annotations

import base64
from collections.abc import Callable
from random import Random

from fakeai.generation.pools import Pools

_WORDS = ("alpha", "harbor", "maple", "orbit", "river", "signal", "summit", "violet", "willow", "zephyr")


def formatted(name: str, chance: Random, pools: Pools) -> str | None:
    """A text in the format of that name, or None for a format unknown here."""
    write = _FORMATS.get(name)
    return None if write is None else write(chance, pools)


def date(chance: Random) -> str:
    """A day of the recent past or near future, as RFC 3339 writes it."""
    return f"{chance.randint(2024, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def clock_time(chance: Random) -> str:
    """A time of day, in hours, minutes and seconds."""
    return f"{chance.randint(7, 20):02}:{chance.randint(0, 11) * 5:02}:00"


def uuid(chance: Random) -> str:
    """A UUID of version 4."""
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[chance.randrange(4)]}{digits[17:20]}-{digits[20:]}"


def _email(chance: Random, pools: Pools) -> str:
    return pools.pick("email", chance)


def _hostname(chance: Random) -> str:
    return f"{chance.choice(_WORDS)}.example.com"


def _uri(chance: Random) -> str:
    return f"https://www.example.com/{chance.choice(_WORDS)}/{chance.choice(_WORDS)}"


def _ipv4(chance: Random) -> str:
    return f"192.0.2.{chance.randint(1, 254)}"  # RFC 5737: for documentation


def _ipv6(chance: Random) -> str:
    return f"2001:db8::{chance.randint(1, 0xFFFF):x}"  # RFC 3849: likewise


def _base64(chance: Random) -> str:
    return base64.b64encode(chance.choice(_WORDS).encode()).decode()


_FORMATS: dict[str, Callable[[Random, Pools], str]] = {
    "date-time": lambda chance, _: f"{date(chance)}T{clock_time(chance)}Z",
    "datetime": lambda chance, _: f"{date(chance)}T{clock_time(chance)}Z",
    "date": lambda chance, _: date(chance),
    "time": lambda chance, _: clock_time(chance) + "Z",
    "duration": lambda chance, _: f"PT{chance.randint(1, 12) * 5}M",
    "email": _email,
    "idn-email": _email,
    "hostname": lambda chance, _: _hostname(chance),
    "idn-hostname": lambda chance, _: _hostname(chance),
    "ipv4": lambda chance, _: _ipv4(chance),
    "ipv6": lambda chance, _: _ipv6(chance),
    "uri": lambda chance, _: _uri(chance),
    "url": lambda chance, _: _uri(chance),
    "iri": lambda chance, _: _uri(chance),
    "uri-reference": lambda chance, _: f"/{chance.choice(_WORDS)}/{chance.choice(_WORDS)}",
    "iri-reference": lambda chance, _: f"/{chance.choice(_WORDS)}/{chance.choice(_WORDS)}",
    "uri-template": lambda chance, _: f"https://www.example.com/{chance.choice(_WORDS)}/{{id}}",
    "uuid": lambda chance, _: uuid(chance),
    "uuid4": lambda chance, _: uuid(chance),
    "json-pointer": lambda chance, _: f"/{chance.choice(_WORDS)}/{chance.randint(0, 9)}",
    "relative-json-pointer": lambda chance, _: f"{chance.randint(0, 3)}/{chance.choice(_WORDS)}",
    "regex": lambda chance, _: f"^{chance.choice(_WORDS)}$",
    "byte": lambda chance, _: _base64(chance),
    "base64": lambda chance, _: _base64(chance),
    "binary": lambda chance, _: _base64(chance),
    "json-string": lambda chance, _: f'{{"name":"{chance.choice(_WORDS)}"}}',
    "phone": lambda chance, pools: pools.pick("phone", chance),
    "decimal": lambda chance, _: f"{chance.randint(1, 999)}.{chance.randint(0, 99):02}",
}
