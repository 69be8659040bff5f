"""“Which partners do we have in Sindh?”: answered from the records, to those who may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.settings.settings import Settings
from bot.slack.blocks import names, notices
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import button, row
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.replies import ReplyContent, reply_to
from bot.slack.pool import view
from bot.slack.roles import Permissions, refusal
from drafting.partnership.pool import PoolFilter, PoolMember, fitting, pool_question

SHOWN = 10  # members in a message


class PoolAnswers:
    """What a question of who is in the pool is answered with. Threads may share one."""

    def __init__(
        self,
        settings: Settings,
        permissions: Permissions,
        pool: Callable[[], Sequence[PoolMember]],
    ) -> None:
        """`pool` gives everybody in it, by name, as it is when it is asked."""
        self._settings = settings
        self._permissions = permissions
        self._pool = pool

    def answer(self, delivery: Delivery) -> ReplyContent | None:
        """The reply; None where the question is for the policies. Raises DraftingError."""
        wanted = pool_question(delivery.text or "")
        if wanted is None:
            return None
        rights = self._permissions.of(delivery.user)
        if not rights.sees_partners:
            deed = "view" if rights.is_known else "know"
            return reply_to(delivery, "declined", notices.error(refusal(self._settings, deed)))
        members = fitting(self._pool(), wanted)
        return reply_to(delivery, "pool", _list(members, wanted))


def _list(members: Sequence[PoolMember], wanted: PoolFilter) -> Message:
    chosen = view.chosen_value(view.choices_of(wanted))
    more = row([button("All, and others", names.POOL_OPEN, chosen)])
    rows = [view.member_row(member) for member in members[:SHOWN]]
    return message([view.summary(members, wanted), *rows, *more])
