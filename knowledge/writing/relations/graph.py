"""A parsed text as a graph: its telling words, and what each is to the others.

Who acts and whom it is done to are the same in the active, the passive, a relative clause, an
infinitive and a noun made of a verb, so that two wordings of one thing have the same edges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.words import fold, stem
from knowledge.writing.proof.number_words import NUMBER_WORDS
from knowledge.writing.proof.tokens import GRAMMAR
from knowledge.writing.proof.vocabulary import actor_named, load_vocabulary
from knowledge.writing.proof.who import OFFICE, WE
from knowledge.writing.relations.parser import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

AGENT, PATIENT, MODIFIER, RELATIVE, MEMBER = "agent", "patient", "of", "which", "such as"
# Who acts or undergoes as far as can be guessed: it may bear a claim, and gainsays none.
PERHAPS_AGENT, PERHAPS_PATIENT = "agent?", "patient?"
DOER = "doer"  # of what a carrier carries: of the attempt in "makes an attempt"
NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
VERBAL = frozenset({"VERB", "AUX"})
DEEPEST = 4  # verbs that hand a subject down
SURFACE = frozenset({"nsubj", "csubj", "nsubjpass", "csubjpass"})
MODIFIERS = frozenset(
    [
        "amod",
        "compound",
        "poss",
        "nmod",
        "nummod",
        "advmod",
        "npadvmod",
        "quantmod",
        "appos",
        "oprd",
        "meta",
        "det",
        "predet",
    ]
)
# A verb that says nothing by itself: its object is what is done.
CARRIERS = frozenset(
    [
        "make",
        "take",
        "have",
        "give",
        "conduct",
        "carry",
        "keep",
        "undertake",
        "hold",
        "do",
        "perform",
        "place",
        "put",
        "play",
        "ensure",
        "bring",
        "get",
        "use",
    ]
)
# What follows "on" or "from" does it to the subject: "the quality depends on the principles".
TURNED_ROUND = {
    "depend": "on",
    "rely": "on",
    "rest": "on",
    "hinge": "on",
    "arise": "from",
    "stem": "from",
    "result": "from",
    "follow": "from",
    "come": "from",
}
# "A set of deliverables" are deliverables; "the head of the department" is no department.
TRANSPARENT = frozenset(
    [
        "set",
        "range",
        "degree",
        "level",
        "number",
        "variety",
        "type",
        "kind",
        "form",
        "part",
        "series",
        "pool",
        "section",
        "amount",
        "deal",
        "lot",
        "member",
        "process",
        "scope",
        "issue",
        "quality",
        "nature",
        "standard",
        "piece",
        "majority",
        "opportunity",
        "chance",
        "effort",
        "purpose",
        "strength",
    ]
)
RELATIVE_WORDS = frozenset({"WDT", "WP", "WP$", "WRB"})
EXAMPLES = frozenset({"including", "like", "eg", "e.g."})


@dataclass(frozen=True)
class ParsedWord:
    """A word of a text: what it matches others by, and what it is in its sentence."""

    text: str
    lemma: str
    keys: frozenset[str]
    kind: str  # its part of speech
    sentence: int
    is_pronoun: bool = False
    actor: str = ""
    stem: str = ""

    @property
    def tells(self) -> bool:
        """True where it carries something that must be proved."""
        return bool(self.keys)

    @property
    def is_verb(self) -> bool:
        """True for a verb."""
        return self.kind in VERBAL

    @property
    def says(self) -> bool:
        """True for a verb, and for what else may be said of a thing by itself."""
        return self.is_verb or self.kind == "ADJ"


@dataclass
class Graph:
    """The words of a text, and the edges between them: (head, dependent) → what it is to it."""

    words: list[ParsedWord] = field(default_factory=list)
    edges: dict[tuple[int, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    parent: dict[int, int] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)

    def labels(self, head: int, dependent: int) -> set[str]:
        """What `dependent` is to `head`; empty where they have no edge."""
        return self.edges.get((head, dependent), set())

    def climb(self, at: int) -> Iterator[int]:
        """The heads above a word, the nearest first."""
        seen = {at}
        while (at := self.parent.get(at, -1)) >= 0 and at not in seen:
            seen.add(at)
            yield at


def graph_of(sentences: Sequence[str]) -> Graph:
    """The graph of the sentences of one text."""
    graph = Graph()
    for number, sentence in enumerate(sentences):
        _GraphReader(graph, parse(sentence), number).read()
    return graph


def _word(token: Token, sentence: int) -> ParsedWord:
    plain = fold(token.text)
    lemma = fold(token.lemma_)
    is_pronoun = token.pos_ == "PRON" or (
        token.tag_ in {"PRP", "PRP$", "DT"}
        and plain
        in {"this", "these", "both", "each", "such", "that", "those", "all", "either", "neither"}
    )
    names = {name for name in (plain, plain.replace("-", ""), *plain.split("-")) if name}
    keys: frozenset[str] = frozenset()
    if plain in WE:
        keys = load_vocabulary().keys(fold(OFFICE))
        return ParsedWord(token.text, lemma, keys, "PROPN", sentence, False, OFFICE, fold(OFFICE))
    if not all(name in GRAMMAR or name in NUMBER_WORDS or not name[0].isalpha() for name in names):
        keys = frozenset(
            k for name in names if name[:1].isalpha() for k in load_vocabulary().keys(name)
        )
    return ParsedWord(
        token.text,
        lemma,
        keys,
        token.pos_,
        sentence,
        is_pronoun,
        actor_named(plain),
        stem(load_vocabulary().forms.get(plain, plain)),
    )


class _GraphReader:
    """Reads one parsed sentence into a graph."""

    def __init__(self, graph: Graph, doc: Doc, sentence: int) -> None:
        self.graph, self.doc, self.first = graph, doc, len(graph.words)
        graph.words.extend(_word(token, sentence) for token in doc)
        graph.tokens.extend(doc)

    def read(self) -> None:
        """Adds all edges of the sentence."""
        for token in self.doc:
            self._add_parent(token)
            if token.pos_ in VERBAL or _children(token, *SURFACE, "dobj", "agent"):
                self._read_verb(token)
            self._read_modifiers(token)
        for token in self.doc:
            if token.pos_ in VERBAL:
                self._read_carrier(token)
        self._see_through()

    # -- edges ---------------------------------------------------------------------------------

    def _add(self, head: Token, label: str, dependents: Iterable[Token]) -> None:
        for dependent in dependents:
            for each in map(_predicate, _with_conjuncts(dependent)):
                if each.i != head.i:
                    self.graph.edges[self.first + head.i, self.first + each.i].add(label)

    def _add_parent(self, token: Token) -> None:
        if _predicate(token).i != token.i:
            head = _predicate(token)  # "is": what it is
        else:
            head = token.head
            if token.dep_ in {"attr", "acomp"} and head.lemma_ == "be":
                head = head.head if head.head.i != head.i else token
            elif token.dep_ == "pobj" and _predicate(head.head).i == token.i:
                head = head.head.head if head.head.head.i != head.head.i else token
            else:
                while head.pos_ in {"ADP", "PART", "SCONJ", "CCONJ"} and head.head.i != head.i:
                    head = head.head
                head = _predicate(head)
        if head.i != token.i:
            self.graph.parent[self.first + token.i] = self.first + head.i

    def _read_verb(self, verb: Token) -> None:
        head = _predicate(verb)
        passive = _is_passive(verb)
        turned = self._read_turned_round(verb)
        role = PATIENT if passive or turned else AGENT
        sure, guesses = _subjects(verb)
        self._add(head, role, sure)
        self._add(head, f"{role}?", guesses)
        for complement in _children(verb, "attr", "acomp", "oprd"):
            if complement.i != head.i:
                self._add(complement, AGENT, sure)
        for agent in _children(verb, "agent"):
            self._add(head, AGENT, _children(agent, "pobj"))
        objects = _objects(verb)
        self._add(head, PATIENT, objects)
        self._add(head, "prep:to", _children(verb, "dative"))
        for dative in _children(verb, "dative"):
            self._add(head, "prep:to", _children(dative, "pobj"))
        self._add(head, "clause:", _children(verb, "attr", "acomp", "oprd"))
        for clause in _children(verb, "xcomp", "ccomp", "advcl", "pcomp", "parataxis"):
            self._add(head, f"clause:{_mark(clause)}", [clause])
        if verb.dep_ == "relcl" and not objects and not passive and _takes_object(verb):
            self._add(head, PATIENT, [verb.head])

    def _read_turned_round(self, verb: Token) -> bool:
        """True for "depends on": adds what it depends on as what acts."""
        wanted = TURNED_ROUND.get(verb.lemma_)
        prepositions = [p for p in _prepositions(verb) if p.lower_ == wanted]
        for preposition in prepositions:
            self._add(verb, AGENT, _children(preposition, "pobj"))
        return bool(prepositions)

    def _read_modifiers(self, token: Token) -> None:
        head = _predicate(token)
        self._add(head, MODIFIER, _children(token, *MODIFIERS))
        for clause in _children(token, "relcl", "acl"):
            self._add(head, RELATIVE, [clause])
        if token.dep_ == "prep" or token.pos_ == "ADP":
            return
        for preposition in _prepositions(token):
            self._read_preposition(head, preposition)
        for conjunct in _children(token, "conj"):
            borrowed = [p for p in _prepositions(conjunct) if p.lower_ == "of"]
            if token.pos_ == "NOUN" and not any(p.lower_ == "of" for p in _prepositions(token)):
                for preposition in borrowed:
                    self._read_preposition(head, preposition)

    def _read_preposition(self, head: Token, preposition: Token) -> None:
        name = fold(preposition.text)
        objects = [o for o in _children(preposition, "pobj") if o.i != head.i]
        inner = _children(preposition, "prep")
        is_example = name in EXAMPLES or (
            name == "as" and any(c.lower_ == "such" for c in preposition.children)
        )
        self._add(head, MEMBER if is_example else f"prep:{name}", objects)
        self._add(head, f"clause:{name}", _children(preposition, "pcomp"))
        for nested in inner:
            self._read_preposition(head, nested)
        if name in {"of", "by", "for", "to", "in", "on"}:
            self._add(head, f"prep:{name}", _children(preposition, "pcomp"))

    # -- what is said in other words ------------------------------------------------------------

    def _read_carrier(self, verb: Token) -> None:
        """Whoever makes an attempt attempts: the edges of a carrier are those of its object too."""
        if verb.lemma_ not in CARRIERS:
            return
        doers = [*_children(verb, "agent")]
        subjects = [s for agent in doers for s in _children(agent, "pobj")]
        passive = _is_passive(verb)
        deeds = _subjects(verb)[0] if passive else _objects(verb)
        subjects += [] if passive else _subjects(verb)[0]
        for deed in (d for object_ in deeds for d in _with_conjuncts(object_)):
            self._add(deed, DOER, subjects)
            for clause in _children(verb, "xcomp", "advcl"):
                self._add(deed, f"clause:{_mark(clause)}", [clause])
                if passive:
                    self._add(clause, PERHAPS_AGENT, subjects)
            for infinitive in _children(deed, "acl"):
                if infinitive.tag_ == "VB":
                    self._add(infinitive, PERHAPS_AGENT, subjects)
            for preposition in _prepositions(verb):
                self._read_preposition(deed, preposition)
            self._add(deed, MODIFIER, _children(verb, "advmod"))

    def _see_through(self) -> None:
        """What is said of a set of things, or of things such as these, is said of the things."""
        for _ in range(2):
            for (head, dependent), labels in list(self.graph.edges.items()):
                if head < self.first:
                    continue
                is_clear = self.graph.words[dependent].lemma in TRANSPARENT
                for (other, inner), inner_labels in list(self.graph.edges.items()):
                    if other != dependent or inner == head:
                        continue
                    if (is_clear and "prep:of" in inner_labels) or MEMBER in inner_labels:
                        self.graph.edges[head, inner] |= labels - {MEMBER}
        for (noun, subject), labels in list(self.graph.edges.items()):
            if noun < self.first or AGENT not in labels or self.graph.words[noun].kind != "NOUN":
                continue  # what "a relationship that evolves" is evolves itself
            for (verb, other), roles in list(self.graph.edges.items()):
                if other == noun and verb >= self.first and verb != subject:
                    self.graph.edges[verb, subject] |= {f"{r}?" for r in roles & {AGENT, PATIENT}}


def _children(token: Token, *dependencies: str) -> list[Token]:
    return [child for child in token.children if child.dep_ in dependencies]


def _with_conjuncts(token: Token) -> list[Token]:
    return [token, *[t for t in token.conjuncts if t.i > token.i and _depends(t, token)]]


def _depends(token: Token, other: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
        if token.i == other.i:
            return True
    return False


def _prepositions(token: Token) -> list[Token]:
    direct = _children(token, "prep")
    return [p for preposition in direct for p in _with_conjuncts(preposition)]


def _predicate(token: Token) -> Token:
    """What is said of the subject of "is"; any other word itself."""
    if token.lemma_ != "be" or token.pos_ not in VERBAL:
        return token
    for complement in _children(token, "attr", "acomp", "oprd"):
        return complement
    for preposition in _children(token, "prep"):
        for place in _children(preposition, "pobj"):
            return place
    return token


def _is_passive(verb: Token) -> bool:
    if _children(verb, "auxpass", "nsubjpass", "agent"):
        return True
    if verb.tag_ not in {"VBN", "VBD"}:
        return False
    if verb.dep_ == "conj":
        return _is_passive(verb.head) and not _children(verb, "aux", "nsubj")
    if verb.dep_ == "acl":
        return not _children(verb, "aux", "dobj")
    return (
        verb.tag_ == "VBN" and verb.dep_ in {"advcl", "amod"} and not _children(verb, "aux", "dobj")
    )


def _subjects(verb: Token, depth: int = 0) -> tuple[list[Token], list[Token]]:
    """The subjects of a verb as they stand, and those that it may have."""
    own = [_antecedent(subject, verb) for subject in _children(verb, *SURFACE)]
    if own:
        is_relative = verb.dep_ == "relcl" and any(own_.i == verb.head.i for own_ in own)
        return own, _above(verb.head) if is_relative else []
    head = verb.head
    if depth > DEEPEST or head.i == verb.i:
        return [], []
    if verb.dep_ == "conj":
        return _subjects(head, depth + 1)
    if verb.dep_ in {"xcomp", "ccomp"} and verb.tag_ != "VBG" and head.lemma_ != "be":
        objects = _objects(head)
        return (objects, []) if objects else _subjects(head, depth + 1)
    return _subjects_above(verb, depth)


def _subjects_above(verb: Token, depth: int) -> tuple[list[Token], list[Token]]:
    """What a participle, a gerund or an infinitive borrows from the words above it."""
    head = verb.head
    if verb.dep_ in {"advcl", "xcomp", "ccomp"}:
        sure, guesses = _subjects(head, depth + 1)
        return [], [*sure, *guesses, *_objects(head)]
    if verb.dep_ == "pcomp":
        governor = head.head
        is_verb = governor.pos_ in VERBAL
        sure, guesses = _subjects(governor, depth + 1) if is_verb else ([governor], [])
        return [], [*sure, *guesses]
    if verb.dep_ == "acl":
        others = [*_above(head), *_subject_above(head)]
        return ([head], others) if verb.tag_ != "VB" else ([], [head, *others])
    return [], []


def _above(noun: Token) -> list[Token]:
    """The nouns that a noun stands below: what is said behind it may be said of them."""
    above = []
    while noun.dep_ in {"pobj", "conj", "compound", "agent", "prep", "dobj", "acl", "poss"}:
        noun = noun.head
        if noun.pos_ in VERBAL and noun.dep_ != "acl":
            break
        if noun.pos_ in {"NOUN", "PROPN"}:
            above.append(noun)
    return above


def _subject_above(noun: Token) -> list[Token]:
    while noun.pos_ not in VERBAL and noun.head.i != noun.i:
        noun = noun.head
    return [_antecedent(subject, noun) for subject in _children(noun, *SURFACE)]


def _antecedent(subject: Token, verb: Token) -> Token:
    """The noun that "which", "who" or "that" stands for."""
    if subject.tag_ not in RELATIVE_WORDS:
        return subject
    while verb.dep_ == "conj":
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else subject


def _objects(verb: Token) -> list[Token]:
    own = [_antecedent(o, verb) for o in _children(verb, "dobj")]
    if own or _children(verb, "prep", "xcomp", "ccomp", "attr", "acomp"):
        return own
    for conjunct in _children(verb, "conj"):
        if conjunct.pos_ in VERBAL and not _children(conjunct, *SURFACE):
            return _objects(conjunct)
    return []


def _takes_object(verb: Token) -> bool:
    surface = _children(verb, "nsubj")
    return bool(surface) and all(s.tag_ not in RELATIVE_WORDS for s in surface)


def _mark(clause: Token) -> str:
    marks = [
        c for c in clause.children if c.dep_ == "mark" or (c.dep_ == "advmod" and c.tag_ == "WRB")
    ]
    if marks:
        return fold(marks[0].text)
    if any(c.tag_ == "TO" for c in clause.children):
        return "to"
    return ""
