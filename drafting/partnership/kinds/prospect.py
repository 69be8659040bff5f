"""A prospect: an organisation that the office gets to know, and is no partner yet (CSPF 15(a)).

It binds nobody: an organisation is met, profiled, worked with and invited, beside siblings. The
office's own setting says after how many days without any of it the office is reminded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pydantic import Field, field_validator

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Day, District, Key, Line, ProvinceName
from drafting.partners.record.organisation import in_the_provinces
from drafting.partners.search.namesakes import same_name_key
from drafting.partners.vocabulary import Flag, PartnerType, Side
from drafting.partnership.kinds.clock import NO_TIME_SET
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    EntryRefused,
    KnownPartners,
    OnDay,
    RegisterRules,
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry
from drafting.register.filling import IN_THE_PAST

SETTING = "partnership.prospect_days"
MET, PROFILED, JOINT, INVITED = "met", "profiled", "joint_initiative", "invited"
NOT_NOW, TOLD, AGAIN, FILED, REMARK = "not_now", "told", "again", "filed", "remark"
HAPPENED = (MET, PROFILED, JOINT, INVITED)
MOST_NEAR = 3  # partners that are named where an id is not there


class ProspectBody(EntryBody):
    """What is known of an organisation before it has a partner's file."""

    name: Line = Field(min_length=1, max_length=300, title="Name of the organisation")
    partner_type: PartnerType | None = Field(default=None, title="Type of organisation")
    provinces: tuple[ProvinceName, ...] = Field(default=(), title="Provinces")
    districts: tuple[District, ...] = Field(default=(), title="Districts")
    subjects: tuple[Line, ...] = Field(
        default=(), title="Works on", description="Its subjects, a few words each."
    )
    women_led: Flag = Field(default=Flag.UNKNOWN, title="Women-led")
    definition: Line = Field(
        default="",
        title="Women-led, in its own words",
        description="What the organisation itself says of it.",
    )
    womens_rights_org: Flag = Field(default=Flag.UNKNOWN, title="Women’s rights organisation")
    found_through: Line = Field(default="", title="Found through")
    contact: Line = Field(default="", title="Who to talk to")
    another: Line = Field(
        default="",
        title="Why it is another one",
        description="Only where one of that name is known already.",
    )

    _lie_in_the_provinces = field_validator("districts")(in_the_provinces)


class ProspectMeeting(OnDay):
    """A meeting with the organisation."""

    where: Line = Field(default="", title="Where")
    who: Line = Field(title="Who was there", description="Of both sides.")


class ProfileWritten(OnDay):
    """A profile of the organisation."""

    where: Line = Field(title="Where the profile is kept")


class InitiativeJoined(OnDay):
    """Something that was done together."""

    what: Line = Field(title="What was done together")


class InvitationSent(OnDay):
    """What the organisation was invited to."""

    what: Line = Field(title="Invited to")


class PutOff(EntryBody):
    """Not now; the organisation is told so."""

    told_on: Day | None = Field(
        default=None,
        title="The organisation was told on",
        description="Empty: it is still to be told.",
        json_schema_extra=IN_THE_PAST,
    )


class OrganisationTold(OnDay):
    """Who of the organisation was told that it is not for now."""

    who: Line = Field(title="Who was told")


class FileMade(EntryBody):
    """The partner's file that was made of it."""

    partner: Key = Field(title="Partner’s id", description="As on the partner’s card.")


