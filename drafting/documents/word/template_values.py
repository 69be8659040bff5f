"""Checks what a template asks for against the fields that a composition has.

All that is not known to be right is refused: a template names fields, loops over lists and asks
whether something is there. So it can call nothing, and its length follows the document's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from types import GenericAlias, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import TemplateSyntaxError, nodes
from rapidfuzz import process

from drafting.documents import composition
from drafting.documents.composition import Composition, DocumentKind, Paragraph, Run
from drafting.documents.word.source import FILTERS_ALLOWED, environment
from drafting.documents.word.template_tags import Tag
from drafting.partners.problems import Problem

WORDS = tuple[Run, ...]
LOOP = {"first": bool, "last": bool, "index": int, "index0": int, "length": int}
NAMED = {"status": str}  # beside the composition's own fields
MOST_IN_A_ROW = 6
PRINTABLE: tuple[object, ...] = (str, int, DocumentKind, Paragraph, WORDS)
NEEDED = {
    "title": "Composition.title",
    "reference": "Composition.reference",
    "status": "Composition.status",
    "sample": "Composition.sample",
    "paragraph.runs of recitals": "Composition.recitals",
    "party.name": "Party.name",
    "party.defined_as": "Party.defined_as",
    "party.urdu_name": "Party.urdu_name",
    "party.details": "Party.details",
    "section.heading": "DocumentSection.heading",
    "clause.title": "SetClause.title",
    "clause.paragraphs": "SetClause.paragraphs",
    "clause.tables": "SetClause.tables",
    "annex.title": "Annex.title",
    "annex.paragraphs": "Annex.paragraphs",
    "annex.tables": "Annex.tables",
    "table.columns": "Table.columns",
    "table.rows": "Table.rows",
    "table.caption": "Table.caption",
    "block.party": "SignatureBlock.party",
    "block.anchor": "SignatureBlock.anchor",
    "block.lines": "SignatureBlock.lines",
}
"""What every template shows, as an author writes it; without it, facts of the record are lost."""

WITNESSES = {"witness.anchor": "Witness.anchor", "witness.blanks": "Witness.blanks"}
"""What it shows beside where its template.yaml asks for witnesses."""


class Unfit(Exception):
    """What is wrong with an expression."""


@dataclass
class RequestedValues:
    """What the parts of a template have asked for so far."""

    kinds: tuple[str, ...] = ()  # of documents, which a condition may tell apart
    fields: set[str] = field(default_factory=set)  # 'SetClause.title'
    shown: dict[str, Tag] = field(default_factory=dict)  # where a field is printed
    problems: list[Problem] = field(default_factory=list)


def check_values(tags: list[Tag], requests: RequestedValues) -> set[str]:
    """Adds to `requests` what the tags of one part ask for, and what is wrong with it.

    Gives the fields that this part shows.
    """
    earlier, requests.fields = requests.fields, set()
    _check_values(tags, requests)
    shown, requests.fields = requests.fields, earlier | requests.fields
    return shown


def _check_values(tags: list[Tag], requests: RequestedValues) -> None:
    text = "".join(f"{tag.jinja}\n" for tag in tags)
    try:
        tree = environment().parse(text)
    except TemplateSyntaxError as error:
        tag = tags[min(error.lineno, len(tags)) - 1]
        requests.problems.append(
            Problem(tag.where, f"“{tag.text}” cannot be read: {error.message}.")
        )
        return
    types = {"": Composition, **NAMED, **hints(Composition)}
    _TagReader(tags, requests).statements(tree.body, types, inside_loop=False)


def missing(requests: RequestedValues, *, with_witnesses: bool = False) -> Iterator[Problem]:
    """What no part of the template shows."""
    needed = NEEDED | (WITNESSES if with_witnesses else {})
    for label, name in needed.items():
        if name not in requests.fields:
            yield Problem(
                "the whole template",
                f"It nowhere shows {label}, so that every draft would lose it; take its place "
                "over from the template that comes with Saathi.",
            )


@cache
def hints(model: Any) -> Mapping[str, Any]:
    """The types of a dataclass's fields by name."""
    types = get_type_hints(model, vars(composition))
    return {info.name: types[info.name] for info in fields(model)}


