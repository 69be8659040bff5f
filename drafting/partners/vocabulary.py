"""What may be chosen in a partner's file: enumerations, each member's value with its label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from drafting.partners.naming import office_spellings, with_office

EMPTY_WORDS = frozenset({"the", "of"})  # 'the Trusts Act of 1882'


class Choice(StrEnum):
    """A value as it is stored; its label is what a person reads."""

    _label: str
    _also: tuple[str, ...]

    def __new__(cls, value: str, label: str = "", *also: str) -> Choice:
        """A member with the label given, or the value with its first letter raised.

        `also` is how people write it besides: only what means the very same.
        """
        member = str.__new__(cls, value)
        member._value_ = value
        member._label = label or value[:1].upper() + value[1:].replace("_", " ")
        member._also = also
        return member

    @property
    def label(self) -> str:
        """What a person reads."""
        return with_office(self._label)

    @classmethod
    def spellings(cls) -> Mapping[str, Choice]:
        """Every way in which a value is written → the value."""
        return {
            spelling: choice
            for choice in cls
            for spelling in (choice.value, choice.label, *choice._also)
        }

    @classmethod
    def _missing_(cls, value: object) -> Choice | None:
        """The member that `value` names in another spelling or by its label, in any case."""
        yes_or_no = {True: "yes", False: "no"}
        name = plain_words(yes_or_no[value] if isinstance(value, bool) else value)
        return next(
            (
                choice
                for spelling, choice in cls.spellings().items()
                if name and plain_words(spelling) == name
            ),
            None,
        )


def plain_words(value: object) -> str:
    """Letters and digits in small letters, without words that say nothing; of signs, the signs."""
    text = str(value).casefold().replace("&", " and ")
    words = re.findall(r"[^\W_]+", text)
    return "".join(word for word in words if word not in EMPTY_WORDS) or text.strip()


class Flag(Choice):
    """Yes, no, or that nobody knows yet."""

    YES = (
        *("yes", "Yes", "y", "true", "1", "✓", "✔"),
        *("haan", "han", "ji", "ji haan", "haan ji", "ہاں", "هاں", "جی", "جی ہاں"),
    )
    NO = "no", "No", "n", "false", "0", "nahi", "nahin", "ji nahi", "ji nahin", "نہیں", "جی نہیں"
    UNKNOWN = (
        *("unknown", "Unknown", "not known", "do not know", "don’t know", "not sure"),
        *("pata nahi", "maloom nahi", "معلوم نہیں"),
    )


class PartnerType(Choice):
    """What kind of organisation it is. Private and government have frameworks of their own."""

    NGO = (
        *("ngo", "NGO", "non-governmental organisation", "non-governmental organization"),
        *("local NGO", "national NGO"),
    )
    CBO = (
        *("cbo", "CBO (community-based organisation)"),
        *("community-based organisation", "community-based organization"),
    )
    NETWORK = "network"
    ALLIANCE = "alliance"
    CONSORTIUM = "consortium"
    MOVEMENT = "movement"
    ACADEMIC = "academic", "Academic institution", "academia"
    MEDIA = "media", "Media organisation", "media organization"
    SOCIAL_ENTERPRISE = "social_enterprise", "Social enterprise"
    INGO = (
        *("ingo", "INGO", "international NGO"),
        *(
            "international non-governmental organisation",
            "international non-governmental organization",
        ),
    )
    PRIVATE = "private", "Private sector"
    GOVERNMENT = "government", "Government", "govt", "government department", "public sector"


class Law(Choice):
    """The law it is registered under. Much of the sector is not registered: 'none' is valid."""

    SOCIETIES = (
        *("societies_1860", "Societies Registration Act 1860", "Societies Registration Act"),
        *("Societies Act", "Societies Act 1860", "Act XXI of 1860", "XXI of 1860"),
        *(
            "Societies Registration Act XXI of 1860",
            "Societies Registration Act, 1860 (XXI of 1860)",
        ),
    )
    VOLUNTARY = (
        "voluntary_1961",
        "Voluntary Social Welfare Agencies (Registration and Control) Ordinance 1961",
        *("Voluntary Social Welfare Agencies Ordinance 1961", "VSWA Ordinance 1961", "VSWA 1961"),
        *("Voluntary Social Welfare Agencies Ordinance", "VSWA Ordinance", "VSWA"),
    )
    TRUSTS = "trusts_1882", "Trusts Act 1882", "Trust Act 1882", "Trusts Act", "Trust Act"
    COMPANIES = (
        *("companies_2017_42", "Companies Act 2017, section 42", "section 42"),
        *("section 42 of the Companies Act 2017", "Companies Act 2017 s. 42", "u/s 42"),
    )
    COOPERATIVES = (
        *("cooperatives_1925", "Cooperative Societies Act 1925", "Cooperative Societies Act"),
    )
    OTHER = "other", "Another law", "other law"
    NONE = "none", "Not registered", "unregistered", "no registration"


class Province(Choice):
    """The provinces and areas of Pakistan."""

    PUNJAB = "punjab"
    SINDH = "sindh"
    KHYBER_PAKHTUNKHWA = "khyber_pakhtunkhwa", "Khyber Pakhtunkhwa"
    BALOCHISTAN = "balochistan"
    ISLAMABAD = "islamabad", "Islamabad Capital Territory"
    AZAD_KASHMIR = "azad_jammu_and_kashmir", "Azad Jammu and Kashmir"
    GILGIT_BALTISTAN = "gilgit_baltistan", "Gilgit-Baltistan"


class EadStatus(Choice):
    """Where the Economic Affairs Division's (EAD) consent to foreign funds stands."""

    NOT_NEEDED = "not_needed", "Not needed", "not required", "not necessary"
    APPLIED = "applied", "Applied", "applied for"
    ACKNOWLEDGED = "acknowledged"
    PROVISIONAL = "provisional"
    SIGNED = "signed", "MoU signed", "signed MoU"
    REFUSED = "refused", "Refused", "rejected"
    EXEMPT = "exempt", "Exempt", "exempted"
    EXPIRED = "expired"