class ProspectKind(EntryKind):
    """The rules of prospects."""

    name, label, clause, body = "prospect", "Prospect", "CSPF 15(a)", ProspectBody
    has_partner = False
    verbs = (
        Verb(MET, "Met", ProspectMeeting),
        Verb(PROFILED, "Profiled", ProfileWritten),
        Verb(JOINT, "Joint initiative", InitiativeJoined),
        Verb(INVITED, "Invited", InvitationSent),
        Verb(NOT_NOW, "Not now", PutOff, needs_words=True),
        Verb(TOLD, "The organisation was told", OrganisationTold),
        Verb(AGAIN, "Take it up again", needs_words=True),
        Verb(FILED, "Its partner file is there", FileMade),
        Verb(REMARK, "Add a remark", needs_words=True),
    )

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind: the organisation's name."""
        assert isinstance(body, ProspectBody)
        return body.name

    def also_about(self, entry: Entry) -> tuple[str, ...]:
        """As in EntryKind: the partner that became of it."""
        partner = partner_of(entry)
        return (partner,) if partner else ()

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: an organisation is a prospect once, however its name is written."""
        del author
        assert isinstance(body, ProspectBody)
        if body.another:
            return
        key = same_name_key(body.name)
        for other in open_prospects(siblings):
            if same_name_key(prospect_of(other).name) == key:
                raise EntryRefused(
                    f"‘{other.title}’ is a prospect since {day(other.day)} already; add to that "
                    "entry. Or is it another organisation? Then say why.",
                    "another",
                )

    def check_partners(self, body: EntryBody, partners: KnownPartners) -> None:
        """As in EntryKind: no prospect is a partner, and a file that is named is there."""
        if isinstance(body, ProspectBody) and not body.another:
            _check_is_no_partner(body, partners)
        if isinstance(body, FileMade) and not partners.has(body.partner):
            raise EntryRefused(_no_such_partner(body.partner, partners), "partner")

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: what happened is always taken, until the partner's file is there."""
        del body, author
        if verb.name == REMARK:
            return
        if partner := partner_of(entry):
            raise EntryRefused(
                f"Its partner file ‘{partner}’ is there; record it with the partner."
            )
        off = put_off(entry)
        if verb.name == NOT_NOW and off is not None:
            raise EntryRefused(f"It was put off on {day(off.day)} already; add a remark.")
        if verb.name == AGAIN and off is None:
            raise EntryRefused("It was not put off; say what happened.")
        if verb.name == TOLD and (off is None or is_told(entry)):
            why = "The organisation was told already." if off else "It was not put off."
            raise EntryRefused(f"{why} Add a remark where there is more to say.")

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if partner_of(entry):
            names: tuple[str, ...] = ()
        elif put_off(entry):
            names = (AGAIN,) if is_told(entry) else (TOLD, AGAIN)
        else:
            names = (*HAPPENED, FILED, NOT_NOW)
        return tuple(self.verb(name) for name in (*names, REMARK))

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: its partner file is there, or it is not for now and knows so."""
        return bool(partner_of(entry)) or is_told(entry)

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: for the office, that something happens, or that it tells."""
        del today
        if self.is_closed(entry):
            return
        off, days = put_off(entry), rules.count(SETTING)
        on = None if off or days is None else last_day(entry) + timedelta(days=days)
        words = "" if on else NO_TIME_SET
        yield of_entry(
            entry,
            "tell" if off else "know",
            f"{'Tell' if off else 'Get to know'} {entry.title}",
            Side.CIP,
            on,
            words=f"not for now since {day(off.day)}; to be told" if off else words,
            interval=SETTING if on else "",
            clause=self.clause,
        )

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        if partner := partner_of(entry):
            return f"Has a partner file: {partner}"
        off = put_off(entry)
        if off is not None:
            how = "was told" if is_told(entry) else "is to be told"
            return f"Not now, since {day(off.day)}; the organisation {how}"
        last = max(_happenings(entry), key=_day_of, default=None)
        if last is None:
            return "Nothing happened yet"
        return f"{self.verb(last.verb).label} on {day(_day_of(last))}"


def prospect_of(entry: Entry) -> ProspectBody:
    """The body of a prospect."""
    assert isinstance(entry.body, ProspectBody)
    return entry.body


def open_prospects(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The prospects among the entries that are not closed."""
    return (entry for entry in entries if entry.kind == KIND.name and not KIND.is_closed(entry))


def partner_of(entry: Entry) -> str:
    """The id of the partner that became of a prospect; '' for none."""
    event = entry.latest(FILED)
    return str(getattr(event.body, "partner", "")) if event else ""


def put_off(entry: Entry) -> EntryEvent | None:
    """What puts it off, as long as nobody took it up again."""
    last = entry.latest(NOT_NOW, AGAIN)
    return last if last is not None and last.verb == NOT_NOW else None


def is_told(entry: Entry) -> bool:
    """True where it is put off, and the organisation was told so since."""
    off = put_off(entry)
    if off is None:
        return False
    later = any(event.number > off.number for event in entry.said(TOLD))
    return later or getattr(off.body, "told_on", None) is not None


def last_day(entry: Entry) -> date:
    """The day on which something last happened: it was opened, taken up again, met and so on."""
    taken_up = [event.day for event in entry.said(AGAIN)]
    return max([entry.day, *taken_up, *map(_day_of, _happenings(entry))])


def _happenings(entry: Entry) -> Iterator[EntryEvent]:
    return entry.said(*HAPPENED)


def _day_of(event: EntryEvent) -> date:
    return getattr(event.body, "on", None) or event.day


def _check_is_no_partner(body: ProspectBody, partners: KnownPartners) -> None:
    bearers = partners.bearers(body.name)
    if bearers:
        raise EntryRefused(
            f"‘{bearers[0].legal_name}’ is a partner already, with the id {bearers[0].id}; record "
            "with that partner. Or is it another organisation? Then say why.",
            "another",
        )


def _no_such_partner(partner: str, partners: KnownPartners) -> str:
    near = " or ".join(f"‘{match.id}’" for match in partners.find(partner, MOST_NEAR))
    cure = f"did you mean {near}?" if near else "make the partner’s file first."
    return f"No partner has the id ‘{partner}’; {cure}"


KIND = ProspectKind()
