"""Small pieces of code in the language that was asked for."""

# ruff: noqa: E501 -- a pattern stays whole

from __future__ import annotations

import re

from fakeai.generation.writing.hand import Hand
from fakeai.generation.writing.wish import code_language

_FILLER = frozenset(
    "a an the that which who to of for in on with and or python javascript typescript java rust go golang ruby "
    "php sql bash shell html css function program script code class method write create computes returns given using "
    "is are it my".split()
)
_NAME_WORD = re.compile(r"[a-z]+")

_PYTHON = '''def {name}(items: list[float]) -> float:
    """Compute the result for {topic}."""
    total = 0.0
    for item in items:
        total += item
    return total / len(items) if items else 0.0


if __name__ == "__main__":
    print({name}([1, 2, 3]))'''
_KNOWN = {
    "fibonacci": """def fibonacci(n: int) -> list[int]:
    \"\"\"Return the first n Fibonacci numbers.\"\"\"
    numbers = [0, 1]
    while len(numbers) < n:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:n]


print(fibonacci(10))""",
    "factorial": """def factorial(n: int) -> int:
    \"\"\"Return the product of all whole numbers from 1 to n.\"\"\"
    result = 1
    for factor in range(2, n + 1):
        result *= factor
    return result


print(factorial(5))""",
    "prime": """def is_prime(n: int) -> bool:
    \"\"\"Tell whether n is a prime number.\"\"\"
    if n < 2:
        return False
    return all(n % divisor for divisor in range(2, int(n**0.5) + 1))


print([n for n in range(30) if is_prime(n)])""",
    "palindrome": """def is_palindrome(text: str) -> bool:
    \"\"\"Tell whether the text reads the same backwards.\"\"\"
    letters = [char.lower() for char in text if char.isalnum()]
    return letters == letters[::-1]


print(is_palindrome("Never odd or even"))""",
    "reverse": """def reverse(text: str) -> str:
    \"\"\"Return the text backwards.\"\"\"
    return text[::-1]


print(reverse("hello"))""",
    "sort": """def bubble_sort(items: list[int]) -> list[int]:
    \"\"\"Return the items in ascending order.\"\"\"
    ordered = list(items)
    for end in range(len(ordered) - 1, 0, -1):
        for index in range(end):
            if ordered[index] > ordered[index + 1]:
                ordered[index], ordered[index + 1] = ordered[index + 1], ordered[index]
    return ordered


print(bubble_sort([3, 1, 2]))""",
    "hello": """print("Hello, world!")""",
}
_JAVASCRIPT = """function {camel}(items) {{
  // {topic}
  const total = items.reduce((sum, item) => sum + item, 0);
  return items.length ? total / items.length : 0;
}}

console.log({camel}([1, 2, 3]));"""
_TYPESCRIPT = """export function {camel}(items: number[]): number {{
  // {topic}
  const total = items.reduce((sum, item) => sum + item, 0);
  return items.length ? total / items.length : 0;
}}"""
_JAVA = """public class {pascal} {{
    public static double {camel}(double[] items) {{
        double total = 0;
        for (double item : items) {{
            total += item;
        }}
        return items.length == 0 ? 0 : total / items.length;
    }}
}}"""
_RUST = """fn {name}(items: &[f64]) -> f64 {{
    let total: f64 = items.iter().sum();
    if items.is_empty() {{ 0.0 }} else {{ total / items.len() as f64 }}
}}"""
_GO = """func {camel}(items []float64) float64 {{
\tif len(items) == 0 {{
\t\treturn 0
\t}}
\ttotal := 0.0
\tfor _, item := range items {{
\t\ttotal += item
\t}}
\treturn total / float64(len(items))
}}"""
_RUBY = """def {name}(items)
  return 0 if items.empty?
  items.sum / items.size.to_f
end"""
_SQL = """SELECT id, name, COUNT(*) AS total
FROM {name}
WHERE created_at >= CURRENT_DATE - INTERVAL '30 days'
GROUP BY id, name
ORDER BY total DESC
LIMIT 10;"""
_BASH = """#!/usr/bin/env bash
set -euo pipefail

# {topic}
for file in "$@"; do
  echo "processing $file"
done"""
_HTML = """<section id="{name}">
  <h1>{title}</h1>
  <p>Everything about {topic}.</p>
</section>"""
_CSS = """.{name} {{
  display: flex;
  gap: 1rem;
  justify-content: center;
}}"""

