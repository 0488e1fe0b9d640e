"""Words of common kinds, to fill lists with: what a "list of five fruits" holds."""

# ruff: noqa: E501 -- a kind a line reads as a table

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STOCK: Mapping[str, tuple[str, ...]] = MappingProxyType({
    word: tuple(items.split(", "))
    for words, items in (
        ("fruits fruit", "Apple, Banana, Orange, Mango, Strawberry, Grape, Pineapple, Pear, Kiwi, Peach, Cherry, Plum"),
        ("vegetables", "Carrot, Broccoli, Spinach, Potato, Onion, Pepper, Cucumber, Zucchini, Pumpkin, Peas"),
        ("animals", "Elephant, Tiger, Dolphin, Eagle, Penguin, Kangaroo, Fox, Owl, Bear, Giraffe, Otter, Wolf"),
        ("colors colours", "Red, Blue, Green, Yellow, Orange, Purple, Pink, Brown, Black, White"),
        ("planets", "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune"),
        ("days", "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
        ("months", "January, February, March, April, May, June, July, August, September, October, November, December"),
        ("seasons", "Spring, Summer, Autumn, Winter"),
        ("languages", "English, Spanish, French, German, Japanese, Arabic, Hindi, Portuguese, Swahili, Italian"),
        ("sports", "Football, Basketball, Tennis, Swimming, Volleyball, Cycling, Rugby, Golf, Boxing, Skiing"),
        ("hobbies activities", "Reading, Hiking, Photography, Cooking, Painting, Gardening, Chess, Cycling, Knitting"),
        ("instruments", "Piano, Guitar, Violin, Drums, Flute, Cello, Trumpet, Saxophone, Harp, Clarinet"),
        ("ingredients", "Flour, Eggs, Butter, Milk, Sugar, Salt, Olive oil, Garlic, Tomatoes, Onions"),
        ("dishes meals recipes", "Lasagne, Vegetable curry, Tomato soup, Paella, Risotto, Ramen, Tacos, Ratatouille"),
        ("continents", "Africa, Antarctica, Asia, Australia, Europe, North America, South America"),
        ("oceans", "Pacific Ocean, Atlantic Ocean, Indian Ocean, Southern Ocean, Arctic Ocean"),
        ("browsers", "Chrome, Firefox, Safari, Edge, Opera, Brave"),
        ("books", "Pride and Prejudice, Moby-Dick, Middlemarch, The Great Gatsby, Jane Eyre, Dracula, Emma, Walden"),
        ("movies films", "Casablanca, Metropolis, Rear Window, City Lights, The Third Man, Vertigo, Sunrise, Notorious"),
        ("packing", "Light clothes, Comfortable shoes, Sunscreen, Sunglasses, A water bottle, Chargers, A hat, Passport"),
        ("groceries grocery shopping", "Bread, Milk, Eggs, Butter, Apples, Rice, Tomatoes, Cheese, Coffee, Pasta"),
    )
    for word in words.split()
})  # fmt: skip
"""What there is of each kind, by the words that name it."""

IN_ORDER = frozenset(("days", "months", "seasons", "planets"))
"""Kinds that are told from the first one on, and all of them unless a number is named."""

PROGRAMMING_LANGUAGES = ("Python", "JavaScript", "Rust", "Go", "Java", "TypeScript", "Kotlin", "C++", "Ruby", "Swift")

EUROPE = (
    "France",
    "Spain",
    "Italy",
    "Poland",
    "Sweden",
    "Greece",
    "Portugal",
    "Austria",
    "Norway",
    "Ireland",
    "Germany",
)

IDEAS = (
    "A beginner's guide to {topic}",
    "Five common mistakes with {topic}, and how to avoid them",
    "How {topic} has changed over the last ten years",
    "What nobody tells you about {topic}",
    "{title}: myths and facts",
    "A day in the life: {topic} up close",
    "The tools that make {topic} easier",
    "Interview: three experts on {topic}",
)
"""What a list of ideas, topics or titles holds."""

BRANDS = (
    "The Copper {noun}", "Morning {noun}", "{noun} & Co.", "Little {noun}", "North Street {noun}", "The Blue {noun}",
    "{noun} House", "Golden {noun}", "Corner {noun}", "The Daily {noun}",
)  # fmt: skip
"""Names for shops, products and teams."""
