"""A round in words: a line for each thing; what to type about lines of others is said to the terminal alone."""

from auditor.exchanged import Exchanged
from auditor.exchanged_wording import exchanged_lines, others_text


def test_each_thing_has_its_line_and_a_round_with_nothing_says_so() -> None:
    assert exchanged_lines(Exchanged()) == ["没有新的。"]
    found = Exchanged(taken=1, new=2, photos=3, written=4, own=1, waiting=5, pending=6, told=("x",))
    lines = exchanged_lines(found)
    assert lines[:2] == ["收到 1 个数据包：新记录 2 行，照片 3 张。", "写出 4 个数据包。"]
    assert lines[3:] == ["5 个数据包等着放行。", "6 个文件还不完整，下次再看。"]


def test_nothing_that_is_typed_is_said_in_a_window() -> None:
    found = Exchanged(written=1, others=7)
    assert exchanged_lines(found) == ["写出 1 个数据包。"]
    assert others_text(7) == "这里有别人的 7 行，区里没有：用 --of-others 另装一包送去。"
