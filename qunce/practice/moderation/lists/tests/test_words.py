"""The workspace's own words: from a box or a file, seen through disguise, judged by at once."""

import io
import time

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from qunce.practice.moderation.lists import queries, reading, services
from qunce.practice.moderation.lists.models import WordList
from qunce.practice.moderation.lists.reading import UnreadableError
from tests.cast import Cast

PAGE = "/order/words/"


def workbook(rows: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [row, "beside"])
    return out.getvalue()


def shown(cast: Cast, path: str = PAGE) -> str:
    answer = cast.client(cast.owner).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "灵芝孢子\n鹿茸酒\n".encode()),
        ("a.txt", "\ufeff灵芝孢子\r\n鹿茸酒".encode()),
        ("a.txt", "灵芝孢子\n鹿茸酒".encode("gb18030")),
        ("a.txt", "灵芝孢子\n鹿茸酒".encode("utf-16")),
        ("a.xlsx", workbook(["灵芝孢子", "鹿茸酒"])),
    ],
)
def test_words_come_from_text_and_workbooks(name: str, data: bytes) -> None:
    assert reading.words_in(reading.lines_of(name, data)).words == ("灵芝孢子", "鹿茸酒")


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\x00\x01\x02\xff\xfe\x00", b"PK" + b"\0" * 5000])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        list(reading.lines_of("a.xlsx" if data[:2] == b"PK" else "a.txt", data))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    if data[:2] != b"PK":
        try:
            reading.words_in(reading.lines_of("a.txt", data))
        except UnreadableError:
            pass


def test_words_are_kept_once_and_within_bounds() -> None:
    given_ = reading.words_in(["灵芝孢子", "灵.芝.孢.子", "", "酒", "长" * 41, "靈芝孢子", "鹿茸酒"])
    assert given_.words == ("灵芝孢子", "鹿茸酒")
    assert given_.dropped == 4
    with pytest.raises(UnreadableError):
        reading.words_in(f"词语{i}号" for i in range(reading.MOST_WORDS + 1))


@pytest.mark.django_db
def test_the_page_adds_finds_tries_and_takes_off(cast: Cast) -> None:
    client = cast.client(cast.owner)
    assert "还没有自己的词" in shown(cast)
    file = SimpleUploadedFile("words.xlsx", workbook(["鹿茸酒"]))
    assert client.post(f"{PAGE}add", {"words": "灵芝孢子\n<b>词</b>坏", "file": file}).status_code == 303
    assert "&lt;b&gt;词" in shown(cast)
    assert "鹿茸酒" in shown(cast)
    assert "鹿茸酒" not in shown(cast, f"{PAGE}?q=灵芝").partition('id="list"')[2]
    tried = client.post(f"{PAGE}try", {"text": "灵zhi孢zi低价，私聊我"}).content.decode()
    assert "会判为违规" in tried
    assert "灵zhi孢zi" in tried.partition("依据")[2]
    assert "不会有任何判断" in client.post(f"{PAGE}try", {"text": "早上好"}).content.decode()
    client.post(f"{PAGE}ordinary", {"ordinary": "灵芝孢子粉研究所"})
    assert "不会有任何判断" in client.post(f"{PAGE}try", {"text": "灵芝孢子粉研究所招人"}).content.decode()
    client.post(f"{PAGE}remove", {"word": "鹿茸酒"})
    assert WordList.objects.get().words.splitlines() == ["灵芝孢子", "<b>词</b>坏"]
    client.post(f"{PAGE}clear")
    assert "还没有自己的词" in shown(cast)


@pytest.mark.django_db
def test_a_list_is_the_workspaces_own(cast: Cast) -> None:
    services.add(cast.workspace, ["灵芝孢子"])
    assert queries.lexicon_of(cast.workspace.pk) is not None
    assert queries.lexicon_of(cast.foreign.workspace_id) is None


@pytest.mark.django_db
def test_a_hundred_thousand_words_are_taken_and_made_once(cast: Cast) -> None:
    services.add(
        cast.workspace, (f"{chr(0x4E00 + i % 300)}{chr(0x5000 + i // 300)}货源" for i in range(reading.MOST_WORDS))
    )
    start = time.process_time()
    lexicon = queries.lexicon_of(cast.workspace.pk)
    made = time.process_time() - start
    start = time.process_time()
    assert queries.lexicon_of(cast.workspace.pk) is lexicon
    assert time.process_time() - start < 0.5
    assert made < 120
    assert "在词库中查找" in shown(cast)


@pytest.mark.django_db
def test_sites_that_pass_in_every_group(cast: Cast) -> None:
    client, page = cast.client(cast.owner), "/order/words/links"
    assert client.get(page).status_code == 200
    given_ = "https://www.Shop.example.com/a?b\nshop.example.com\n\nbücher.example\n不是网址\ncom.cn\n<b>x</b>.com\njavascript:alert(1)"
    assert client.post(page, {"domains": given_, "official": "1"}).status_code == 303
    assert queries.links_of(cast.workspace.pk) == (("shop.example.com", "bücher.example"), True)
    tried = client.post(f"{page}/try", {"text": "看 https://shop.example.com.evil.top/"}).content.decode()
    assert "shop.example.com.evil.top" in tried
    assert "q-alert-danger" in tried
    assert client.post(page, {"domains": ""}).status_code == 303
    assert queries.links_of(cast.workspace.pk) == ((), False)
    assert client.post(page, {"domains": "\n".join(f"a{n}.example.com" for n in range(1_001))}).status_code == 303
    assert queries.links_of(cast.workspace.pk) == ((), False)
    assert cast.client(cast.viewer).get(page).status_code == 403
