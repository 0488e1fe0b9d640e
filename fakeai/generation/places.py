"""Countries with their capitals, and other cities that people ask about."""

from __future__ import annotations

from collections.abc import Mapping
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

OTHER_CITIES: tuple[str, ...] = (
    "Amman", "Atlanta", "Auckland", "Austin", "Baltimore", "Barcelona", "Beirut", "Bengaluru", "Birmingham",
    "Bordeaux", "Boston", "Bristol", "Calgary", "Cape Town", "Casablanca", "Chennai", "Chicago", "Cologne", "Dallas",
    "Delhi", "Denver", "Detroit", "Doha", "Dubai", "Düsseldorf", "Florence", "Frankfurt", "Geneva", "Glasgow",
    "Gothenburg", "Guangzhou", "Hamburg", "Hong Kong", "Honolulu", "Houston", "Istanbul", "Johannesburg", "Karachi",
    "Kolkata", "Kyoto", "Lagos", "Las Vegas", "Leeds", "Leipzig", "Liverpool", "Los Angeles", "Lyon", "Manchester",
    "Marseille", "Melbourne", "Miami", "Milan", "Minneapolis", "Montreal", "Mumbai", "Munich", "Naples", "New Orleans",
    "New York", "New York City", "Nice", "Osaka", "Oxford", "Perth", "Philadelphia", "Phoenix", "Pittsburgh",
    "Portland", "Porto", "Quebec", "Rio de Janeiro", "Rotterdam", "Salt Lake City", "San Antonio", "San Diego",
    "San Francisco", "San Jose", "São Paulo", "Seattle", "Seville", "Shanghai", "Shenzhen", "Stuttgart", "Sydney",
    "Tampa", "Tel Aviv", "Toronto", "Toulouse", "Turin", "Valencia", "Vancouver", "Venice", "Washington", "Zurich",
)  # fmt: skip

CITIES: tuple[str, ...] = (*dict.fromkeys((*CAPITALS.values(), *OTHER_CITIES)),)
COUNTRIES: tuple[str, ...] = (*CAPITALS,)
