"""Everyday phrases in other languages, for what is to be translated; and a sentence of the language for anything else."""

# ruff: noqa: E501, RUF001 -- phrases of other languages, in their own letters

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

LANGUAGE_CODES: Mapping[str, str] = MappingProxyType({
    "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "polish": "pl",
    "russian": "ru", "japanese": "ja", "chinese": "zh", "mandarin": "zh", "korean": "ko",
})  # fmt: skip

_LANGUAGES = ("de", "fr", "es", "it", "pt", "ja", "zh", "ru")
_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "hello": ("Hallo", "Bonjour", "Hola", "Ciao", "Olá", "こんにちは", "你好", "Привет"),
    "good morning": ("Guten Morgen", "Bonjour", "Buenos días", "Buongiorno", "Bom dia", "おはようございます", "早上好", "Доброе утро"),
    "good evening": ("Guten Abend", "Bonsoir", "Buenas tardes", "Buonasera", "Boa noite", "こんばんは", "晚上好", "Добрый вечер"),
    "good night": ("Gute Nacht", "Bonne nuit", "Buenas noches", "Buonanotte", "Boa noite", "おやすみなさい", "晚安", "Спокойной ночи"),
    "goodbye": ("Auf Wiedersehen", "Au revoir", "Adiós", "Arrivederci", "Adeus", "さようなら", "再见", "До свидания"),
    "thank you": ("Danke", "Merci", "Gracias", "Grazie", "Obrigado", "ありがとうございます", "谢谢", "Спасибо"),
    "please": ("Bitte", "S'il vous plaît", "Por favor", "Per favore", "Por favor", "お願いします", "请", "Пожалуйста"),
    "how are you": ("Wie geht es dir?", "Comment allez-vous ?", "¿Cómo estás?", "Come stai?", "Como vai?", "お元気ですか?", "你好吗?", "Как дела?"),
    "yes": ("Ja", "Oui", "Sí", "Sì", "Sim", "はい", "是", "Да"),
    "no": ("Nein", "Non", "No", "No", "Não", "いいえ", "不", "Нет"),
    "i love you": ("Ich liebe dich", "Je t'aime", "Te quiero", "Ti amo", "Eu te amo", "愛しています", "我爱你", "Я тебя люблю"),
    "excuse me": ("Entschuldigung", "Excusez-moi", "Disculpe", "Mi scusi", "Com licença", "すみません", "打扰一下", "Извините"),
    "happy birthday": ("Alles Gute zum Geburtstag", "Joyeux anniversaire", "Feliz cumpleaños", "Buon compleanno", "Feliz aniversário", "お誕生日おめでとうございます", "生日快乐", "С днём рождения"),
    "see you tomorrow": ("Bis morgen", "À demain", "Hasta mañana", "A domani", "Até amanhã", "また明日", "明天见", "До завтра"),
    "see you later": ("Bis später", "À plus tard", "Hasta luego", "A dopo", "Até logo", "また後で", "回头见", "До скорого"),
    "welcome": ("Willkommen", "Bienvenue", "Bienvenido", "Benvenuto", "Bem-vindo", "ようこそ", "欢迎", "Добро пожаловать"),
})  # fmt: skip
_ALIKE = {"hi": "hello", "thanks": "thank you", "bye": "goodbye", "thanks a lot": "thank you", "sorry": "excuse me"}
_PART = re.compile(r"[^,.!?;]+|[,.!?;]")
_ASKED = re.compile(
    r"\b(?:translate|say|write|how (?:do|would|can) (?:you|i|one) say|what is|what's)\b\s*(?:this|the following|me)?\s*"
    r"(?:(?P<before>.+?)\s+(?:in|to|into)\s+(?P<to>[A-Z][a-z]+)\b|(?:to|into|in)\s+(?P<first>[A-Z][a-z]+)\s*:\s*(?P<after>.+))",
    re.IGNORECASE | re.DOTALL,
)


def asked(prompt: str) -> tuple[str, str] | None:
    """The text that a prompt wants to hear in another language, and that language; None if it wants no such thing."""
    found = _ASKED.search(prompt[:600])
    if found is None:
        return None
    code = LANGUAGE_CODES.get((found["to"] or found["first"]).lower())
    text = (found["before"] or found["after"] or "").strip(" \"'“”‘’«»:\n")
    return (text, code) if code and text else None


def known(text: str, language: str) -> str | None:
    """The text in a language, if every part of it is a phrase that is known."""
    if language not in _LANGUAGES:
        return None
    place = _LANGUAGES.index(language)
    said: list[str] = []
    for part in _PART.findall(text):
        phrase = part.strip().lower()
        if not phrase or phrase in ",;":
            continue
        if phrase in ".!?":
            if said and said[-1][-1:] not in ".!?":
                said[-1] += phrase
            continue
        phrases = _PHRASES.get(_ALIKE.get(phrase, phrase))
        if phrases is None:
            return None
        said.append(phrases[place])
    return (
        " ".join(
            f"{each}," if index + 1 < len(said) and each[-1:] not in ".!?" else each for index, each in enumerate(said)
        )
        or None
    )
