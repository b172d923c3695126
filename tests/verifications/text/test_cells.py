"""Texts of cells: how they are taken apart, and what is no part of a cell."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verifications.text import cells
from verifications.text.cells import cleaned, each_record, guarded, plain_lines, records

PIECES = st.text(st.sampled_from('"", \ta;\n'), max_size=12)
TABLES = st.lists(st.lists(PIECES, min_size=1, max_size=4).filter("".join), min_size=1, max_size=4)


@settings(max_examples=500)
@given(PIECES.filter(lambda line: '"' in line and "\n" not in line), st.sampled_from(",;\t"))
@example('"a" ,b', ",")
@example('a, "b,c"', ",")
def test_a_line_is_read_by_python_as_it_is_read_here(line, separator):
    by_rule = cells._ByRule(separator).cells(line)

    assert by_rule in (None, cells._cells(line, 0, separator, cells._quoted(separator))[0])


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@settings(max_examples=200)
@given(TABLES, st.sampled_from(",;\t|"))
def test_what_csv_writes_is_read_as_it_was(quoting, table, separator):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="\n").writerows(table)

    read = [row for _, row in each_record(text.getvalue(), separator)]

    assert list(filter(_filled, read)) == list(filter(_filled, table))


def _filled(row):
    return any(map(str.strip, row))


def test_rows_are_counted_by_lines_or_as_a_spreadsheet_program_counts_them():
    text = 'a,"b\nc"\n\nd,"e\n\nf\n"g"\nh'

    assert records(text, ",") == [(1, ["a", "b\nc"]), (4, ["d", '"e']), (6, ["f"]), (7, ["g"]), (8, ["h"])]
    assert [number for number, _ in each_record(text, ",", by_line=False)] == [1, 3, 5, 6, 7]
    assert records(text, ",", limit=1) == [(1, ["a", "b\nc"])]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\ufeffa\r\nb\rc", "a\nb\nc"),
        ("a\r\n\x1a", "a"),
        ("a\n\x1a\x1a\n\n", "a"),
        ("\x1a", ""),
        ("a\x1a", "a\x1a"),
        ("a\n\x1a\nb", "a\n\x1a\nb"),
        ("a\n\x1a\t\t", "a\n\x1a\t\t"),
    ],
)
def test_a_text_is_its_lines(text, lines):
    assert plain_lines(text) == lines


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\u200b\xa0 101\u2060\ufeff\t", "101"),
        ("'=1+1", "=1+1"),
        ("'-5", "-5"),
        ("'0012", "'0012"),
        ('="0012"', "0012"),
        ('=" 0012 "', "0012"),
        ('\'="0012"', "0012"),
        ('="00"&"12"', '="00"&"12"'),
        ("=1+1", "=1+1"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_what_surrounds_a_cell_or_guards_it_is_no_part_of_it(cell, text):
    assert cleaned(cell) == text


@given(st.text(st.sampled_from("\"'=+-@01 \u200b"), max_size=9))
def test_a_clean_cell_stays_as_it_is_and_comes_back_from_behind_its_guard(cell):
    clean = cleaned(cell)

    assert cleaned(clean) == cleaned(guarded(clean)) == clean