class _TagReader:
    """Walks the statements of one part; remembers which line is which tag."""

    def __init__(self, tags: list[Tag], requests: RequestedValues) -> None:
        self.tags, self.asked = tags, requests

    def statements(
        self, body: list[nodes.Node], types: dict[str, Any], *, inside_loop: bool
    ) -> None:
        for node in body:
            if isinstance(node, nodes.For):
                self._loop(node, types, inside_loop=inside_loop)
            elif isinstance(node, nodes.If):
                self._condition(node, types, inside_loop=inside_loop)
            elif isinstance(node, nodes.Output):
                self._outputs(node, types)
            else:
                self._add(node, "Only values, “for” and “if” are allowed here.")

    def _loop(self, node: nodes.For, types: dict[str, Any], *, inside_loop: bool) -> None:
        try:
            item = _item(self._type(node.iter, types), node.iter)
            if inside_loop and _root(node.iter) in hints(Composition):
                raise Unfit(
                    f"The loop over {written(node.iter)} stands inside another one, which would "
                    "repeat the whole of it; move it out."
                )
            loop_names = _targets(node.target, item)
        except Unfit as wrong:
            self._add(node, str(wrong))
            return
        inner = types | loop_names | {"loop": LOOP}
        self.statements(node.body, inner, inside_loop=True)
        self.statements(node.else_, types, inside_loop=inside_loop)

    def _condition(self, node: nodes.If, types: dict[str, Any], *, inside_loop: bool) -> None:
        try:
            self._type(node.test, types)
        except Unfit as wrong:
            self._add(node.test, str(wrong))
        self.statements(node.body, types, inside_loop=inside_loop)
        for branch in node.elif_:
            self._condition(branch, types, inside_loop=inside_loop)
        self.statements(node.else_, types, inside_loop=inside_loop)

    def _outputs(self, node: nodes.Output, types: dict[str, Any]) -> None:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                continue
            try:
                self._printed(part, types)
            except Unfit as wrong:
                self._add(part, str(wrong))

    def _printed(self, node: nodes.Expr, types: dict[str, Any]) -> None:
        kind = self._type(node, types)
        if isinstance(node, nodes.Getattr):
            owner = self._type(node.node, types)
            self.asked.shown[f"{getattr(owner, '__name__', '')}.{node.attr}"] = self._tag(node)
        if kind is Run or (
            isinstance(node, nodes.Getattr) and kind is str and self._of_run(node, types)
        ):
            raise Unfit(
                "Write {{ paragraph.runs }}: single runs would lose the mark of an open field."
            )
        if kind not in PRINTABLE:
            raise Unfit(
                f"{written(node)} is not words by itself; name the part of it that you want."
            )

    def _of_run(self, node: nodes.Getattr, types: dict[str, Any]) -> bool:
        return self._type(node.node, types) is Run

    def _type(self, node: nodes.Node, types: dict[str, Any]) -> Any:
        """The type of an expression. Raises Unfit."""
        if isinstance(node, nodes.Name):
            return self._named(node, types)
        if isinstance(node, nodes.Getattr):
            return self._field(self._type(node.node, types), node)
        if isinstance(node, nodes.Filter):
            return self._filtered(node, types)
        if isinstance(node, nodes.Const):
            return type(node.value)
        return self._truth(node, types)

    def _truth(self, node: nodes.Node, types: dict[str, Any]) -> type:
        if isinstance(node, nodes.Compare):
            return self._compared(node, types)
        if not isinstance(node, nodes.Not | nodes.And | nodes.Or):
            raise Unfit(
                "Only the names of fields are allowed, and “and”, “or”, “not” and comparisons of "
                "numbers in conditions."
            )
        for side in node.iter_child_nodes():
            self._type(side, types)
        return bool

    def _named(self, node: nodes.Name, types: dict[str, Any]) -> Any:
        if not node.name or node.name not in types:
            raise Unfit(_unknown(node.name, node.name, types))
        if node.name in NAMED or node.name in hints(Composition):
            self.asked.fields.add(f"Composition.{node.name}")
        return types[node.name]

    def _field(self, owner: Any, node: nodes.Getattr) -> Any:
        kind: Any = owner
        fields_by_name = kind if kind is LOOP else hints(kind) if is_dataclass(owner) else {}
        if node.attr not in fields_by_name:
            raise Unfit(_unknown(written(node), node.attr, fields_by_name, written(node.node)))
        if owner is not LOOP:
            self.asked.fields.add(f"{owner.__name__}.{node.attr}")
        return _without_none(fields_by_name[node.attr])

    def _filtered(self, node: nodes.Filter, types: dict[str, Any]) -> Any:
        size = node.args[0] if len(node.args) == 1 and not node.kwargs else None
        right = isinstance(size, nodes.Const) and size.value in range(1, MOST_IN_A_ROW + 1)
        if node.name not in FILTERS_ALLOWED or node.node is None or not right:
            raise Unfit(
                f"“| {node.name}” is not allowed; the one filter is “| batch(2)”, which puts so "
                "many beside each other."
            )
        return GenericAlias(tuple, (self._type(node.node, types), Ellipsis))

    def _compared(self, node: nodes.Compare, types: dict[str, Any]) -> type:
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        kinds = [self._type(side, types) for side in sides]
        if DocumentKind in kinds:
            for side in sides:
                if isinstance(side, nodes.Const) and side.value not in self.asked.kinds:
                    raise Unfit(_unknown(repr(side.value), str(side.value), self.asked.kinds))
        elif any(isinstance(side, nodes.Const) for side in sides) and any(
            kind not in (int, bool) for kind in kinds
        ):
            raise Unfit(
                f"A condition on the words of {written(sides[0])} stops holding as soon as "
                "somebody words them otherwise; ask whether they are there, or put the condition "
                "into the clause’s “when”."
            )
        return bool

    def _add(self, node: nodes.Node, sentence: str) -> None:
        self.asked.problems.append(Problem(self._tag(node).where, sentence))

    def _tag(self, node: nodes.Node) -> Tag:
        return self.tags[min(node.lineno, len(self.tags)) - 1]


