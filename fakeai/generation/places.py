"""Countries with their capitals, and other cities that people ask about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

CAPITALS: Mapping[str, str] = MappingProxyType({
    "Afghanistan": "Kabul", "Argentina": "Buenos Aires", "Australia": "Canberra", "Austria": "Vienna",
    "Bangladesh": "Dhaka", "Belgium": "Brussels", "Bolivia": "Sucre", "Brazil": "Brasília", "Bulgaria": "Sofia",
    "Canada": "Ottawa", "Chile": "Santiago", "China": "Beijing", "Colombia": "Bogotá", "Croatia": "Zagreb",
    "Cuba": "Havana", "Czechia": "Prague", "Denmark": "Copenhagen", "Ecuador": "Quito", "Egypt": "Cairo",
    "England": "London", "Estonia": "Tallinn", "Ethiopia": "Addis Ababa", "Finland": "Helsinki", "France": "Paris",
    "Germany": "Berlin", "Ghana": "Accra", "Greece": "Athens", "Hungary": "Budapest", "Iceland": "Reykjavik",
    "India": "New Delhi", "Indonesia": "Jakarta", "Iran": "Tehran", "Iraq": "Baghdad", "Ireland": "Dublin",
    "Israel": "Jerusalem", "Italy": "Rome", "Japan": "Tokyo", "Kenya": "Nairobi", "Latvia": "Riga",
    "Lithuania": "Vilnius", "Luxembourg": "Luxembourg", "Malaysia": "Kuala Lumpur", "Mexico": "Mexico City",
    "Morocco": "Rabat", "Nepal": "Kathmandu", "Netherlands": "Amsterdam", "New Zealand": "Wellington",
    "Nigeria": "Abuja", "Norway": "Oslo", "Pakistan": "Islamabad", "Peru": "Lima", "Philippines": "Manila",
    "Poland": "Warsaw", "Portugal": "Lisbon", "Romania": "Bucharest", "Russia": "Moscow", "Saudi Arabia": "Riyadh",
    "Scotland": "Edinburgh", "Serbia": "Belgrade", "Singapore": "Singapore", "Slovakia": "Bratislava",
    "Slovenia": "Ljubljana", "South Africa": "Pretoria", "South Korea": "Seoul", "Spain": "Madrid",
    "Sweden": "Stockholm", "Switzerland": "Bern", "Taiwan": "Taipei", "Thailand": "Bangkok", "Turkey": "Ankara",
    "Ukraine": "Kyiv", "United Kingdom": "London", "UK": "London", "United States": "Washington, D.C.",
    "USA": "Washington, D.C.", "Uruguay": "Montevideo", "Vietnam": "Hanoi", "Wales": "Cardiff",
})  # fmt: skip

CITIES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Australia": ("Melbourne", "Perth", "Sydney", "Brisbane", "Adelaide"),
    "Brazil": ("Rio de Janeiro", "São Paulo", "Salvador", "Recife"),
    "Canada": ("Calgary", "Montreal", "Quebec", "Toronto", "Vancouver"),
    "China": ("Guangzhou", "Hong Kong", "Shanghai", "Shenzhen", "Chengdu"),
    "France": ("Bordeaux", "Lyon", "Marseille", "Nice", "Toulouse", "Strasbourg"),
    "Germany": ("Cologne", "Düsseldorf", "Frankfurt", "Hamburg", "Leipzig", "Munich", "Stuttgart"),
    "India": ("Bengaluru", "Chennai", "Delhi", "Kolkata", "Mumbai"),
    "Italy": ("Florence", "Milan", "Naples", "Turin", "Venice", "Bologna"),
    "Japan": ("Kyoto", "Osaka", "Nagoya", "Sapporo", "Yokohama"),
    "Mexico": ("Guadalajara", "Monterrey", "Puebla", "Tijuana"),
    "Netherlands": ("Rotterdam", "The Hague", "Utrecht", "Eindhoven"),
    "Poland": ("Kraków", "Gdańsk", "Wrocław", "Poznań"),
    "Portugal": ("Porto", "Braga", "Coimbra", "Faro"),
    "South Africa": ("Cape Town", "Johannesburg", "Durban"),
    "Spain": ("Barcelona", "Seville", "Valencia", "Bilbao", "Málaga"),
    "Sweden": ("Gothenburg", "Malmö", "Uppsala", "Lund"),
    "Switzerland": ("Geneva", "Zurich", "Basel", "Lausanne", "Lucerne"),
    "Turkey": ("Istanbul", "Izmir", "Antalya", "Bursa"),
    "United Kingdom": ("Birmingham", "Bristol", "Glasgow", "Leeds", "Liverpool", "Manchester", "Oxford"),
    "United States": (
        "Atlanta", "Austin", "Baltimore", "Boston", "Chicago", "Dallas", "Denver", "Detroit", "Honolulu", "Houston",
        "Las Vegas", "Los Angeles", "Miami", "Minneapolis", "New Orleans", "New York", "New York City", "Philadelphia",
        "Phoenix", "Pittsburgh", "Portland", "Salt Lake City", "San Antonio", "San Diego", "San Francisco", "San Jose",
        "Seattle", "Tampa", "Washington",
    ),
})  # fmt: skip
"""Cities of a country, beside its capital."""

_CALLED = {
    "american": "United States", "australian": "Australia", "brazilian": "Brazil", "british": "United Kingdom",
    "canadian": "Canada", "chinese": "China", "dutch": "Netherlands", "french": "France", "german": "Germany",
    "indian": "India", "italian": "Italy", "japanese": "Japan", "mexican": "Mexico", "polish": "Poland",
    "portuguese": "Portugal", "south african": "South Africa", "spanish": "Spain", "swedish": "Sweden",
    "swiss": "Switzerland", "turkish": "Turkey", "uk": "United Kingdom", "usa": "United States",
}  # fmt: skip
_COUNTRY_BY_WORD = {country.lower(): country for country in CITIES_OF} | _CALLED
_COUNTRY = re.compile(rf"\b({'|'.join(map(re.escape, _COUNTRY_BY_WORD))})\b", re.IGNORECASE | re.ASCII)

_ELSEWHERE = ("Amman", "Auckland", "Beirut", "Casablanca", "Doha", "Dubai", "Karachi", "Lagos", "Tel Aviv")
CITIES: tuple[str, ...] = (*dict.fromkeys((*CAPITALS.values(), *chain.from_iterable(CITIES_OF.values()), *_ELSEWHERE)),)
COUNTRIES: tuple[str, ...] = (*CAPITALS,)


def cities_in(text: str) -> tuple[str, ...]:
    """Cities of the country that a text names, its capital first; none if it names none, or one not known so well."""
    found = _COUNTRY.search(text)
    if found is None:
        return ()
    country = _COUNTRY_BY_WORD[found[0].lower()]
    return CAPITALS[country], *CITIES_OF[country]
