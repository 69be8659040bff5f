"""Documents about one partner, and the relationship with it.

drafting.partners       the partner file: records, every version of them, import and export
drafting.partners.record  what a record holds: its fields and their types
drafting.documents      a document as data → .docx and .pdf
drafting.agreements     AgreementRequest → Draft with its Review; templates, clauses, comparisons
drafting.due_diligence  checklists both ways, and the files that they are answered in (CSPF 15(d))
drafting.partnership    what spans all of these

Each room is imported through its own `__init__`; its names stand in the `.pyi` beside it and are
loaded at first use.
"""