def written(node: nodes.Node) -> str:
    """An expression as its author wrote it, as far as that matters: 'clause.title'."""
    if isinstance(node, nodes.Getattr):
        return f"{written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return written(node.node)
    return str(getattr(node, "name", "it"))


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr | nodes.Filter) and node.node is not None:
        node = node.node
    return str(getattr(node, "name", ""))


def _item(kind: Any, node: nodes.Node) -> Any:
    """The type of a list's items. Raises Unfit where it is no list."""
    arguments = get_args(kind)
    if get_origin(kind) is not tuple or len(arguments) != 2 or arguments[1] is not Ellipsis:
        raise Unfit(f"{written(node)} is not a list, so there is nothing to go through.")
    return arguments[0]


def _targets(target: nodes.Node, item: Any) -> dict[str, Any]:
    if isinstance(target, nodes.Name):
        names, kinds = [target.name], [item]
    else:
        names = [str(getattr(name_node, "name", "")) for name_node in getattr(target, "items", [])]
        kinds = list(get_args(item))
        if len(kinds) != len(names) or Ellipsis in kinds:
            raise Unfit(f"An item here does not come apart into {len(names)} names.")
    for name in names:
        if name.startswith("_") or name in hints(Composition) or name in NAMED:
            raise Unfit(f"“{name}” already names something of the document; use another name.")
    return dict(zip(names, kinds, strict=True))


def _without_none(kind: Any) -> Any:
    if isinstance(kind, UnionType):
        kinds = [argument for argument in get_args(kind) if argument is not NoneType]
        return kinds[0] if len(kinds) == 1 else kind
    return kind


def _unknown(whole: str, name: str, among: Any, owner: str = "") -> str:
    names = [candidate for candidate in among if candidate]
    near = process.extractOne(name, names, score_cutoff=60)
    if near:
        return f"There is no “{whole}”; {f'{owner}.' if owner else ''}{near[0]} is the nearest."
    nearby = ", ".join(sorted(names)) or "nothing further"
    return f"There is no “{whole}”; there is {nearby}."
