"""What has a form of its own: NTN, CNIC, IBAN, email, phone, currency, amount.

Each function gives the one form that is kept, or raises ValueError with what is wrong and the cure.
No message repeats a number, for it may be one that only some roles may see.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from drafting.partners.record.slips import slip_of

# 1,000,000 or 10,00,000: both ways of grouping are common in Pakistan.
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,2}(,\d{2})*,\d{3}(\.\d+)?")
UNGROUPED = re.compile(r"\d+(\.\d*)?|\.\d+")
RUPEES = re.compile(r"^(PKR|Rs\.?)\s*|\s*(PKR|/-|/=)$", re.IGNORECASE)
# What people in Pakistan call a currency, where that can only be one.
CURRENCY_NAMES = {
    "Rs": "PKR",
    "rupee": "PKR",
    "rupees": "PKR",
    "روپے": "PKR",
    "pound sterling": "GBP",
}
CURRENCY_SIGNS = {"€": "EUR", "£": "GBP", "US$": "USD", "₨": "PKR"}
FLOAT_NOISE = Decimal("1E-9")
LARGEST = Decimal(10) ** 18


def ntn(text: str) -> str:
    """'1234567' or '1234567-8'."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{7,8}", digits):
        raise ValueError(
            "an NTN has 7 digits, and perhaps a check digit behind a hyphen; write it as 1234567-8 "
            "(a spreadsheet may have dropped a 0 in front)"
        )
    return digits if len(digits) == 7 else f"{digits[:7]}-{digits[7]}"


def cnic(text: str) -> str:
    """'12345-1234567-1'."""
    from stdnum.pk import cnic as stdnum_cnic  # noqa: PLC0415  (for records only)

    digits = stdnum_cnic.compact(text)
    # python-stdnum knows the first digits 1 to 7; 8 is Azad Jammu and Kashmir's.
    if not re.fullmatch(r"[1-8][0-9]{11}[1-9]", digits):
        raise ValueError("a CNIC has 13 digits; write it as on the card, 12345-1234567-1")
    return str(stdnum_cnic.format(digits))


def iban(text: str) -> str:
    """The 24 characters of a Pakistani IBAN, without spaces."""
    from stdnum import iban as stdnum_iban  # noqa: PLC0415  (for records only)
    from stdnum.exceptions import InvalidChecksum, ValidationError  # noqa: PLC0415

    compact = stdnum_iban.compact(text)
    if not compact.startswith("PK"):
        raise ValueError("a Pakistani IBAN starts with PK; copy it from the bank’s letter")
    if len(compact) != 24:
        raise ValueError(
            f"a Pakistani IBAN has 24 characters, and this has {len(compact)}; copy it from the "
            "bank’s letter"
        )
    try:
        return str(stdnum_iban.validate(compact))
    except InvalidChecksum:
        raise ValueError(
            "its check digits do not fit the rest, so a character is wrong; copy it from the "
            "bank’s letter"
        ) from None
    except ValidationError:
        raise ValueError(
            "a Pakistani IBAN is PK, two check digits, four letters of the bank and 16 digits or "
            "letters; copy it from the bank’s letter"
        ) from None


def email_address(text: str) -> str:
    """The address in its usual form; nothing is looked up on the network."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415  (0.1 s)

    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        why = str(error).rstrip(".")
        raise ValueError(
            f"this is no email address ({why[:1].lower()}{why[1:]}); write one, as in "
            "name@example.org"
        ) from None


def phone(text: str) -> str:
    """'+92 300 1234567'; a number without a country's code is read as Pakistani."""
    import phonenumbers  # noqa: PLC0415  (for records only)

    cure = "write one number, as in 0300 1234567 or +92 51 1234567"
    try:
        number = phonenumbers.parse(text, "PK")
    except phonenumbers.NumberParseException:
        raise ValueError(f"this is no phone number; {cure}") from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError(f"no phone has this number: digits are missing or too many; {cure}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def currency(text: str) -> str:
    """An ISO 4217 code in capitals."""
    code = text.strip().upper()
    if code not in currencies():
        meant = slip_of(text, _currency_names()) or CURRENCY_SIGNS.get(text.strip(), "")
        example = f"perhaps {meant} ({currencies()[meant]})" if meant else "such as PKR"
        raise ValueError(f"'{text[:40]}' is no ISO 4217 code; write its three letters, {example}")
    return code


def _currency_names() -> dict[str, str]:
    """The names of currencies, of one and of several → the code; 'dollar' alone names many."""
    names = {f"{name}{end}": code for code, name in currencies().items() for end in ("", "s")}
    return names | CURRENCY_NAMES


@cache
def currencies() -> dict[str, str]:
    """The ISO 4217 codes that are tender somewhere today, each with its English name."""
    from babel import Locale  # noqa: PLC0415  (its data, for records only)
    from babel.core import get_global  # noqa: PLC0415

    names = Locale("en").currencies
    used = get_global("territory_currencies").values()
    codes = {code for of in used for code, _, end, tender in of if tender and end is None}
    return {code: str(names.get(code, code)) for code in sorted(codes)}


def amount(value: object) -> Decimal:
    """An amount to the hundredth, of digits with or without commas, or of a number."""
    text = RUPEES.sub("", value.strip()) if isinstance(value, str) else ""
    number = _number(text) if isinstance(value, str) else _exact(value)
    if number != round(number, 2):
        raise ValueError("an amount has at most two digits behind the point; round it")
    return round(number, 2)


def whole_number(value: object) -> int:
    """A count, of days for instance. Raises ValueError with the cure."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,6}(\.0)?", text):
        raise ValueError("this is not a whole number; write it in digits, as in 30")
    return int(text.partition(".")[0])


def rate(value: object) -> Decimal:
    """An exchange rate, without noughts at its end."""
    number = _number(value.strip()) if isinstance(value, str) else _exact(value)
    return Decimal(f"{number.normalize():f}")


def _number(text: str) -> Decimal:
    if not (GROUPED.fullmatch(text) or UNGROUPED.fullmatch(text)):
        if re.fullmatch(r"-\s*[\d.,]+", text):
            raise ValueError("this is below 0; write a number without a minus")
        raise ValueError(
            "this is not a number; write it in digits, as in 1500000, 1,500,000 or 15,00,000"
        )
    number = Decimal(text.replace(",", ""))
    if number > LARGEST:
        raise ValueError("this is more than an amount can be; write it in digits, as in 1500000")
    return number


def _exact(value: object) -> Decimal:
    """A number that is no text; a spreadsheet's 0.1 + 0.2 counts as 0.3."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError("this is not a number; write it in digits, as in 1500000")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValueError("this is more than an amount can be; write it in digits, as in 1500000")
    near = round(number, 6)
    return near if isinstance(value, float) and abs(number - near) < FLOAT_NOISE else number
