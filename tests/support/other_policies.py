"""Four short policies of other kinds, to stand beside the framework; written for the tests."""

from __future__ import annotations

from knowledge import PolicyDesk, Status

EDITION = "2026-01"
PROCUREMENT = """# Procurement Policy

## 1. Thresholds

1. Purchases of up to PKR 50,000 may be made with one quotation.

2. For purchases above PKR 50,000 at least three written quotations are required.

3. Purchases above PKR 1,000,000 need an open tender in two national newspapers.

## 2. Advances and payment

4. No supplier or partner may receive an advance of more than 30 per cent of the contract value.

5. Invoices are paid within 21 days of the receipt of a correct invoice.
"""
LEAVE = """# Leave Policy

1. Staff have 24 days of annual leave in a year, of which ten may be carried over to the next.

2. A supervisor approves leave in writing before it begins.

3. Mothers have 90 days of maternity leave on full pay, and fathers ten days of paternity leave.

4. Sick leave of more than two days needs a note by a doctor.
"""
SECURITY = """# Information Security Policy

1. Passwords have at least twelve characters and are changed when somebody else may know them.

2. A lost laptop or phone is reported to the information officer within four hours.

3. Personal data of participants is stored on encrypted disks only, and is never sent by e-mail.

4. Visitors use the guest network, which has no access to the servers of the office.
"""
VEHICLES = """# Vehicle Policy

1. Drivers keep a log of every journey, with its purpose and the reading of the meter.

2. Office vehicles do not travel after sunset without the approval of the security manager.

3. Family members of staff may not travel in office vehicles.

4. Fuel is bought with the fuel card of the vehicle, never in cash.
"""
POLICIES = {
    "procurement": PROCUREMENT,
    "leave": LEAVE,
    "information-security": SECURITY,
    "vehicles": VEHICLES,
}


def add_policies(desk: PolicyDesk) -> None:
    """Puts all four on record at `desk`, by their files, as an office would."""
    for name, text in POLICIES.items():
        file = desk.home / f"{name}.md"
        file.write_text(text, encoding="utf-8")
        proposal = desk.propose(file, name, EDITION, Status.APPROVED)
        desk.add(proposal.document, (proposal.file, proposal.content))
