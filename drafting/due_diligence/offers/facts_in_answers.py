"""A fact in an answer, as the record would hold it: a number, a day, a choice, people by name.

An answer is written freely, and only what has a form of its own is read out of it. A person looks
at each beside what is on record before it is taken, so that nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from drafting.due_diligence.checklists.checklist import ItemAnswer
from drafting.partners.record.base import RecordModel
from drafting.partners.record.dates import day
from drafting.partners.record.fields import Field, is_unknown
from drafting.partners.record.places import districts_of
from drafting.partners.record.slips import plain
from drafting.partners.vocabulary import Flag, Province

ALIKE = 92.0  # of 100: the label of a choice, and the words that name it in an answer
NAMED = frozenset({"name", "title"})  # the fields of an entry that is a person
NTN = re.compile(r"(?<![\d-])(?<!\d )\d{7}(?:\s?-\s?\d)?(?![\d-])")
NUMBER = re.compile(
    r"\b(?:no|nos|nr|number)\b\.?\s*(?:[:#]|is)?\s*([\w/.-]*\d[\w/.-]*)", re.IGNORECASE
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+?\d[\d\s()-]{8,16}\d")
A_DAY = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:st|nd|rd|th)?[\s-]+[A-Za-z]{3,9}[\s,-]+\d{4}"
    r"|[A-Za-z]{3,9}\s+\d{1,2},?\s+\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
)
# What says, before a day, that something holds so long; a day of issue or renewal is none.
UNTIL = re.compile(
    r"\b(until|till|expir\w*|valid\w*|up to)\b(?P<gap>[^.;\n]{0,30})$", re.IGNORECASE
)
SINCE = re.compile(r"\b(from|since|issued|dated)\b", re.IGNORECASE)
# A name of two to five words with a capital each, and the title that goes with it.
PERSON = re.compile(
    r"(?P<name>[^\W\d_a-z][\w’'.-]*(?:[ ]+[^\W\d_a-z][\w’'.-]*){1,4})"
    r"(?:\s*\((?P<inside>[^()\n]{2,60})\)|\s*[,–|-]\s*(?P<behind>[^\W\d_][^,;|()\n@\d]{1,60}))?"
)
# Between people: and, a semicolon, a line, the end of a sentence that is no form of address.
PARTS = re.compile(
    r"[;\n]|\band\b|(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bMst)(?<!\bDr)(?<!\bProf)(?<!\bEngr)\.\s+(?=[^\W\d_a-z])"
)
TITLE_LABEL = re.compile(r"\s*(?:designation|title|position)\s*:\s*(.+)", re.IGNORECASE)
NO_NAMES = frozenset(
    {
        *("act", "article", "authority", "bank", "bill", "board", "body", "chapter", "clause"),
        *(
            "committee",
            "constitution",
            "copy",
            "deed",
            "designation",
            "district",
            "focal",
            "general",
            "law",
        ),
        *(
            "letter",
            "limited",
            "memorandum",
            "minutes",
            "ordinance",
            "person",
            "point",
            "registrar",
        ),
        *("registration", "resolution", "rules", "section", "signatories", "signatory"),
        *("society", "trust"),
    }
)  # words that stand in no person’s name
ARTICLES = frozenset({"both", "our", "the", "its", "their"})
TITLES = frozenset(
    {
        *("accountant", "accounts", "chair", "chairman", "chairperson", "chairwoman", "chief"),
        *("coordinator", "director", "executive", "finance", "head", "manager", "member"),
        *("officer", "president", "programme", "program", "project", "secretary", "treasurer"),
        "vice",
    }
)  # words of a title that may stand before a name
YES, NO = (re.compile(rf"\s*{word}\b", re.IGNORECASE) for word in ("yes", "(?:no|none)"))


def fact_in(field: Field, answer: ItemAnswer, on_record: Any) -> Any:
    """What the answer says of the field, as plain data that the record takes; None for nothing.

    `on_record` is the record's value: to a list what is new is added, and nobody is taken away.
    """
    text = answer.text
    if field.kind == "records":
        return _people(field, text, on_record)
    if field.many:
        return _several(field, text, on_record)
    reader = READERS.get(field.kind)
    return reader(field, text) if reader else None


def valid_until(answer: ItemAnswer) -> date | None:
    """Until when the answer says that it holds: by what shows it, else by its own words."""
    days = [proof.expires for proof in answer.proofs if proof.expires]
    if days:
        return max(days)
    for match in A_DAY.finditer(answer.text):
        before = UNTIL.search(answer.text[: match.start()])
        if before and not SINCE.search(before["gap"]):
            try:
                return day(match[0])
            except ValueError:
                continue
    return None


def _number(_field: Field, text: str) -> str | None:
    matches = {re.sub(r"\s", "", match[0]) for match in NTN.finditer(text)}
    return matches.pop() if len(matches) == 1 else None


def _line(field: Field, text: str) -> str | None:
    """What follows the field's own title; of a number, what follows 'No.'."""
    for part in re.split(r"[;\n]|\.\s", text):
        head, _, rest = part.strip().partition(field.title)
        if rest and not head.strip(" ,-•"):
            return rest.strip(" :,-") or None
    match = NUMBER.search(text) if field.title.casefold().endswith("number") else None
    return match[1].strip(".") if match else None