class Purpose(Choice):
    """What a partnership is for (CSPF footnote 9)."""

    PROGRAMME_SINGLE = "programme_single", "Programme design or delivery with one partner"
    PROGRAMME_CONSORTIUM = "programme_consortium", "Programme design or delivery by a consortium"
    ISSUE_NETWORK = "issue_network", "Issue-focused network or alliance"
    INFORMAL_LEARNING = "informal_learning", "Informal learning"
    RESEARCH = "research", "Longer-term research"


class RelationshipForm(Choice):
    """What form the relationship takes (CSPF 13-I(c) and 13-II; the list is open)."""

    ALLIANCE = "alliance"
    NETWORK = "network"
    CONTRACTUAL = "contractual"
    CONSORTIUM = "consortium"
    TOPICAL_GROUP = "topical_group", "Topical group"
    FORUM = "forum"
    LOBBYING_PLATFORM = "lobbying_platform", "Lobbying platform"
    MOVEMENT = "movement"
    INTEREST_GROUP = "interest_group", "Interest group"
    OTHER = "other", "Another form"


class Context(Choice):
    """The work that the partnership serves (CSPF 1)."""

    DEVELOPMENT = "development"
    EMERGENCY = "emergency"


class CipRole(Choice):
    """CIP's roles in a partnership (CSPF 13-I(d))."""

    FACILITATOR = "facilitator"
    SUPPORTER = "supporter"
    ENCOURAGER = "encourager"
    LINKER = "linker"
    BRIDGE_BUILDER = "bridge_builder", "Bridge builder"
    CAPACITY_BUILDER = "capacity_builder", "Capacity builder"
    ADVOCATE = "advocate"
    FUNDING_RESOURCE_GENERATOR = "funding_resource_generator", "Funding resource generator"
    SOCIAL_INVESTOR = "social_investor", "Social investor"


