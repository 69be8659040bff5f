"""A file that somebody sent → what importing it would change, as that person may."""

from __future__ import annotations

from bot.slack.delivery.file_fetching import CSV, XLSX, YAML
from bot.slack.roles import Rights
from drafting.partners import ImportPlan, NotOurs, PartnerFile
from drafting.partners.reading import ImportChoices, NoPartnersInIt, plan_content
from drafting.partnership import Access, AccessRecord

READ = (XLSX, CSV, *YAML)
NOT_PARTNERS = "{name} holds no partners; begin with a blank workbook that Saathi gives you."


def plan_of(
    name: str,
    content: bytes,
    partners: PartnerFile,
    may: Rights,
    choices: ImportChoices | None = None,
) -> ImportPlan:
    """The plan. Raises NotOurs for a file without partners, and BadRecord for one not in order."""
    if not name.lower().endswith(READ):
        raise NotOurs(NOT_PARTNERS.format(name=name))
    try:
        plan = plan_content(
            name,
            content,
            partners,
            choices or ImportChoices(),
            may_set_restricted=may.sees_restricted,
        )
    except NoPartnersInIt as error:
        raise NotOurs(NOT_PARTNERS.format(name=name)) from error
    if not plan.partners_in_file and not name.lower().endswith(XLSX):
        raise NotOurs(NOT_PARTNERS.format(name=name))
    return plan


def note_shown(access: AccessRecord, user: str, plan: ImportPlan, may: Rights) -> None:
    """Puts on record whose restricted values the person is about to be shown."""
    if may.sees_restricted:
        for change in plan.planned:
            access.note_changes(user, Access.IMPORT, change.partner.id, change.changes)
        for field in plan.contested:
            access.note_changes(user, Access.IMPORT, field.partner, field.changes)
