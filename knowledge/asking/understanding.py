"""A question as staff type it → a search query: spelling, abbreviations, Urdu, follow-ups."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.asking.english import english_frequencies
from knowledge.asking.glossary import Glossaries
from knowledge.asking.message import Message, split_message
from knowledge.asking.question_form import GENERIC, QuestionForm, form_of
from knowledge.index.policy_index import Query
from knowledge.words import STOP_WORDS, content_words, fold, stem, stems_of, surface, terms

EARLIER_WEIGHT = 0.5  # of the words that a follow-up borrows from the turns before
TOLD_WEIGHT = 0.5  # of the words that a message tells before it asks
MOST_TURNS = 3  # that a follow-up may lean on
THIN = 2  # words that name something: with fewer, a question is read with what is told before it
EXPANSION_WEIGHT = 0.4  # of the documents' words for what was said
LONG_FORM_WEIGHT = 0.7
SELDOM_BESIDE = 40  # times: a word this much rarer than a neighbour in the documents is a slip
DENIALS = frozenset({"without", "no", "not", "non"})
SELDOM = 3  # passages: an abbreviation that the documents use more often needs no long form
WORDS_REMEMBERED = 4096
FEW = 2  # other content words in a question that only asks what an abbreviation means
FOLLOW_UP_OPENING = re.compile(
    r"\W*(and|but|so|then|also|what about|how about|what if|why|why not|aur|or for)\b",
    re.IGNORECASE,
)
# "for which procedures?", "how many people?", "only Punjab?": too little to be a question alone.
FRAGMENT = re.compile(
    r"\W*(?:(?:for|in|by|to|with|from|of|on|at|until|under)\s+)?"
    r"(?:which|what|who|whom|whose|how|when|where|only|even|not|always)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+")  # a capital within a sentence: Multan, Outlook
# What points at something that was said before, and names nothing: "any thoughts?".
POINTING = frozenset(
    """here thought thoughts idea ideas advice opinion view views guidance suggestion suggestions
    allowed ok okay fine correct right""".split()  # noqa: SIM905  (a word list)
)
POINTING_URDU = re.compile(
    r"""\b(?:is|iss|us)\s(?:k[aie]|par|pe|tarah|mein|bar[ey])\b|\b(?:ye|yeh|aisa|aise|aisi)\b
    |(?<!\w)(?:اس|یہ|ایسا|ایسے|ایسی)(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
# Spellings of quick messages, further from the word than a slip.
TEXTING = {
    "shud": "should", "cud": "could", "wud": "would", "wat": "what", "wht": "what", "plz": "please",
    "pls": "please", "abt": "about", "bcoz": "because", "bcz": "because", "frm": "from",
    "orgs": "organizations", "govt": "government", "dept": "department", "mtg": "meeting",
    "amt": "amount", "ppl": "people", "snr": "senior", "wth": "with",
    "thx": "thanks", "u": "you", "ur": "your", "r": "are",
}  # fmt: skip
LEANING = frozenset(
    [
        "it",
        "they",
        "them",
        "that",
        "those",
        "these",
        "this",
        "he",
        "she",
        "there",
        "same",
        "former",
        "latter",
        "one",
        "ones",
    ]
)
URDU_SCRIPT = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
# Two Urdu words, or a third of the question, make it Roman Urdu: one may be a name.
FEWEST_URDU_WORDS, URDU_SHARE = 2, 0.34


Earlier = str | Sequence[str]  # the question before, or several, the oldest first


class Language(StrEnum):
    """The language a question was asked in."""

    ENGLISH = "en"
    ROMAN_URDU = "roman-urdu"
    URDU = "ur"


@dataclass(frozen=True)
class Interpretation:
    """What a question means, as the search and the answer need it."""

    text: str  # as typed, in one Unicode form, without control characters
    language: Language
    english: str  # what is asked, in English, spelling repaired
    query: Query
    asked: str = ""  # `english` without what is told, where that was needed to understand it
    form: QuestionForm = field(default_factory=QuestionForm)
    told: tuple[str, ...] = ()  # what the message tells besides, in English
    before: str = ""  # the turns that it leans on, in English
    leans: bool = False  # it depends on the question before it
    repairs: tuple[tuple[str, str], ...] = ()  # (word as typed, word as read)
    stands_for: Mapping[str, tuple[str, ...]] | None = None  # stem → stems that mean the same
    elsewhere: str = ""  # who usually knows, where no document in force uses the subject's word
    elsewhere_words: tuple[tuple[str, ...], ...] = ()  # the stems by which its subjects are named


class Understanding:
    """Turns questions into queries, with the vocabulary of one index."""

    def __init__(
        self,
        glossaries: Glossaries,
        vocabulary: Mapping[str, int],
        stems: Mapping[str, int],
        own: frozenset[str],
        english: frozenset[str],
    ) -> None:
        """`vocabulary` holds the index's words, `stems` how many passages each stem stands in.

        `own` holds the stems of the documents' own words, without the questions kept beside them;
        `english` common words, which are never taken for typing slips.
        """
        self._glossary = glossaries.english
        self._urdu = glossaries.urdu
        self._elsewhere = glossaries.elsewhere
        self._vocabulary = vocabulary
        self._counts = stems
        self._own = own
        self._english = english
        whole = {word for word in vocabulary if len(word) > 3 and word.isalpha()}
        self._spellings = sorted(whole | set(STOP_WORDS))
        self._dictionary = sorted(english)
        # The same words come again and again, and looking for a word's neighbours takes longest.
        self._spelling_of = lru_cache(WORDS_REMEMBERED)(self._better_spelling)

    def understand(self, question: str, earlier: Earlier = "") -> Interpretation:
        """`question` as a query; `earlier` are the questions before it, the oldest first."""
        typed_text = clean(question)
        language, english = self._into_english(typed_text)
        is_english = language is Language.ENGLISH
        message = split_message(english) if is_english else Message(english)
        return self.interpret(message, typed_text, language, earlier)

    def needs_context(self, question: str) -> bool:
        """True where `question` says too little by itself: "Is this allowed?"."""
        language, english = self._into_english(clean(question))
        is_english = language is Language.ENGLISH
        message = split_message(english) if is_english else Message(english)
        asked = self._repair(message.question)[0]
        names_a_clause = any(character.isdigit() for character in asked)
        is_readable = any(character.isalnum() for character in asked)
        if message.facts or names_a_clause or not is_readable:
            return False
        naming = [word for word in _naming_words(asked) if word not in POINTING]
        points = POINTING & set(surface(asked)) or POINTING_URDU.search(question)
        return bool(points or leans_on_earlier(asked)) and len(naming) < THIN

    def interpret(
        self, message: Message, typed_text: str, language: Language, earlier: Earlier = ""
    ) -> Interpretation:
        """The same for a message that is split already, in English."""
        question, repairs = self._repair(message.question)
        facts = [self._repair(fact) for fact in message.facts]
        told = tuple(fact for fact, _ in facts)
        repairs = (*repairs, *(repair for _, found in facts for repair in found))
        before = self._borrowed(question, turns_of(earlier)) if not told else ""
        is_thin = len(_naming_words(question)) < THIN
        english = f"{told[-1]} {question}" if told and is_thin else question
        weights, stands_for = self._weights(english, " ".join(told), typed_text, before)
        text = " ".join(filter(None, [before, *told, question]))
        long_forms = self._rare_long_forms(typed_text)
        elsewhere = self._elsewhere.office(english, self._own.__contains__) or ""
        return Interpretation(
            text=typed_text,
            language=language,
            english=english,
            query=Query(
                _with_long_forms(text, long_forms),
                weights,
                _script_of(typed_text, language),
                self._abbreviations_to_define(english),
            ),
            asked=question,
            form=form_of(question, "" if language is Language.ENGLISH else typed_text, before),
            told=told,
            before=before,
            leans=bool(before),
            repairs=repairs,
            stands_for=stands_for,
            elsewhere=elsewhere,
            elsewhere_words=self._elsewhere.words_of(elsewhere),
        )

    def _borrowed(self, question: str, turns: Sequence[str]) -> str:
        """What a follow-up leans on: the turn before, and those before it as long as they lean."""
        borrowed: list[str] = []
        leans = bool(turns) and leans_on_earlier(question)
        for turn in reversed(turns[-MOST_TURNS:]):
            if not leans:
                break
            english = self._repair(self._into_english(clean(turn))[1])[0]
            borrowed.insert(0, english)
            leans = leans_on_earlier(english)
        return " ".join(borrowed)

    def _into_english(self, typed_text: str) -> tuple[Language, str]:
        if is_urdu_script(typed_text):
            return Language.URDU, self._urdu.rewrite_script(typed_text).english
        rewriting = self._urdu.rewrite_roman(typed_text, self._english)
        is_urdu = rewriting.certain >= FEWEST_URDU_WORDS and (
            rewriting.glossary_words >= URDU_SHARE * rewriting.words
        )
        return (
            (Language.ROMAN_URDU, rewriting.english) if is_urdu else (Language.ENGLISH, typed_text)
        )

    def _repair(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """`text` with each unknown word replaced by the nearest known one, and the replacements."""
        names = {fold(name) for name in NAME.findall(text)}
        repairs = []
        for word in dict.fromkeys(re.findall(r"[^\W_]+", fold(text))):
            better = self._spelling_of(word, word in names)
            if better:
                repairs.append((word, better))
        for wrong, right in repairs:
            text = re.sub(rf"(?<!\w){re.escape(wrong)}(?!\w)", right, text, flags=re.IGNORECASE)
        return text, tuple(repairs)

    def _better_spelling(self, word: str, is_name: bool) -> str | None:
        known = TEXTING.get(word) or (
            self._known_neighbour(word) if self._is_slip_of_known(word) else ""
        )
        if known:
            return known
        is_word = word in self._vocabulary or word in self._english or word in STOP_WORDS
        if is_word or len(word) < 4 or not word.isalpha() or not word.isascii():
            return None
        if stem(word) in self._known_stems or word in self._glossary.abbreviations:
            return None
        if word in english_frequencies():
            return None
        own = _nearest(word, self._spellings)
        general = None if is_name else _nearest(word, self._dictionary)
        if own is None or (general is not None and general[1] < own[1]):
            return general[0] if general else None
        return own[0]

    def _is_slip_of_known(self, word: str) -> bool:
        """True for a word so rare beside its neighbour in the documents that it is a slip."""
        neighbour = self._known_neighbour(word)
        frequencies = english_frequencies()
        return bool(neighbour) and (
            frequencies.get(word, 0) * SELDOM_BESIDE < frequencies.get(neighbour, 0)
        )

    def _known_neighbour(self, word: str) -> str:
        """The word of the documents one slip away from an English word that they do not use."""
        if len(word) < 5 or word in self._vocabulary or stem(word) in self._everyday_stems:
            return ""
        if word not in english_frequencies():
            return ""
        nearest = process.extractOne(word, self._spellings, scorer=OSA.distance, score_cutoff=1)
        return str(nearest[0]) if nearest and nearest[0][0] == word[0] else ""

    @cached_property
    def _everyday_stems(self) -> frozenset[str]:
        """The stems of the words that the documents use or that staff use for them."""
        known = {*self._vocabulary, *self._glossary.everyday_words, *self._glossary.abbreviations}
        return frozenset(stems_of(known))

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        """The stems of all known words, so that no inflected form is taken for a typing slip."""
        everyday_words = {*self._glossary.everyday_words, *self._elsewhere.words}
        return frozenset(stems_of([*self._vocabulary, *self._english, *everyday_words]))

    def _rare_long_forms(self, typed_text: str) -> list[str]:
        """The long forms that help: of abbreviations that the documents themselves seldom use."""
        return [
            long
            for short, long in self._glossary.abbreviations_in(typed_text).items()
            if self._counts.get(stem(short), 0) <= SELDOM
        ]

    def _abbreviations_to_define(self, english: str) -> tuple[str, ...]:
        """The abbreviations whose meaning is asked, in capitals."""
        long_forms = self._glossary.abbreviations_in(english)
        rest = set(terms(english)) - {stem(short) for short in long_forms}
        asks_meaning = self._glossary.asks_for_meaning(english) and len(rest) <= FEW
        return tuple(short.upper() for short in long_forms) if asks_meaning else ()

    def _weights(
        self, english: str, told: str, typed_text: str, before: str
    ) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
        weights: dict[str, float] = {}

        def add(words: list[str], weight: float) -> None:
            for word in words:
                weights[word] = max(weight, weights.get(word, 0.0))

        add(terms(english), 1.0)
        add(terms(told), TOLD_WEIGHT)
        add(terms(before), EARLIER_WEIGHT)
        for form in self._rare_long_forms(typed_text):
            add(terms(form), LONG_FORM_WEIGHT)
        stands_for = {
            stem(short): tuple(terms(long))
            for short, long in self._glossary.abbreviations_in(typed_text).items()
        }
        for short, phrase in self._glossary.long_forms_in(english).items():
            add([stem(short)], LONG_FORM_WEIGHT)
            for word in phrase:
                stands_for[word] = (*stands_for.get(word, ()), stem(short))
        for phrase, means in self._glossary.meanings(f"{told} {english}"):
            is_denied = bool(DENIALS & set(phrase))
            add(terms(means), 1.0 if is_denied else EXPANSION_WEIGHT)
            if is_denied:  # "without funds" is about what is not funded: its meaning leads
                weights.update({w: EXPANSION_WEIGHT for w in phrase if w in weights})
            for word in phrase:
                stands_for[word] = (*stands_for.get(word, ()), *terms(means))
        return weights, stands_for


def clean(text: str) -> str:
    """`text` in one Unicode form on one line, without control or formatting characters."""
    plain = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs"} else c for c in plain)
    return " ".join(printable.split())


def is_urdu_script(text: str) -> bool:
    """True where most letters are of the Arabic script."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(bool(URDU_SCRIPT.match(c)) for c in letters) > len(letters) / 2


def turns_of(earlier: Earlier) -> tuple[str, ...]:
    """The questions before this one, the oldest first; empty ones left out."""
    turns = (earlier,) if isinstance(earlier, str) else tuple(earlier)
    return tuple(turn for turn in turns if turn.strip())


def leans_on_earlier(question: str) -> bool:
    """True where a question cannot be understood without the one before it."""
    words = set(surface(question))
    is_fragment = FRAGMENT.match(question) is not None and len(content_words(question)) <= 1
    return bool(
        FOLLOW_UP_OPENING.match(question)
        or words & LEANING
        or not content_words(question)
        or is_fragment
    )


def _naming_words(text: str) -> list[str]:
    return [word for word in content_words(text) if stem(word) not in GENERIC]


def english_words(vocabulary: Mapping[str, int]) -> frozenset[str]:
    """The whole words among a sentence model's word pieces: a dictionary of common English."""
    return frozenset(
        piece for piece in vocabulary if piece.isalpha() and piece.isascii() and len(piece) > 2
    )


def _with_long_forms(text: str, long_forms: list[str]) -> str:
    """`text` with the long form behind its abbreviations, for the vectors."""
    forms = [form for form in long_forms if fold(form) not in fold(text)]
    return f"{text} ({'; '.join(forms)})" if forms else text


def _script_of(typed_text: str, language: Language) -> str:
    return typed_text if language is Language.URDU else ""


def _nearest(word: str, among: list[str]) -> tuple[str, int] | None:
    """The word of `among` that is few typing slips away, with their number."""
    slips = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
    best: tuple[float, int, bool, str] | None = None
    for candidate, distance, _ in process.extract(
        word, among, scorer=OSA.distance, score_cutoff=slips, limit=8
    ):
        rank = (
            distance + (0 if candidate[0] == word[0] else 0.5),
            abs(len(candidate) - len(word)),
            candidate not in STOP_WORDS,  # "waht" is "what" and not "wait"
            candidate,
        )
        best = min(best, rank) if best else rank
    return (best[3], int(best[0] + 0.5)) if best else None
