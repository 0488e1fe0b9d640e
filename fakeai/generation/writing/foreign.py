"""Answers in other languages: templates for the commonest, and Faker's words for the others."""

# ruff: noqa: E501, RUF001 -- sentences of other languages stay whole, in their own letters

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from fakeai.generation.language import language_of
from fakeai.generation.lettercase import lowered
from fakeai.generation.writing.hand import Hand


class Phrases(NamedTuple):
    """Sentences of one language. `between` stands between them: nothing where a script has no spaces."""

    openings: Sequence[str]
    middles: Sequence[str]
    endings: Sequence[str]
    between: str = " "


_PHRASES: Mapping[str, Phrases] = MappingProxyType({
    "de": Phrases(
        ("Zu „{topic}“ lässt sich Folgendes sagen.", "Gern gehe ich auf „{topic}“ ein.", "Hier ein kurzer Überblick zu „{topic}“."),
        ("Zunächst kommt es auf den Zusammenhang an.", "In der Praxis hilft es, mit einem einfachen Beispiel zu beginnen.",
         "{name} aus {city} würde sagen: Schritt für Schritt zum Ziel.", "Die meisten Fehler entstehen, wenn man die Grundlagen überspringt.",
         "Es lohnt sich, zwei oder drei Möglichkeiten zu vergleichen."),
        ("Wenn du mehr wissen möchtest, frag gern nach.", "Ich hoffe, das hilft dir weiter."),
    ),
    "fr": Phrases(
        ("Voici ce que l'on peut dire à propos de « {topic} ».", "Concernant « {topic} », plusieurs points sont à retenir."),
        ("Tout dépend d'abord du contexte.", "En pratique, mieux vaut commencer par un exemple simple.",
         "Comme le dirait {name}, de {city}, il faut avancer pas à pas.", "La plupart des erreurs viennent de bases négligées.",
         "Il est utile de comparer deux ou trois solutions."),
        ("N'hésitez pas à me demander plus de détails.", "J'espère que cela vous aide."),
    ),
    "es": Phrases(
        ("Sobre «{topic}» se puede decir lo siguiente.", "Aquí tienes un breve resumen de «{topic}»."),
        ("Ante todo, depende del contexto.", "En la práctica, conviene empezar con un ejemplo sencillo.",
         "Como diría {name}, de {city}, hay que ir paso a paso.", "La mayoría de los errores se deben a que se descuidan las bases.",
         "Vale la pena comparar dos o tres opciones."),
        ("Si quieres más detalles, dímelo.", "Espero que te sirva de ayuda."),
    ),
    "it": Phrases(
        ("Ecco che cosa si può dire su «{topic}».", "Ecco una breve panoramica su «{topic}»."),
        ("Prima di tutto, dipende dal contesto.", "In pratica conviene partire da un esempio semplice.",
         "Come direbbe {name}, di {city}, si procede un passo alla volta.", "La maggior parte degli errori nasce dalle basi trascurate.",
         "Vale la pena confrontare due o tre possibilità."),
        ("Se vuoi saperne di più, chiedi pure.", "Spero che ti sia utile."),
    ),
    "pt": Phrases(
        ('Sobre "{topic}", pode-se dizer o seguinte.', 'Aqui está um breve resumo sobre "{topic}".'),
        ("Antes de tudo, depende do contexto.", "Na prática, vale começar com um exemplo simples.",
         "Como diria {name}, de {city}, é preciso ir passo a passo.", "A maioria dos erros surge quando se ignora o básico.",
         "Vale a pena comparar duas ou três opções."),
        ("Se quiser mais detalhes, é só pedir.", "Espero que isso ajude."),
    ),
    "nl": Phrases(
        ("Over ‘{topic}’ valt het volgende te zeggen.", "Hier is een kort overzicht van ‘{topic}’."),
        ("Het hangt allereerst af van de context.", "In de praktijk helpt het om met een eenvoudig voorbeeld te beginnen.",
         "Zoals {name} uit {city} zou zeggen: stap voor stap.", "De meeste fouten ontstaan als je de basis overslaat."),
        ("Laat het me weten als je meer wilt weten.", "Ik hoop dat dit je verder helpt."),
    ),
    "pl": Phrases(
        ("Na temat „{topic}” można powiedzieć, co następuje.", "Oto krótki przegląd tematu „{topic}”."),
        ("Wszystko zależy przede wszystkim od kontekstu.", "W praktyce warto zacząć od prostego przykładu.",
         "Jak powiedziałby {name}: krok po kroku do celu.", "Większość błędów wynika z pominięcia podstaw."),
        ("Jeśli chcesz wiedzieć więcej, pytaj śmiało.", "Mam nadzieję, że to pomoże."),
    ),
    "ru": Phrases(
        ("О теме «{topic}» можно сказать следующее.", "Вот краткий обзор по теме «{topic}»."),
        ("Прежде всего, многое зависит от контекста.", "На практике лучше начать с простого примера.",
         "Как сказал бы {name}, всё решается шаг за шагом.", "Большинство ошибок возникает, когда забывают об основах.",
         "Стоит сравнить два или три варианта."),
        ("Если нужны подробности, спрашивайте.", "Надеюсь, это поможет."),
    ),
    "ja": Phrases(
        ("「{topic}」についてご説明します。", "「{topic}」について簡単にまとめます。"),
        ("まず、状況によって答えは変わります。", "実際には、簡単な例から始めるとわかりやすいです。",
         "たとえば、{city}の{name}さんなら一歩ずつ進めるでしょう。", "基本を飛ばすと間違いが起こりやすくなります。", "いくつかの選択肢を比べてみることをおすすめします。"),
        ("さらに詳しく知りたい場合は、お気軽にお尋ねください。", "お役に立てば幸いです。"),
        "",
    ),
    "zh": Phrases(
        ("关于“{topic}”,可以这样说。", "下面简要介绍一下“{topic}”。"),
        ("首先,这取决于具体的情况。", "在实践中,最好从一个简单的例子开始。", "比如{city}的{name}会说:一步一步来。",
         "大多数错误都是因为忽视了基础。", "值得把两三种方案比较一下。"),
        ("如果想了解更多,请随时告诉我。", "希望对你有所帮助。"),
        "",
    ),
    "ko": Phrases(
        ("‘{topic}’에 대해 말씀드리겠습니다.", "‘{topic}’에 대한 간단한 설명입니다."),
        ("우선 상황에 따라 답이 달라질 수 있습니다.", "실제로는 간단한 예부터 시작하는 것이 좋습니다.",
         "{city}의 {name} 님이라면 한 걸음씩 나아가라고 하겠지요.", "대부분의 실수는 기본을 건너뛸 때 생깁니다."),
        ("더 궁금한 점이 있으면 언제든지 물어보세요.", "도움이 되었기를 바랍니다."),
    ),
})  # fmt: skip

