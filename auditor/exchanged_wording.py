"""One round of an exchange in words."""

from auditor.delivery_wording import own_text
from auditor.exchanged import Exchanged
from auditor.wording import _, ngettext, number


def exchanged_lines(found: Exchanged) -> list[str]:
    """What a round did, a line for each thing; what single files had to be told about stands in `found.told`,
    and what becomes of lines of others is another question."""
    lines = []
    if n := found.taken:
        told = ngettext(
            "收到 {n} 个数据包：新记录 {lines} 行，照片 {photos} 张。",
            "收到 {n} 个数据包：新记录 {lines} 行，照片 {photos} 张。",
            n,
        )
        lines.append(told.format(n=number(n), lines=number(found.new), photos=number(found.photos)))
    if n := found.written:
        lines.append(ngettext("写出 {n} 个数据包。", "写出 {n} 个数据包。", n).format(n=number(n)))
    if not lines:
        lines.append(_("没有新的。"))
    if found.own:
        lines.append(own_text(found.own))
    if n := found.waiting:
        told = ngettext("{n} 个数据包等着放行。", "{n} 个数据包等着放行。", n)
        lines.append(told.format(n=number(n)))
    if n := found.pending:
        told = ngettext("{n} 个文件还不完整，下次再看。", "{n} 个文件还不完整，下次再看。", n)
        lines.append(told.format(n=number(n)))
    return lines


def others_text(n: int) -> str:
    """That so many lines of others here are not at the bureau, and what to type; the window offers a button."""
    told = ngettext(
        "这里有别人的 {n} 行，区里没有：用 --of-others 另装一包送去。",
        "这里有别人的 {n} 行，区里没有：用 --of-others 另装一包送去。",
        n,
    )
    return told.format(n=number(n))
