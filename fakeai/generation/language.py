"""Which language a text is in, told cheaply by its script or its commonest words."""

# ruff: noqa: E501, RUF001 -- words of other languages, in their own letters

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

ENGLISH = "en"
_MOST = 400
_MOST_WORDS = 60

LOCALES: Mapping[str, str] = MappingProxyType({
    "en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "pt": "pt_BR", "nl": "nl_NL",
    "pl": "pl_PL", "cs": "cs_CZ", "sv": "sv_SE", "da": "da_DK", "no": "no_NO", "fi": "fi_FI", "hu": "hu_HU",
    "ro": "ro_RO", "tr": "tr_TR", "vi": "vi_VN", "id": "id_ID", "ru": "ru_RU", "uk": "uk_UA", "bg": "bg_BG",
    "el": "el_GR", "he": "he_IL", "ar": "ar_AA", "fa": "fa_IR", "hi": "hi_IN", "bn": "bn_BD", "ta": "ta_IN",
    "th": "th_TH", "ja": "ja_JP", "zh": "zh_CN", "ko": "ko_KR", "ka": "ka_GE", "hy": "hy_AM",
})  # fmt: skip
"""Faker's locale for each language that is told apart."""

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
)
_FOREIGN = re.compile("[\u0370-\uffff]")  # beyond Latin with its accents

# The words that tell a language written in Latin letters; those that several share count for each.
_COMMON = {
    "en": "the and is are of to in what how why who a an for with you me my it this that please can do does write tell "
          "give explain on about be i your was will not say hello make list",
    "de": "der die das und ist sind was wie warum wer ein eine einen für mit du ich mir mein es nicht auf über von zu "
          "bitte kannst können wird den dem des im erkläre schreibe wo welche hallo sie wir gibt auch nach",
    "fr": "le la les et est sont que quoi comment pourquoi qui un une des pour avec tu je moi mon il ne pas sur de du "
          "dans s'il vous plaît quel quelle quels où ce cette explique écris bonjour est-ce peux au aux quelles "
          "moi-même",
    "es": "el la los las y es son qué que cómo por quién un una para con tú yo mi no en de del cuál dónde este esta "
          "favor puedes explica escribe hola cuáles dime sobre está se lo al porque cuando",
    "it": "il lo la gli le e è sono che cosa come perché chi un una per con tu io mi mio non di del della nel qual dove "
          "questo questa favore puoi spiega scrivi ciao quale quali dei delle sulla su",
    "pt": "o a os as e é são que como por quem um uma para com você eu meu não em de do da dos das qual onde este esta "
          "favor pode explique escreva olá quais sobre no na porque está me",
    "nl": "de het een en is zijn wat hoe waarom wie voor met je jij ik mij mijn niet op over van te aan alsjeblieft kun "
          "welke waar hallo schrijf leg uit dit dat deze wordt bij",
    "pl": "i w na z się jest są co jak dlaczego kto nie to że do dla proszę gdzie jaki jaka który czy napisz cześć o po",
    "cs": "a je jsou co jak proč kdo ne na v se s z do pro prosím kde který která napiš ahoj že to jaký jaké",
    "sv": "och är vad hur varför vem en ett för med du jag min inte på om av att det den som var skriv hej kan till",
    "da": "og er hvad hvordan hvorfor hvem en et for med du jeg min ikke på om af at det den som hvor skriv hej kan til",
    "no": "og er hva hvordan hvorfor hvem en et for med du jeg min ikke på om av at det den som hvor skriv hei kan til",
    "fi": "ja on ovat mitä miten miksi kuka ei se että minä sinä hei kirjoita missä mikä voi kanssa olla",
    "hu": "a az és van mi hogyan miért ki nem egy hogy én te kérlek hol melyik szia írj mit vagy",
    "ro": "și este sunt ce cum de cine un o pentru cu nu pe la din care unde te rog scrie salut este în",
    "tr": "ve bir bu ne nasıl neden kim için ile mi mı değil lütfen nerede hangi merhaba yaz nedir olan da de",
    "vi": "và là gì như tại sao ai một cho với không của trong tôi bạn xin hãy ở đâu nào viết chào có",
    "id": "dan yang adalah apa bagaimana mengapa siapa untuk dengan tidak di ke dari saya kamu tolong mana tulis halo ini itu",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def _languages_by_word() -> Mapping[str, tuple[str, ...]]:
    by_word: dict[str, tuple[str, ...]] = {}
    for language, words in _COMMON.items():
        for word in dict.fromkeys(words.split()):
            by_word[word] = (*by_word.get(word, ()), language)
    return MappingProxyType(by_word)


_LANGUAGES_BY_WORD = _languages_by_word()


def language_of(text: str) -> str:
    """The language's code; English if nothing tells."""
    return _language_of(text[:_MOST])


@lru_cache(maxsize=256)
def _language_of(text: str) -> str:
    if not text.isascii() and _FOREIGN.search(text):
        for language, script in _SCRIPTS:
            if script.search(text):
                return language
    scores: dict[str, float] = {}
    for word in _WORD.findall(text.lower())[:_MOST_WORDS]:
        languages = _LANGUAGES_BY_WORD.get(word, ())
        for language in languages:
            scores[language] = scores.get(language, 0) + 1 / len(languages)
    if not scores:
        return ENGLISH
    best = max(scores, key=lambda language: scores[language])
    sure = scores[best] >= 1 and scores[best] > scores.get(ENGLISH, 0)
    return best if sure else ENGLISH
