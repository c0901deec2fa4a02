"""CSV files as they come: encodings, separators, quotes, and rows that are not right."""

import pytest


@pytest.fixture
def taken(file, run, book):
    """Import these bytes; give the names that are in the book, the refused rows and what was said."""

    def bring(content, code=0):
        result = run("import", file("c.csv", content), "--as", "customer", "--json", code=code)
        names = [tuple(row) for row in book.all("SELECT name, phone FROM customer ORDER BY id")]
        return names, [(row["line"], row["why"]) for row in result.json["items"]], result.stderr

    return bring


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", ""), ("utf-8-sig", ""), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_encodings_are_found_out_and_said(taken, codec, said):
    names, refused, stderr = taken("姓名,电话\n张敏,1\n李强,2\n".encode(codec))

    assert (names, refused) == ([("张敏", "1"), ("李强", "2")], [])
    assert f"read as {said}\n" in stderr if said else "read as" not in stderr


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(taken, sign, end):
    content = end.join((f'name{sign}"phone{sign}, or"{sign}phone', f'"A{sign} B"{sign}x{sign}1', "")).encode()

    assert taken(content)[0] == [("A B" if sign == "\t" else f"A{sign} B", "1")]


def test_quoted_line_breaks_and_blank_lines_keep_the_line_numbers_right(taken):
    content = '\n\nname,phone\n"A\nB",1\n\n,,\nC\n"D ""d""",2\n'

    names, refused, _said = taken(content)

    assert names == [("A B", "1"), ('D "d"', "2")]
    assert refused == [(8, "1 cell where the heading has 2")]


def test_a_quote_that_is_not_closed_swallows_nothing(taken):
    # More rows than are tried again, one after the other.
    rows = "".join(f"N{i},9{i}\n" for i in range(1200))

    names, refused, _said = taken('name,phone\nA,1\n"B,2\nC,3\n' + rows)

    assert refused == [(3, "a quote is not closed, or stands where none may")]
    assert len(names) == 1202


def test_a_quote_closed_by_a_later_one_costs_its_own_row_only(taken):
    names, refused, _said = taken('name,phone\n"A,1\nB,2\n"C",3\nD,4\n')

    assert [line for line, _why in refused] == [2]
    assert names == [("B", "2"), ("C", "3"), ("D", "4")]


def test_nul_bytes_huge_cells_and_ragged_rows_are_refused_row_by_row(taken):
    names, refused, _said = taken("name,phone\nA\x00,1\n" + "x" * 200_000 + ",2\nB,3,4\n" + "y" * 600 + ",5\nC,6\n")

    assert names == [("C", "6")]
    assert refused == [
        (2, "a NUL byte: this is not text"),
        (3, "a cell is longer than 131072 characters"),
        (4, "3 cells where the heading has 2"),
        (5, "name: longer than 500 characters"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04rest", "cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0rest", "cannot be read as a workbook"),
        (b"name\xff\xff\xff,x\n", "it is not sure in which encoding it is"),
        (b"\xff\xfen", "is not text in utf-16"),
        (b"n\x00ame,x\n", "the heading cannot be read"),
        (b'"name,phone\nA,1\n', "the heading cannot be read"),
        (b"<html><table><tr>\n", "is a page without a table"),
        (b'{"a": 1}', "is JSON, but no book"),
    ],
)
def test_what_is_no_table_is_refused_whole(file, run, tables, content, said):
    before = tables()

    result = run("import", file("c.csv", content), "--as", "customer", code=5)

    assert said in result.stderr
    assert "hint: " in result.stderr
    assert "Traceback" not in result.stderr
    assert tables() == before


def test_a_heading_alone_is_an_import_of_nothing(taken):
    assert taken("name,phone\n") == ([], [], "")


def test_a_file_that_is_not_there_or_a_folder(run, tmp_path):
    assert "No such file" in run("import", "none.csv", "--as", "customer", code=5).stderr
    assert "cannot be read" in run("import", str(tmp_path), "--as", "customer", code=5).stderr