_GREETINGS: Mapping[str, str] = MappingProxyType({
    "hallo": "Hallo! Wie kann ich dir helfen?", "guten tag": "Guten Tag! Was kann ich für Sie tun?",
    "bonjour": "Bonjour ! Comment puis-je vous aider ?", "salut": "Salut ! Comment puis-je t'aider ?",
    "hola": "¡Hola! ¿En qué puedo ayudarte?", "ciao": "Ciao! Come posso aiutarti?", "olá": "Olá! Como posso ajudar?",
    "cześć": "Cześć! W czym mogę pomóc?", "привет": "Привет! Чем могу помочь?",
    "здравствуйте": "Здравствуйте! Чем могу помочь?", "こんにちは": "こんにちは!何かお手伝いできることはありますか?",
    "你好": "你好!有什么可以帮你的吗?", "안녕하세요": "안녕하세요! 무엇을 도와드릴까요?",
})  # fmt: skip
_WORDS_PER_SENTENCE = 9


def answer(hand: Hand) -> str:
    """A few sentences in the prompt's own language, or a greeting in return for one."""
    greeting = _GREETINGS.get(hand.wish.prompt.strip(" .!?,。！？").lower())
    if greeting is not None:
        return greeting
    own = subject_of(hand.wish.prompt) if language_of(hand.wish.prompt) == hand.wish.language else ""
    return said_in(hand.wish.language, own or hand.wish.topic, hand)


def subject_of(prompt: str) -> str:
    """What a prompt in one of these languages is about, without greeting and question words."""
    for part in _SENTENCE.split(prompt.strip()[:400]):
        rest = part.strip(" \t?!.,;:¿¡。？！")
        for _ in range(4):
            shorter = _LEAD.sub("", rest, count=1).strip(" ,:!?¿¡")
            if shorter == rest:
                break
            rest = shorter
        rest = _TRAIL.sub("", rest).strip()
        if rest:
            return rest if len(rest) <= _MOST_TOPIC else rest[:_MOST_TOPIC].rsplit(" ", 1)[0]
    return ""


