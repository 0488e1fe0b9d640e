"""E-mails and letters."""

# ruff: noqa: E501 -- a pattern or a sentence stays whole

from __future__ import annotations

import re

from fakeai.generation.facts import Facts
from fakeai.generation.writing.hand import Hand

# What a letter is for: how the prompt says so, the subject, and the first lines.
_PURPOSES = (
    (
        re.compile(r"\bcover letter for (?:an? |the )?(.+?)(?: (?:position|role|job))?(?: at (.+?))?[.!?]*$", re.IGNORECASE),
        "Application: {topic}",
        "I am writing to apply for the position of {topic}{where}. My experience makes me confident that I can contribute from the first day.",
    ),
    (
        re.compile(r"\b(?:asking|ask|request(?:ing)?)(?: \w+)? for (.+?)[.!?]*$", re.IGNORECASE),
        "Request: {topic}",
        "I hope you are well. I would like to ask for {topic}. I will make sure that everything is taken care of.",
    ),
    (
        re.compile(r"\b(?:declin|reject|refus|turn(?:ing)? down)\w* (.+?)(?: from .+)?[.!?]*$", re.IGNORECASE),
        "Re: {topic}",
        "Thank you very much for {topic}. Unfortunately, I won't be able to accept this time.",
    ),
    (
        re.compile(r"\b(?:apologi[sz]\w*|sorry) (?:for |about )?(.+?)[.!?]*$", re.IGNORECASE),
        "Apology: {topic}",
        "I am writing to apologise for {topic}. It should not have happened, and we are making sure that it won't again.",
    ),
    (
        re.compile(r"\b(?:invit\w+)(?: [A-Z]?\w+)? to (.+?)[.!?]*$", re.IGNORECASE),
        "Invitation: {topic}",
        "I would be delighted to welcome you to {topic}.",
    ),
    (
        re.compile(r"\b(?:thank\w*)(?: [A-Z]\w+)? for (.+?)[.!?]*$", re.IGNORECASE),
        "Thank you",
        "I just wanted to thank you for {topic}. It means a lot to me.",
    ),
    (
        re.compile(r"\b(?:about|regarding|concerning) (.+?)[.!?]*$", re.IGNORECASE),
        "{title}",
        "I hope this message finds you well. I am writing to you about {topic}.",
    ),
)  # fmt: skip
_OTHERWISE = "Thank you for your time last week. As promised, here is an update on {topic}."
_REQUESTS = (
    "Could you let me know whether this works for you?",
    "Please feel free to reach out if you have any questions.",
    "I would be glad to hear your thoughts.",
)


def letter(hand: Hand) -> str:
    """An e-mail with a subject, from and to the people that the prompt names."""
    prompt = hand.wish.prompt
    people = Facts(prompt).people
    greeting = f"Dear {people[0]}" if people else "Dear hiring manager" if "cover letter" in prompt.lower() else "Hello"
    sender = people[1] if len(people) > 1 else hand.pools.pick("name", hand.chance)
    subject, body = _purpose(hand)
    return f"Subject: {subject}\n\n{greeting},\n\n{body}\n\n{hand.one(_REQUESTS)}\n\nBest regards,\n{sender}"


def _purpose(hand: Hand) -> tuple[str, str]:
    """The subject and the first lines of a letter."""
    for pattern, subject, body in _PURPOSES:
        found = pattern.search(hand.wish.prompt)
        if found is not None:
            topic = re.sub(r"^my ", "your ", found[1]) if "Thank" in body else found[1]
            where = f" at {found[2]}" if pattern.groups > 1 and found[2] else ""
            title = topic[:1].upper() + topic[1:]
            return subject.format(topic=topic, title=title), body.format(topic=topic, where=where)
    return hand.title, _OTHERWISE.format(topic=hand.topic)
