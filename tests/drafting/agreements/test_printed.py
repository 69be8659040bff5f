"""What came back as a PDF beside the print of what was issued: words written from the right."""

from __future__ import annotations

from drafting.agreements.comparing.edited import plain
from drafting.agreements.comparing.printed import Print, paragraphs_of_print

FILLER = [f"Sentence number {number} of the agreement." for number in range(1, 31)]
ISSUED = ["The Partner is Mashal (مشعل تنظیم), an association.", *FILLER, "Each keeps a copy."]
# As a print has it: letters in the order of the page, the dots of some in a line of their own.
PRINTED = ["The Partner is Mashal ) ظیم شعل( , an association.", "ن م ت", *ISSUED[1:]]


def printed_as(lines: list[str]) -> Print:
    issued = [plain(text) for text in ISSUED]
    return paragraphs_of_print(issued, lines, PRINTED, is_recognised=False)


def test_words_from_the_right_are_looked_at_where_the_print_is_the_same() -> None:
    same = printed_as(PRINTED)
    assert [paragraph.whole for paragraph in same.paragraphs] == ISSUED
    assert same.untold == ()


def test_an_edit_elsewhere_takes_nothing_from_that() -> None:
    edited = printed_as([*PRINTED[:-1], "Each Party keeps a copy."])
    assert edited.paragraphs[-1].whole == "Each Party keeps a copy."
    assert edited.untold == ()


def test_where_they_are_printed_otherwise_they_are_not_looked_at() -> None:
    for other in ("The Partner is Mashal ) ظیم اورر( , an association.", "The Partner is Mashal"):
        assert printed_as([other, *PRINTED[1:]]).untold == (0,)


def test_words_beside_them_are_not_taken_for_unchanged() -> None:
    line = PRINTED[0].replace("an association", "a company")
    assert printed_as([line, *PRINTED[1:]]).untold == (0,)


def test_new_words_from_the_right_are_told_as_added() -> None:
    words = {paragraph.whole for paragraph in printed_as([*PRINTED, "یہ نیا جملہ ہے"]).paragraphs}
    assert "یہ نیا جملہ ہے" in words