_MOST_TOPIC = 80
_SENTENCE = re.compile(r"(?<=[.?!。？！])\s*|\n+")
_LEAD = re.compile(
    r"^(?:(?:hallo|hi|guten (?:tag|morgen|abend)|bonjour|salut|hola|ciao|olá|buongiorno|hoi|привет|здравствуйте|你好|こんにちは|안녕하세요)\b"
    r"|(?:kannst|könntest|können|könnten) (?:du|sie)(?: mir| uns)?(?: bitte)?(?: (?:erklären|sagen|helfen|beschreiben)\b)?"
    r"|(?:erklär|beschreib|erzähl|schreib|nenn|gib|zeig|fass)(?:e|en sie)?(?: mir| uns)?(?: bitte)?(?: etwas)?(?: über)?(?= )"
    r"|(?:was|wer|wo|wann) (?:ist|sind|war|waren|bedeutet|heißt)\b|bitte\b"
    r"|(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous) (?:m'|me |nous )?(?:expliquer|dire|aider à|décrire|parler de)?"
    r"|(?:explique|décris|écris|donne|parle|raconte|résume)(?:s|z)?(?:-moi|-nous)?(?: de)?(?= )"
    r"|(?:qu'est-ce que(?: c'est que)?|c'est quoi|quel(?:le)?s? (?:est|sont)|qui (?:est|était))"
    r"|(?:puedes|podrías|puede) (?:explicar(?:me)?|decirme|ayudarme con|describir)?"
    r"|(?:explica|describe|escribe|dime|dame|háblame|cuéntame|resume)(?:me)?(?: de| sobre)?(?= )"
    r"|(?:qué|cuál|cuáles|quién) (?:es|son|fue|era)\b|por favor\b"
    r"|(?:puoi|potresti) (?:spiegar(?:mi)?|dirmi|descrivere)?|(?:spiega|descrivi|scrivi|dimmi)(?:mi)?(?: di)?(?= )|(?:che cosa|cos'|chi) ?(?:è|sono)"
    r"|(?:você )?(?:pode|poderia) (?:explicar|me dizer)?|(?:explique|descreva|escreva|diga)(?:-me)?(?= )|(?:o que|qual|quem) (?:é|são)"
    r"|(?:объясни|расскажи|опиши|напиши)(?:те)?(?: мне)?(?: об?| про)?|(?:что такое|кто такой|кто такая)"
    r"|(?:请|介绍一下|解释一下|什么是|告诉我|写一篇关于))\s*",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:について(?:教えて|説明して|話して)?(?:ください)?|とは(?:何ですか)?|(?:は|って)?(?:何|どこ|誰)ですか|を(?:教えて|説明して)(?:ください)?"
    r"|에 대해(?:서)? (?:설명해|알려) ?(?:줘|주세요)|是什么)$"
)
_COUNTS = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dos": 2, "tres": 3,
    "cuatro": 4, "cinco": 5, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "dois": 2, "três": 3, "quatro": 4,
    "twee": 2, "drie": 3, "vijf": 5,
}  # fmt: skip
_COUNTED = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_COUNTS)}) (?:\w+ )?(?:tipps|ideen|gründe|punkte|ratschläge|beispiele|vorteile|conseils|idées"
    r"|raisons|astuces|exemples|avantages|consejos|ideas|razones|ejemplos|ventajas|trucos|consigli|idee|motivi|esempi"
    r"|dicas|ideias|razões|exemplos|tips|redenen|ideeën|voorbeelden)\b",
    re.IGNORECASE,
)


def sentence_in(language: str, hand: Hand) -> str:
    """A sentence of a language that can stand alone."""
    phrases = _PHRASES.get(language)
    if phrases is None:
        return _from_words(hand)
    return hand.one([middle for middle in phrases.middles if "{" not in middle])


def _listed(phrases: Phrases, topic: str, count: int, hand: Hand) -> str:
    """So many points, after an opening."""
    plain = [middle for middle in phrases.middles if "{" not in middle]
    lines = [f"{number}. {line}" for number, line in enumerate(hand.some(plain, count), 1)]
    return "\n".join([phrases.openings[-1].format(topic=topic), "", *lines])


def sentence(locale: str, place: int) -> str | None:
    """A sentence in the language of a Faker locale, as it may stand in a field; None where there are no templates."""
    phrases = _PHRASES.get(locale[:2])
    if phrases is None:
        return None
    plain = [middle for middle in phrases.middles if "{" not in middle]
    return plain[place % len(plain)]


def said_in(language: str, topic: str, hand: Hand) -> str:
    """A few sentences about a topic in a language."""
    phrases = _PHRASES.get(language)
    return _from_words(hand) if phrases is None else _from_phrases(phrases, topic, hand)


def _from_phrases(phrases: Phrases, topic: str, hand: Hand) -> str:
    counted = _COUNTED.search(hand.wish.prompt)
    if counted is not None:
        word = lowered(counted[1])
        return _listed(phrases, topic, min(10, int(word) if word.isdecimal() else _COUNTS[word]), hand)
    count = hand.wish.sentences or 4 + int(hand.chance.random() * 2)
    if hand.room is not None:
        count = max(1, min(count, hand.room // (2 * _WORDS_PER_SENTENCE)))
    middles = hand.some(phrases.middles, max(0, count - 2))
    lines = [hand.one(phrases.openings), *middles, hand.one(phrases.endings)][:count]
    name, city = (hand.pools.pick(kind, hand.chance) for kind in ("first_name", "city"))
    return phrases.between.join(lines).format(topic=topic, name=name, city=city)


def _from_words(hand: Hand) -> str:
    """Sentences of the locale's own words, with what the prompt was about."""
    count = hand.wish.sentences or 4
    if hand.room is not None:
        count = max(1, min(count, hand.room // _WORDS_PER_SENTENCE))
    sentences = []
    for _ in range(count):
        words = hand.some(hand.pools.words, 6 + int(hand.chance.random() * 6))
        sentences.append(" ".join(words).capitalize() + ".")
    return f"{hand.title}: {' '.join(sentences)}"