class RelationshipStatus(Choice):
    """Where a relationship or an agreement stands; dormant is no end (CSPF 13-I(e))."""

    PROSPECTIVE = "prospective"
    ACTIVE = "active"
    DORMANT = "dormant"
    PHASING_OUT = "phasing_out", "Phasing out", "phase-out", "being phased out"
    ENDED = "ended"


class ReportRhythm(Choice):
    """How often a report comes."""

    MONTHLY = "monthly", "Every month", "every month"
    QUARTERLY = "quarterly", "Every three months", "every quarter", "every 3 months"
    HALF_YEARLY = "half_yearly", "Every six months", "half-yearly", "every 6 months", "biannually"
    YEARLY = "yearly", "Every year", "annually", "annual"

    @property
    def months(self) -> int:
        """How many months lie between two of them."""
        return {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}[self.value]


class RiskKind(Choice):
    """The risks that CSPF 17 names."""

    FINANCIAL = "financial"
    PROGRAMMATIC = "programmatic"
    SECURITY = "security"
    REPUTATIONAL = "reputational"
    OTHER = "other", "Another risk"


class Side(Choice):
    """Who does, gives or decides something."""

    PARTNER = "partner", "The partner", "implementing partner"
    CIP = "cip", "{office}"
    BOTH = "both", "Both", "both parties", "both sides"

    @property
    def other(self) -> Side:
        """The other of the two sides; both have none but both."""
        others = {Side.CIP: Side.PARTNER, Side.PARTNER: Side.CIP}
        return others.get(self, self)

    @classmethod
    def spellings(cls) -> Mapping[str, Choice]:
        """As in Choice; the office by all its names, and both sides by naming each."""
        office = dict.fromkeys(office_spellings(), cls.CIP)
        both = {
            f"{first} and {second}": cls.BOTH
            for name in office
            for partner in ("partner", "the partner")
            for first, second in ((name, partner), (partner, name))
        }
        return {**super().spellings(), **office, **both}

    @classmethod
    def _missing_(cls, value: object) -> Choice | None:
        """As in Choice, whatever sign stands between two sides."""
        return super()._missing_(re.sub(r"[&+/,;\n]|\baur\b", " and ", str(value)))


class DecisionOutcome(Choice):
    """What the Committee decided (CSPF 18(c))."""

    APPROVED = "approved"
    WITH_CONDITIONS = "approved_with_conditions", "Approved with conditions"
    DECLINED = "declined"
    DEFERRED = "deferred"

    @property
    def is_approval(self) -> bool:
        """True where the partnership may go on, on conditions or without."""
        return self in (DecisionOutcome.APPROVED, DecisionOutcome.WITH_CONDITIONS)


class DecisionProcedure(Choice):
    """How the Committee took a decision."""

    MEETING = "meeting", "In a meeting, with minutes"
    CIRCULATED_PAPER = "circulated_paper", "By a paper that went round"
    OTHER = "other", "In another way"


class Tier(Choice):
    """How much due diligence is asked. The CSPF sets no tiers: these are the office’s."""

    A = "A", "A (informal)"
    B = "B", "B (without funds)"
    F = "F", "F (first days of an emergency)"
    S = "S", "S (small grant)"
    C = "C", "C (funded)"
    D = "D", "D (large, high-risk or in a consortium)"

    @property
    def meaning(self) -> str:
        """What kind of partnership it is for: 'funded'."""
        return self.label.removeprefix(f"{self.value} (").removesuffix(")")

    def reaches(self, lowest: Tier) -> bool:
        """True where it asks for as much as `lowest` does, or for more."""
        return lowest in _REACHED[self]


# A small grant and the first days are asked a short selection, which is no whole lower tier.
_REACHED = {
    Tier.A: {Tier.A},
    Tier.B: {Tier.A, Tier.B},
    Tier.F: {Tier.F},
    Tier.S: {Tier.S},
    Tier.C: {Tier.A, Tier.B, Tier.F, Tier.S, Tier.C},
    Tier.D: set(Tier),
}
