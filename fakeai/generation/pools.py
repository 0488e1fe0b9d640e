"""Names, addresses and the like, drawn once from Faker for each language and picked from ever after."""

from __future__ import annotations

from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from fakeai.generation.places import CITIES, COUNTRIES

if TYPE_CHECKING:
    from faker import Faker

_SIZE = 48

# What is picked, and the Faker method that it comes from.
_METHODS = {
    "name": "name",
    "first_name": "first_name",
    "last_name": "last_name",
    "email": "ascii_safe_email",
    "phone": "phone_number",
    "company": "company",
    "job": "job",
    "address": "address",
    "street": "street_address",
    "postcode": "postcode",
    "state": "administrative_unit",
    "username": "user_name",
    "city": "city",
    "country": "country",
    "iban": "iban",
    "isbn": "isbn13",
    "color": "color_name",
    "card": "credit_card_number",
    "mac": "mac_address",
    "file_name": "file_name",
    "file_path": "file_path",
    "user_agent": "user_agent",
    "license_plate": "license_plate",
    "bio": "job",
}


class Pools:
    """What can be picked in one locale. Faker is imported when the first pool that needs it is filled."""

    def __init__(self, locale: str = "en_US") -> None:
        self.locale = locale
        self._pools: dict[str, tuple[str, ...]] = {}
        if locale.startswith("en"):
            self._pools |= {"city": CITIES, "country": COUNTRIES}

    def knows(self, kind: str) -> bool:
        """Whether there is a pool of this kind."""
        return kind in _METHODS

    def pick(self, kind: str, chance: Random) -> str:
        """One of the pool of this kind."""
        pool = self._pools.get(kind) or self._fill(kind)
        return pool[int(chance.random() * len(pool))]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The locale's word list."""
        self._faker.seed_instance(0)
        return tuple(dict.fromkeys(self._faker.words(nb=600)))

    @cached_property
    def _faker(self) -> Faker:
        from faker import Faker  # 80 ms, so only once it is needed

        return Faker(self.locale)

    def _fill(self, kind: str) -> tuple[str, ...]:
        """Fill a pool. Its own seed makes it independent of which other pools were filled before."""
        faker = self._faker
        faker.seed_instance(f"fakeai {kind}")
        method = getattr(faker, _METHODS[kind], None) or faker.word
        pool = tuple(dict.fromkeys(str(method()).replace("\n", ", ") for _ in range(_SIZE)))
        self._pools[kind] = pool
        return pool
