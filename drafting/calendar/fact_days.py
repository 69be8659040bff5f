"""The days of a record that are facts and no duties, each with the reason.

Every other day is due: the test of the calendar holds both lists together against the record.
"""

from __future__ import annotations

from collections.abc import Mapping

FACT_DAYS: Mapping[str, str] = {
    "registration.issued": "It happened: the partner was registered.",
    "foreign_funds.applied": "It happened: the partner applied.",
    "foreign_funds.signed": "It happened: the MoU was signed.",
    "control.due_diligence_completed": "From before each due diligence was recorded by itself.",
    "control.due_diligence_expires": "From before too: it counts no more.",
    "control.completions[].on": "It happened: due diligence was completed.",
    "control.completions[].acknowledged_on": "It happened: the partner acknowledged it.",
    "control.last_audit.issued": "It happened: the audit was issued.",
    "control.conflicts_of_interest[].disclosed": "It happened: the conflict was made known.",
    "control.approvals[].on": "It happened: the Committee decided.",
    "control.disclosures[].on": "It happened: one side told the other.",
    "agreements[].workplan[].start": "The end of an activity is what somebody waits for.",
    "agreements[].money.rate_date": "It says of which day the exchange rate is.",
    "agreements[].money.donor_terms[].dated": "It is the date on the donor’s document.",
}
