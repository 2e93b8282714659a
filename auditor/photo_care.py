"""What checking and copying the photographs' files found, and how it is said."""

from dataclasses import dataclass

from auditor.wording import _, listed, ngettext, number


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoCheck:
    """What `check` says of photographs: how many have a file, which files are missing or hold something else (their
    SHA-256), how many of the files no record names."""

    photos: int
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    unnamed: int

    @property
    def sound(self) -> bool:
        """Whether every photograph's file is there and is what it was."""
        return not self.missing and not self.altered


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoCopy:
    """What came of copying photographs: files copied now, there before, not to be had; erased ones removed there.
    `same`: the folder of the copy is the one they lie in, so there is no second one."""

    place: str
    copied: int = 0
    there: int = 0
    missing: int = 0
    removed: int = 0
    same: bool = False


def check_text(found: PhotoCheck) -> str:
    """What a check says of photographs; "" where there are none."""
    if not found.photos and not found.unnamed:
        return ""
    n = found.photos
    parts = [ngettext("{n} 张照片的文件", "{n} 张照片的文件", n).format(n=number(n))]
    if found.sound:
        parts.append(_("都在，内容与指纹一致"))
    if n := len(found.missing):
        parts.append(ngettext("{n} 张不在", "{n} 张不在", n).format(n=number(n)))
    if n := len(found.altered):
        parts.append(ngettext("{n} 张内容变了", "{n} 张内容变了", n).format(n=number(n)))
    if n := found.unnamed:
        parts.append(ngettext("另有 {n} 个文件没有记录", "另有 {n} 个文件没有记录", n).format(n=number(n)))
    return _("{told}。").format(told=listed(parts))


def copy_text(made: PhotoCopy) -> str:
    """What a backup says of photographs; "" where there are none."""
    if made.same:
        return _("照片仍在 {path}，没有另存：备份和数据库在同一个文件夹。").format(path=made.place)
    if not (made.copied or made.there or made.missing or made.removed):
        return ""
    n = made.copied
    parts = [ngettext("新存照片 {n} 张", "新存照片 {n} 张", n).format(n=number(n))]
    if n := made.there:
        parts.append(ngettext("{n} 张先前已存", "{n} 张先前已存", n).format(n=number(n)))
    if n := made.removed:
        parts.append(
            ngettext("删去或涂掉的 {n} 张已从备份拿走", "删去或涂掉的 {n} 张已从备份拿走", n).format(n=number(n))
        )
    if n := made.missing:
        parts.append(ngettext("{n} 张的文件不在，没有存", "{n} 张的文件不在，没有存", n).format(n=number(n)))
    return _("{told}：{path}").format(told=listed(parts), path=made.place)