def _paragraphs(_field: Field, text: str) -> str | None:
    return text.strip() or None


def _choice(field: Field, text: str) -> str | None:
    """The one choice whose label the text names."""
    words = _bare(text)
    labels = {choice.value: _bare(choice.label) for choice in field.choices or ()}
    scores = sorted(
        (fuzz.partial_ratio(label, words), len(label), value)
        for value, label in labels.items()
        if len(label) <= len(words) + 8
    )
    best = [value for score, _, value in scores[-1:] if score >= ALIKE]
    return best[0] if best else None


def _bare(text: str) -> str:
    """Words alone: without what stands in brackets, and without signs."""
    return " ".join(re.findall(r"\w+", re.sub(r"\([^)]*\)", " ", text.casefold())))


def _flag(_field: Field, text: str) -> str | None:
    if YES.match(text):
        return Flag.YES.value
    return Flag.NO.value if NO.match(text) else None


READERS: Mapping[str, Callable[[Field, str], str | None]] = {
    "ntn": _number,
    "line": _line,
    "paragraphs": _paragraphs,
    "choice": _choice,
    "flag": _flag,
}


def _several(field: Field, text: str, on_record: Any) -> list[str] | None:
    """Each district that the text names; of other lists each of its lines."""
    if field.kind == "district":
        every = (name for province in Province for name in districts_of(province))
        values = [name for name in every if re.search(rf"\b{re.escape(name)}\b", text)]
    elif field.kind == "line":
        values = [line.strip(" -•*\t") for line in text.splitlines()]
    else:
        return None
    return _with_new(on_record, values)


def _with_new(on_record: Sequence[str], values: Sequence[str]) -> list[str] | None:
    known = {plain(value) for value in on_record}
    new = [value for value in values if value and plain(value) not in known]
    return [*on_record, *new] if new else None


def _people(field: Field, text: str, on_record: Sequence[RecordModel]) -> list[Any] | None:
    """The people on record, with what the answer says of them, and those whom it names anew."""
    if not set(field.item) >= NAMED:
        return None
    entries = [_plain_entry(person) for person in on_record]
    by_name = {plain(entry["name"]): entry for entry in entries if entry.get("name")}
    before = [dict(entry) for entry in entries]
    for person in people_in(text):
        details = {name: value for name, value in person.items() if name in field.item}
        entry = _same_person(by_name, details["name"])
        if entry is None:
            entries.append(details)
            by_name[plain(details["name"])] = details
        else:
            entry.update({name: value for name, value in details.items() if name != "name"})
    return entries if entries != before else None


def _same_person(by_name: Mapping[str, dict[str, Any]], name: str) -> dict[str, Any] | None:
    """The person of that name, with a form of address or without."""
    wanted = plain(name)
    for known, entry in by_name.items():
        if known == wanted or (min(len(known), len(wanted)) > 7 and known in wanted):
            return entry
    return None


def _plain_entry(person: RecordModel) -> dict[str, Any]:
    """Name, title, email and phone as they are; what is restricted stays with the name."""
    values = {name: getattr(person, name, "") for name in ("name", "title", "email", "phone")}
    return {name: value for name, value in values.items() if not is_unknown(value)}


def people_in(text: str) -> list[dict[str, str]]:
    """Who is named in the text: name, and title, email and phone where they stand with it."""
    people: list[dict[str, str]] = []
    for part in PARTS.split(text):
        email, phone = EMAIL.search(part), PHONE.search(part)
        ways = {
            "email": email[0].rstrip(".") if email else "",
            "phone": phone[0] if phone else "",
        }
        known_ways = {way: value for way, value in ways.items() if value}
        match = _person_in(EMAIL.sub(" ", part))
        if match is None:  # 'Cell: …' goes with whoever was named before
            if people:
                label = TITLE_LABEL.match(part)
                known_ways |= {"title": label[1].strip(" .")} if label else {}
                people[-1] = known_ways | people[-1]
            continue
        title, name = _without_title(match["name"])
        title = title or (match["inside"] or match["behind"] or "").strip(" .-,")
        people.append({"name": name, **({"title": title} if title else {}), **known_ways})
    return people


def _person_in(text: str) -> re.Match[str] | None:
    """The first name in the text that can be a person’s."""
    begin = 0
    while match := PERSON.search(text, begin):
        if _is_a_person(match):
            return match
        begin = match.end("name")
    return None


def _without_title(text: str) -> tuple[str, str]:
    """The title that stands before a name, '' for none, and the name."""
    words = text.strip(" .-").split()
    words = words[1:] if words[0].casefold() in ARTICLES else words
    begin = next((at for at, word in enumerate(words) if word.casefold() not in TITLES), len(words))
    return " ".join(words[:begin]), " ".join(words[begin:])


def _is_a_person(match: re.Match[str]) -> bool:
    _, name = _without_title(match["name"])
    words = {word.strip(".").casefold() for word in name.split()}
    return len(words) > 1 and not words & (NO_NAMES | TITLES)
