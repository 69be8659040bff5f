"""What counsel expects an agreement on funds to settle, and the library may have no clause on.

Neither the CSPF nor Saathi says what such a clause should hold. A clause that an office adds says
in its front matter which of these it `settles`; what none settles is named in the review.
"""

from __future__ import annotations

from typing import Literal

CounselTopic = Literal[
    "eligible_costs",
    "budget_variance",
    "assignment",
    "insurance",
    "counterparts",
    "witnesses",
    "sub_partners",
]
SUB_PARTNERS: CounselTopic = "sub_partners"
WITNESSES: CounselTopic = "witnesses"
ATTESTING_WITNESSES = 2

QUESTIONS: dict[CounselTopic, str] = {
    "eligible_costs": (
        "Eligible costs: no clause says which costs are eligible and who finds one ineligible; "
        "counsel and Finance say which words both sides need."
    ),
    "budget_variance": (
        "Budget variance: no clause says by how much a budget line may be exceeded without a "
        "signed change; Finance gives the share that the donor allows, and counsel the words."
    ),
    "assignment": (
        "Assignment: no clause says whether a Party may pass its rights or duties on to somebody "
        "else; counsel says whether one is needed."
    ),
    "insurance": (
        "Insurance: no clause says who insures people, vehicles and assets, and at whose cost; "
        "counsel and Finance say whether one is needed."
    ),
    "counterparts": (
        "Counterparts and e-signature: no clause says whether copies signed apart, or signed "
        "electronically, count; counsel says before anybody signs in that way."
    ),
    "witnesses": (
        "Witnesses: there is no place for two attesting witnesses; counsel says whether there has "
        "to be, and `witnesses: 2` in the document’s template.yaml makes it."
    ),
    "sub_partners": (
        "Sub-partners: the record does not say that there are none, and no clause speaks of them; "
        "counsel says which terms reach them."
    ),
}
"""The sentence for a topic that nothing settles."""
