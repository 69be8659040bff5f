"""An agreement's life in its window: how far it is, its versions, its steps, what may follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slack_sdk.models.blocks import ButtonElement

from bot.slack.blocks import names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.parts import Block, button, row, small_print, title_row
from bot.slack.blocks.rich_text import TextRun
from bot.slack.roles import Rights
from drafting.agreements.lives import (
    Life,
    Standing,
    Step,
    StepKind,
    VersionStanding,
    may_follow,
)

STEPS = 12  # of the last ones, shown
VERSIONS = 8
LINE = 400
BUTTONS = 3  # of packs, or of signed files


@dataclass(frozen=True)
class AgreementLife:
    """An agreement's life, with what its versions are."""

    life: Life
    standings: Mapping[str, VersionStanding]  # by the versions' ids

    @property
    def to_issue(self) -> list[VersionStanding]:
        """The versions to go by that were not issued yet."""
        return self._of(Standing.CURRENT)

    @property
    def to_sign(self) -> list[VersionStanding]:
        """The versions that were issued and not signed; one may be overtaken meanwhile."""
        waiting = self.life.issued_drafts() - self.life.signed_drafts()
        return [each for each in self.standings.values() if each.version.id in waiting]

    @property
    def to_pack(self) -> list[VersionStanding]:
        """The versions that a signing pack is made of."""
        return self._of(Standing.CURRENT, Standing.ISSUED, Standing.SIGNED)

    @property
    def signed(self) -> list[Step]:
        """The steps that have a signed file, the last first."""
        return [step for step in self.life.standing_steps[::-1] if step.facts.file]

    def _of(self, *standings: Standing) -> list[VersionStanding]:
        return [each for each in self.standings.values() if each.standing in standings]


def life_blocks(shown: AgreementLife, spot: names.PartnerRef, rights: Rights) -> Iterator[Block]:
    """The part of an agreement's window on its life; its buttons for whoever may."""
    life = shown.life
    yield title_row(f"Life: {life.state.label.lower()}", block_id="part:life")
    yield rich_text.paragraph([TextRun(clip(life.sentence, BLOCK_TEXT))])
    versions = list(shown.standings.values())[::-1][:VERSIONS]
    if versions:
        yield rich_text.rich_text(rich_text.bullets(_version(each) for each in versions))
    if life.steps:
        lines = [list(_step(step, life)) for step in life.steps[::-1][:STEPS]]
        yield rich_text.rich_text(rich_text.bullets(lines))
    if len(life.steps) > STEPS:
        yield small_print(f"And {len(life.steps) - STEPS} earlier steps.")
    yield from row(list(_buttons(shown, spot, rights)))


def _version(standing: VersionStanding) -> list[TextRun]:
    """A version: which one, who made it, and whether it is the one to go by."""
    version = standing.version
    is_overtaken = not standing.is_to_go_by
    return [
        TextRun(version.id, bold=not is_overtaken, struck=is_overtaken),
        TextRun(f", made {version.made.partition('made ')[2]}: {standing.in_short}"),
    ]


def _step(step: Step, life: Life) -> Iterator[TextRun]:
    is_gone = step.kind is not StepKind.TAKEN_BACK and step not in life.standing_steps
    yield TextRun(clip(one_line(step.sentence), LINE), struck=is_gone)
    yield TextRun(f" {clip(one_line(step.entered), LINE)}", italic=True)
    if step.facts.reason and step.kind is not StepKind.TAKEN_BACK:
        yield TextRun(f" Reason: {clip(one_line(step.facts.reason), LINE)}")


def _buttons(
    shown: AgreementLife, spot: names.PartnerRef, rights: Rights
) -> Iterator[ButtonElement]:
    life, value = shown.life, names.spot_value(spot)
    enters = rights.settles or rights.coordinates
    if shown.to_issue and rights.drafts:
        yield button("Issue for signature", names.LIFE_ISSUE, value)
    if shown.to_sign and enters:
        yield button("Enter signatures", names.LIFE_SIGN, value)
    if enters and may_follow(life, StepKind.ENTERED):
        yield button("Signed before Saathi", names.LIFE_ENTER, value)
    if enters and may_follow(life, StepKind.ENDED):
        yield button("It has ended", names.LIFE_END, value)
    if life.last is not None and enters:
        yield button("Take the last step back", names.LIFE_TAKE_BACK, value)
    if rights.drafts:
        for each in shown.to_pack[-BUTTONS:]:
            version = each.version
            pack = names.spot_value(names.PartnerRef(draft=version.id))
            text = f"Signing pack ({version.kind}, version {version.number})"
            yield button(text, names.LIFE_PACK, pack)
    if rights.sees_restricted:
        for step in shown.signed[:BUTTONS]:
            file = names.spot_value(spot._replace(part=step.id))
            yield button(f"Signed file ({step.facts.title})", names.LIFE_FILE, file)
