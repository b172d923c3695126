"""Sealed files: what goes in comes out, a part opens its chunks alone, and nothing else opens at all."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_portal import streams
from atlas_portal.streams import CHUNK, HEADER, Damaged, Opened, new_key, seal

KEY = new_key()
SEALED_CHUNK = CHUNK + 16
# About every edge of a chunk, and anything between.
SIZES = st.one_of(
    st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1]), st.integers(0, 4 * CHUNK)
)


def sealed(content, *, key=KEY, label="file"):
    return b"".join(seal(key, label, io.BytesIO(content)))


def opened(content, *, key=KEY, label="file"):
    return Opened(key, label, io.BytesIO(content))


def plain(content, **options):
    with opened(content, **options) as file:
        return file.read()


def part(file, first, count):
    """So many bytes from there on, or as many as there are."""
    file.seek(first)
    piece = b""
    while len(piece) < count and (more := file.read(count - len(piece))):
        piece += more
    return piece


class Counting(io.BytesIO):
    """A file that notes what is read of it, and may give less at a time than is asked for."""

    def __init__(self, content=b"", most=10**9):
        super().__init__(content)
        self.most, self.pieces = most, []

    def read(self, size=-1, /):
        place = self.tell()
        piece = super().read(min(size, self.most))
        self.pieces.append((place, len(piece)))
        return piece


class Endless:
    """A file of so many bytes, which are made as they are read."""

    def __init__(self, size):
        self.left, self.largest = size, 0

    def read(self, size):
        self.largest = max(self.largest, size)
        piece = bytes(min(size, self.left))
        self.left -= len(piece)
        return piece


@given(size=SIZES, most=st.sampled_from([1_000, CHUNK - 1, CHUNK, 10**9]))
def test_what_was_sealed_opens_again(size, most):
    content = os.urandom(size)

    whole = b"".join(seal(KEY, "file", Counting(content, most)))

    with opened(whole) as file:
        assert (file.size, file.read()) == (size, content)
        assert file.read() == b""


@given(size=SIZES)
def test_nothing_of_it_lies_there_in_clear(size):
    content = b"PAN ABCDE1234F " * (size // 15)

    assert b"ABCDE1234F" not in sealed(content)


def test_a_file_that_comes_in_small_pieces_is_sealed_in_whole_chunks():
    content = os.urandom(CHUNK + 10)
    whole = b"".join(seal(KEY, "file", Counting(content, 1_000)))

    assert len(whole) == HEADER + len(content) + 2 * 16 and plain(whole) == content


def test_the_same_file_is_another_each_time():
    assert sealed(b"the same") != sealed(b"the same")


@given(size=st.integers(1, 4 * CHUNK), data=st.data())
def test_a_part_opens_its_own_chunks_alone(size, data):
    content = os.urandom(size)
    first = data.draw(st.integers(0, size - 1))
    count = data.draw(st.integers(1, size - first))
    wanted = range(first // CHUNK, (first + count - 1) // CHUNK + 1)

    for ask in (lambda file: part(file, first, count), lambda file: file.check(first, first + count - 1)):
        under = Counting(sealed(content))
        file = Opened(KEY, "file", under)
        under.pieces.clear()
        assert ask(file) in (None, content[first : first + count])
        assert [place for place, _ in under.pieces] == [HEADER + number * SEALED_CHUNK for number in wanted]


@given(size=SIZES, first=st.integers(0, 4 * CHUNK), count=st.integers(1, 9_000))
def test_a_part_is_that_part(size, first, count):
    content = os.urandom(size)
    with opened(sealed(content)) as file:
        assert part(file, first, count) == content[first : first + count]
        assert file.tell() == max(first, min(first + count, size))


def test_small_reads_open_a_chunk_once():
    under = Counting(sealed(bytes(2 * CHUNK)))
    file = Opened(KEY, "file", under)
    under.pieces.clear()

    while file.read(4_096):
        pass

    assert len(under.pieces) == 2


def test_places_are_counted_from_the_start_from_here_and_from_the_end():
    with opened(sealed(b"0123456789")) as file:
        assert (file.readable(), file.seekable(), file.writable()) == (True, True, False)
        assert (file.seek(2), file.read(2)) == (2, b"23")
        assert (file.seek(1, os.SEEK_CUR), file.read(1)) == (5, b"5")
        assert (file.seek(-2, os.SEEK_END), file.read()) == (8, b"89")


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_that_was_cut_does_not_open(size):
    whole = sealed(os.urandom(size))
    edges = {HEADER + number * SEALED_CHUNK for number in range(5)}
    edges |= {len(whole) - 1, len(whole) - 16, HEADER - 1, HEADER + 1, 0}

    for edge in sorted(edge for edge in edges if 0 <= edge < len(whole)):
        with pytest.raises(Damaged):
            plain(whole[:edge])


def test_a_file_that_grew_does_not_open():
    whole = sealed(os.urandom(CHUNK))
    for more in (b"x", whole[HEADER:], bytes(SEALED_CHUNK)):
        with pytest.raises(Damaged):
            plain(whole + more)


@given(size=SIZES, data=st.data())
def test_one_bit_is_enough_not_to_open(size, data):
    whole = bytearray(sealed(os.urandom(size)))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(Damaged):
        plain(bytes(whole))


def _swapped(whole, one, other):
    chunks = [whole[at : at + SEALED_CHUNK] for at in range(HEADER, len(whole), SEALED_CHUNK)]
    chunks[one], chunks[other] = chunks[other], chunks[one]
    return whole[:HEADER] + b"".join(chunks)


def test_chunks_in_another_order_do_not_open():
    with pytest.raises(Damaged):
        plain(_swapped(sealed(os.urandom(3 * CHUNK)), 0, 1))


def test_a_chunk_of_another_file_does_not_open():
    one, other = sealed(os.urandom(2 * CHUNK)), sealed(os.urandom(2 * CHUNK))
    middle = HEADER + SEALED_CHUNK

    for mixed in (one[:middle] + other[middle:], other[:HEADER] + one[HEADER:]):
        with pytest.raises(Damaged):
            plain(mixed)


def test_under_another_key_or_label_it_does_not_open():
    whole = sealed(b"a picture")

    for other in ({"key": new_key()}, {"label": "thumbnail"}):
        with pytest.raises(Damaged):
            plain(whole, **other)


def test_what_is_not_sealed_does_not_open():
    for content in (b"", b"%PDF-1.7", bytes(HEADER), bytes(9 * CHUNK)):
        with pytest.raises(Damaged):
            plain(content)


def test_the_check_of_an_empty_file_opens_its_one_chunk():
    whole = sealed(b"")
    opened(whole).check(0, -1)

    with pytest.raises(Damaged):
        opened(whole[:-1] + b"x").check(0, -1)


@pytest.mark.parametrize("chunks", [2, 400])
def test_sealing_holds_no_more_of_a_large_file_than_of_a_small_one(chunks):
    plain = Endless(chunks * CHUNK)

    longest = max(map(len, seal(KEY, "file", plain)))

    assert (longest, plain.largest) == (SEALED_CHUNK, CHUNK)


@pytest.mark.parametrize("chunks", [2, 400])
def test_opening_holds_no_more_of_a_large_file_than_of_a_small_one(chunks):
    under = Counting(sealed(bytes(chunks * CHUNK)))
    file = Opened(KEY, "file", under)
    buffer, came = bytearray(10 * CHUNK), 0
    while count := file.readinto(buffer):
        came += count

    assert came == chunks * CHUNK
    assert max(length for _, length in under.pieces) == SEALED_CHUNK
    assert len(file._chunk) == CHUNK


def test_closing_closes_what_lies_under_it_once():
    under = io.BytesIO(sealed(b"x"))
    file = Opened(KEY, "file", under)

    file.close()
    file.close()

    assert under.closed and file.closed


def test_a_key_has_256_bits_and_is_another_each_time():
    assert len(new_key()) == streams.KEY_LENGTH == 32 and new_key() != new_key()