def test_a_map_may_say_the_encoding(file, figures, book):
    source = file("c.csv", "name\nRenée\n".encode("cp1252"))
    the_map = file("m.toml", 'encoding = "cp1252"\n[fields]\nname = "name"')

    figures(source, "--as", "customer", "--map", the_map)

    assert book.get("customer", 1)["name"] == "Renée"


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_line_for_spreadsheets_names_the_separator(taken, first):
    assert taken(f"{first}name;phone\nA;1\n")[0] == [("A", "1")]


def test_a_file_whose_every_line_is_one_quoted_cell(taken):
    names, refused, said = taken('"name;""phone"""\n"A;""1"""\n"B;""2;3"""\n')

    assert (names, refused) == ([("A", "1"), ("B", "2;3")], [])
    assert "every line is one quoted cell" in said


def test_a_pipe_separates_where_it_makes_columns_known(taken):
    assert taken("name|phone\nA|1\nB|2\n")[0] == [("A", "1"), ("B", "2")]


def test_lines_above_the_heading_do_not_decide_what_separates(taken):
    assert taken("a, list, of, customers\n\nname;phone\nA;1\n")[0] == [("A", "1")]


def test_cells_as_spreadsheets_and_exporters_spell_them(taken):
    text = 'name,phone\nA,"=""13800138000"""\nB,\'13800138001\nC,13800138002.0\nD,1.38E+10\n"E\r\nF",1\n'
    names, refused, _said = taken(text)

    assert names == [("A", "13800138000"), ("B", "13800138001"), ("C", "13800138002"), ("E F", "1")]
    assert refused == [(5, "phone: “1.38E+10” has lost its digits in a spreadsheet: format the column as text there")]


def test_blank_columns_without_a_heading_behind_the_others(taken):
    assert taken("name,phone,,\nA,1,,\nB,2\n")[:2] == ([("A", "1"), ("B", "2")], [])


CHINESE = "姓名,電話,備註\n陳大文,1,老客戶，喜歡喝茶\n林小美,,下週三再聯絡\n"


def test_traditional_chinese_is_told_from_simplified(taken):
    names, refused, said = taken(CHINESE.replace("電話", "电话").replace("备注", "note").encode("gb18030"))
    assert (names, "gb18030" in said) == ([("陳大文", "1"), ("林小美", "")], True)

    names, refused, said = taken(CHINESE.replace("陳大文,1", "陳大明,3").replace("林小美", "林小文").encode("big5"), 0)
    assert [name for name, _phone in names][2:] == ["陳大明", "林小文"]
    assert (refused, "read as big5" in said) == ([], True)


@pytest.mark.parametrize(
    ("text", "codec", "sample"),
    [("name,city\nMüller,Köln\nMuñoz,Málaga\n", "cp1252", "cp1252: "), ("name\nИванов\nПетров\n", "cp1251", "Иванов")],
)
def test_what_may_be_in_several_encodings_is_asked_about(file, run, book, text, codec, sample):
    source = file("c.csv", text.encode(codec))

    said = run("import", source, "--as", "customer", code=5).stderr

    assert "it is not sure in which encoding it is" in said
    assert sample in said
    run("import", source, "--as", "customer", "--encoding", codec)
    assert book.get("customer", 1)["name"] in text
    assert "there is no encoding" in run("import", source, "--as", "customer", "--encoding", "hex", code=2).stderr


@pytest.mark.parametrize("text", ["Jörg Müßig", "José Málaga", "Copyright © 2026 Roe"])
def test_what_reads_the_same_in_every_encoding_is_no_question(taken, text):
    names, _refused, said = taken(f"name,phone\n{text},1\n".encode("cp1252"), 0)

    assert names == [(text, "1")]
    assert "read as cp1252" in said


def test_no_sign_of_a_private_area_becomes_a_name(taken):
    names, refused, _said = taken("name,phone\n张\ue863,1\n李强,2\n", 0)

    assert names == [("李强", "2")]
    assert [line for line, _why in refused] == [2]


def test_utf_16_without_a_mark(taken):
    assert taken("name,phone\nA,1\n".encode("utf-16-le"))[0] == [("A", "1")]