_TEMPLATES = {
    "python": _PYTHON, "javascript": _JAVASCRIPT, "typescript": _TYPESCRIPT, "java": _JAVA, "rust": _RUST, "go": _GO,
    "golang": _GO, "ruby": _RUBY, "sql": _SQL, "bash": _BASH, "shell": _BASH, "html": _HTML, "css": _CSS,
}  # fmt: skip
_FOREWORDS = (
    "Here is an example:",
    "Sure! This should do it:",
    "Here's one way to write it:",
    "Here is a short version:",
)
_AFTERWORDS = (
    "Let me know if you need tests for it.",
    "You can adapt the names to your project.",
    "This version favours readability over speed.",
)


_PATTERNS = {
    "email": r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$", "phone": r"^\+?[0-9][0-9 ()-]{6,18}[0-9]$",
    "url": r"^https?://[^\s/$.?#].[^\s]*$", "date": r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$",
    "time": r"^(?:[01]\d|2[0-3]):[0-5]\d$", "ip": r"^(?:\d{1,3}\.){3}\d{1,3}$", "hex": r"^#?[0-9A-Fa-f]{6}$",
    "zip": r"^\d{5}(?:-\d{4})?$", "number": r"^-?\d+(?:\.\d+)?$", "word": r"^\w+$",
}  # fmt: skip
_TOP = re.compile(r"\btop (\d+) (\w+)(?: by (\w+))?", re.IGNORECASE)
_DEFINED = re.compile(r"\b(?:def|function|fn|func) (\w+)\s*\(([^)]*)\)")
_RETURNED = re.compile(r"\breturn ([^\n;}]+)")
_FENCED = re.compile(r"```\w*\n?(.*?)```", re.DOTALL)
_UNENDED = re.compile(
    r"^(\s*(?:for|while|if|elif|else|def|class|try|with)\b.*?(?:\)|\w))(?: +(?=print|return|pass\b)|$)", re.MULTILINE
)


def code_explained(hand: Hand) -> str:
    """What a piece of code does, as far as its names tell."""
    found = _FENCED.search(hand.wish.prompt)
    text = found[1] if found else hand.wish.prompt
    defined, returned = _DEFINED.search(text), _RETURNED.search(text)
    if defined is None:
        lines = len([line for line in text.splitlines() if line.strip()])
        return f"This code runs {lines} {'line' if lines == 1 else 'lines'} from top to bottom; nothing is defined for later use."
    takes = f"takes `{defined[2].strip()}`" if defined[2].strip() else "takes no arguments"
    gives = f" and returns `{returned[1].strip()}`" if returned else " and returns nothing"
    return f"This code defines a function `{defined[1]}` that {takes}{gives}."


def code_fixed(hand: Hand) -> str:
    """The code with colons where they were left out, and a line for what follows them."""
    found = _FENCED.search(hand.wish.prompt)
    text = (found[1] if found else hand.wish.prompt.partition(":")[2] or hand.wish.prompt).strip()
    fixed = _UNENDED.sub(r"\1:\n    ", text).rstrip() if ":" not in text else text
    note = "A colon was missing." if fixed != text else "It runs as it stands; check the values that go in."
    return f"Here is the corrected version:\n\n```python\n{fixed}\n```\n\n{note}"


def _query(hand: Hand) -> str | None:
    """The query for the top of something."""
    found = _TOP.search(hand.wish.prompt)
    if found is None:
        return None
    return f"SELECT *\nFROM {found[2].lower()}\nORDER BY {(found[3] or 'created_at').lower()} DESC\nLIMIT {found[1]};"


def code(hand: Hand) -> str:
    """A fenced block with a sentence before and after it."""
    lower = hand.wish.prompt.lower()
    if "regex" in lower or "regular expression" in lower:
        pattern = next((text for name, text in _PATTERNS.items() if name in lower), _PATTERNS["word"])
        return f"{hand.one(_FOREWORDS)}\n\n```regex\n{pattern}\n```\n\nIt matches the whole text, from `^` to `$`."
    language = code_language(hand.wish.prompt) or "python"
    known = language if language in _TEMPLATES else "python"
    words = [word for word in _NAME_WORD.findall(hand.topic.lower()) if word not in _FILLER][:3] or ["solve"]
    pascal = "".join(word.capitalize() for word in words)
    body = _TEMPLATES[known].format(
        name="_".join(words), camel=pascal[:1].lower() + pascal[1:], pascal=pascal, topic=hand.topic, title=hand.title
    )
    if known == "sql":
        body = _query(hand) or body
    if known == "python":
        body = next((text for word, text in _KNOWN.items() if word in lower), body)
    return f"{hand.one(_FOREWORDS)}\n\n```{known}\n{body}\n```\n\n{hand.one(_AFTERWORDS)}"
