"""What every client is asked for, and the tool that it has."""

from __future__ import annotations

from pydantic import BaseModel

MODEL = "gpt-4o"
JOHN = "John is 30 years old."
WEATHER = "What is the weather in Paris?"


class Person(BaseModel):
    """A person."""

    name: str
    age: int


class Report(BaseModel):
    """The weather in a city."""

    city: str
    temperature: float


def get_weather(city: str) -> str:
    """Get the current weather in a city.

    Args:
        city: The name of the city.
    """
    return f"18.5 degrees in {city}"
