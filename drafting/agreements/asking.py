"""What a document asks for: the fields that it needs, for a workbook that asks for no others."""

from __future__ import annotations

from drafting.agreements.composing.needs import document_needs
from drafting.agreements.templates.shelf import TemplateShelf
from drafting.documents.composition import DocumentKind
from drafting.partners.writing.workbook import AskedFields


def asked_for(shelf: TemplateShelf, kind: DocumentKind) -> AskedFields:
    """What the document of that kind needs, and what uses it.

    Raises BadTemplate where there is no such document, or its template is not in order.
    """
    template = shelf.template(kind)
    needs = document_needs(template, shelf.library)
    return AskedFields(template.info.called, {path: use.why for path, use in needs.items()})
