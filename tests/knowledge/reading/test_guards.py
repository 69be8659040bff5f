"""What is let in to be read, and the sentence for what is not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableDocument
from knowledge.reading import guards
from knowledge.reading.guards import MAX_FILE_BYTES, MAX_MEMBERS, check_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"


def refusal(path: Path) -> str:
    """The sentence with which the file is refused; it names the file, and not its folder."""
    with pytest.raises(UnreadableDocument) as caught:
        check_file(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert str(path.parent) not in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def word_bytes() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("1. The partner keeps records.")
    document.save(stream)
    return stream.getvalue()


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A Word document's bytes with its members changed."""
    with zipfile.ZipFile(io.BytesIO(word_bytes())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# --- let in


def test_a_word_document_a_pdf_and_a_text_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    assert check_file(written(tmp_path, "a.docx", word_bytes())) == "docx"
    assert check_file(written(tmp_path, "a.pdf", b"%PDF-1.7\n...")) == "pdf"
    assert check_file(written(tmp_path, "a.md", "1. Ünïcode – “quoted”".encode())) == "md"


def test_an_ending_in_capitals_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    assert check_file(written(tmp_path, "A.MD", b"\xef\xbb\xbf1. Text")) == "md"
    assert check_file(written(tmp_path, "A.DOCX", word_bytes())) == "docx"


def test_a_pdf_may_open_with_a_few_stray_bytes(tmp_path: Path) -> None:
    assert check_file(written(tmp_path, "a.pdf", b"\r\n\r\n%PDF-1.4\n")) == "pdf"


# --- turned away


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert "is not there" in refusal(tmp_path / "gone.docx")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    folder = tmp_path / "policies.pdf"
    folder.mkdir()
    assert "is a folder" in refusal(folder)


@pytest.mark.parametrize("content", [b"", b"  \n\t ", b"\0\0\0\0"])
@pytest.mark.parametrize("name", ["a.md", "a.docx", "a.pdf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, name: str, content: bytes) -> None:
    assert "is empty" in refusal(written(tmp_path, name, content))


def test_a_text_with_nothing_but_a_byte_order_mark_is_empty(tmp_path: Path) -> None:
    assert "is empty" in refusal(written(tmp_path, "a.md", b"\xef\xbb\xbf \n"))


def test_a_huge_file_is_turned_away_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(MAX_FILE_BYTES + 1)
    assert "larger than 25 MB" in refusal(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.txt", "a", "a.docx.exe"])
def test_another_kind_of_file_is_told_which_kinds_are_read(tmp_path: Path, name: str) -> None:
    assert ".docx, .pdf or .md" in refusal(written(tmp_path, name, b"words"))


def test_an_old_word_file_is_told_to_be_saved_anew(tmp_path: Path) -> None:
    old = OLE + bytes(512) + "WordDocument".encode("utf-16-le")
    assert "old Word format" in refusal(written(tmp_path, "a.doc", old))
    assert "old Word format" in refusal(written(tmp_path, "a.docx", old))


def test_a_locked_word_document_is_told_to_be_unlocked(tmp_path: Path) -> None:
    locked = OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert "locked with a password" in refusal(written(tmp_path, "a.docx", locked))


def test_some_other_office_file_is_no_word_document(tmp_path: Path) -> None:
    sheet = OLE + bytes(512) + "Workbook".encode("utf-16-le")
    assert "is not a Word document" in refusal(written(tmp_path, "a.docx", sheet))


@pytest.mark.parametrize(
    ("name", "content", "looks_like"),
    [
        ("a.pdf", b"<!DOCTYPE html><html>", "looks like a web page"),
        ("a.pdf", b"{\\rtf1 words}", "looks like Rich Text"),
        ("a.docx", b"%PDF-1.7\n", "looks like a PDF"),
        ("a.docx", b"plain words", "is not a Word document"),
        ("a.md", b"%PDF-1.7\n\xff\xfe", "looks like a PDF"),
        ("a.md", "Text in another encoding: \xe9".encode("latin-1"), "not UTF-8"),
        ("a.md", "1. Text".encode("utf-16"), "not UTF-8"),
        ("a.md", b"1. Text\0with a zero byte", "zero bytes"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_named(
    tmp_path: Path, name: str, content: bytes, looks_like: str
) -> None:
    assert looks_like in refusal(written(tmp_path, name, content))


def test_a_word_document_under_a_pdf_s_name_is_recognised(tmp_path: Path) -> None:
    assert "looks like a Word document" in refusal(written(tmp_path, "a.pdf", word_bytes()))


def test_a_name_with_control_characters_is_shown_without_them(tmp_path: Path) -> None:
    path = written(tmp_path, "a\x1b[31m\nb.txt", b"words")
    with pytest.raises(UnreadableDocument, match=r"^a\?\[31m\?b\.txt is of a kind"):
        check_file(path)


# --- inside a Word document


def test_a_spreadsheet_under_a_word_name_is_no_word_document(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members[TYPES] = members[TYPES].replace(
            b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"
        )

    assert "is not a Word document" in refusal(written(tmp_path, "a.docx", repacked(change)))


def test_a_package_without_its_main_part_is_no_word_document(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        del members["word/document.xml"]

    assert "is not a Word document" in refusal(written(tmp_path, "a.docx", repacked(change)))


def test_a_document_with_macros_is_to_be_saved_without(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members[TYPES] = members[TYPES].replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )

    assert "macros" in refusal(written(tmp_path, "a.docx", repacked(change)))


def test_strict_open_xml_is_to_be_saved_as_an_ordinary_document(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["word/document.xml"] = members["word/document.xml"].replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )

    assert "Strict Open XML" in refusal(written(tmp_path, "a.docx", repacked(change)))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_word_document_that_breaks_off_is_damaged(tmp_path: Path, part: float) -> None:
    whole = word_bytes()
    cut = whole[: int(len(whole) * part)]
    assert "damaged or cut short" in refusal(written(tmp_path, "a.docx", cut))


def test_xml_that_breaks_off_is_damaged(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["word/styles.xml"] = members["word/styles.xml"][:-20]

    assert "damaged" in refusal(written(tmp_path, "a.docx", repacked(change)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_refused(tmp_path: Path, encoding: str) -> None:
    laughs = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><a>&b;</a>"

    def change(members: dict[str, bytes]) -> None:
        members["word/comments.xml"] = laughs.encode(encoding)

    assert "entities" in refusal(written(tmp_path, "a.docx", repacked(change)))


def test_xml_nested_without_end_is_refused(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["word/comments.xml"] = b"<a>" * 5_000 + b"</a>" * 5_000

    assert "unpacks to far more" in refusal(written(tmp_path, "a.docx", repacked(change)))


# --- zip bombs


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["word/media/image1.bmp"] = bytes(30 * 1024 * 1024)

    assert "unpacks to far more" in refusal(written(tmp_path, "a.docx", repacked(change)))


def test_a_bomb_that_declares_a_small_size_is_found_when_it_inflates(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["word/media/image1.bmp"] = bytes(5 * 1024 * 1024)

    honest = repacked(change)
    size = (5 * 1024 * 1024).to_bytes(4, "little")
    assert honest.count(size) == 2
    liar = honest.replace(size, (1000).to_bytes(4, "little"))
    assert "damaged" in refusal(written(tmp_path, "a.docx", liar))


def test_more_xml_than_a_document_holds_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "a.docx", word_bytes())
    check_file(path)
    monkeypatch.setattr(guards, "MAX_XML_BYTES", 20_000)
    assert "unpacks to far more" in refusal(path)


def test_thousands_of_members_are_refused(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members.update({f"word/media/{i}.png": b"" for i in range(MAX_MEMBERS)})

    assert "unpacks to far more" in refusal(written(tmp_path, "a.docx", repacked(change)))


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """The 'better zip bomb': many directory entries over one compressed stream."""

    def change(members: dict[str, bytes]) -> None:
        members["word/media/a.bin"] = bytes(range(256)) * 40

    data = repacked(change)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        one = archive.getinfo("word/media/a.bin")
        start = archive.start_dir
    entry_at = data.rindex(b"PK\x01\x02", start, data.rindex(b"word/media/a.bin"))
    entry = data[entry_at : entry_at + 46 + len(one.filename)]
    copies = b"".join(entry.replace(b"a.bin", b"%05d" % i) for i in range(400))
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    count = int.from_bytes(end[8:10], "little") + 400
    size = int.from_bytes(end[12:16], "little") + len(copies)
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = size.to_bytes(4, "little")
    bomb = data[: data.rindex(b"PK\x05\x06")] + copies + bytes(end)
    assert "unpacks to far more" in refusal(written(tmp_path, "a.docx", bomb))


def test_a_zip_with_a_password_is_locked(tmp_path: Path) -> None:
    data = bytearray(word_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    assert "locked with a password" in refusal(written(tmp_path, "a.docx", bytes(data)))


# --- anything at all

WHOLE = word_bytes()


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.sampled_from(["a.md", "a.docx", "a.pdf"]),
    cut=st.integers(0, len(WHOLE)),
    changes=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8),
    noise=st.binary(max_size=40),
)
def test_whatever_the_bytes_only_a_clear_refusal_comes_out(
    tmp_path: Path, name: str, cut: int, changes: list[tuple[int, int]], noise: bytes
) -> None:
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    path = written(tmp_path, name, bytes(data[:cut]) + noise)
    try:
        check_file(path)
    except UnreadableDocument as refused:
        assert name in str(refused)
