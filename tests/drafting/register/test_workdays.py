"""Working days leave out the weekend and the holidays, and nothing else."""

from datetime import date

from drafting.register import WorkingDays

FRIDAY, MONDAY = date(2026, 8, 7), date(2026, 8, 10)
INDEPENDENCE_DAY = date(2026, 8, 14)


def test_days_are_counted_from_the_day_after() -> None:
    days = WorkingDays(holidays=[INDEPENDENCE_DAY])
    assert days.after(FRIDAY, 1) == MONDAY
    assert days.after(MONDAY, 4) == date(2026, 8, 17)
    assert days.after(date(2026, 8, 8), 0) == MONDAY
    assert days.between(FRIDAY, MONDAY) == 1
    assert days.between(MONDAY, date(2026, 8, 17)) == 4
    assert days.between(MONDAY, FRIDAY) == 0


def test_an_office_may_have_another_weekend() -> None:
    days = WorkingDays(weekend=(4, 5))
    assert days.after(date(2026, 8, 6), 1) == date(2026, 8, 9)
