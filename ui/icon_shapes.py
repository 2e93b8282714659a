"""The line icons, drawn by us on a grid of 24: M, L, H, V, C, Z as in SVG (absolute), O circle, R rounded box."""

# ruff: noqa: E501 - one line an icon

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

SHAPES = {
    "overview": "R4,5,16,14,1.5 M4,10 H20 M10,10 V19",
    "missing": "M9,6 H20 M9,12 H20 M9,18 H20 O4.8,6,.4 O4.8,12,.4 O4.8,18,.4",
    "audit": "R5,4,14,17,1.5 M9.5,4 V2.8 H14.5 V4 M8.5,10.5 L10,12 L12.5,9 M8.5,16.5 L10,18 L12.5,15 M15,11 H16 M15,17 H16",
    "interview": "M3,11.5 L12,4 L21,11.5 M5.5,9.5 V20 H18.5 V9.5 M10,20 V14.5 H14 V20",
    "correction": "M15.7,3.8 C12.4,3.4 10.2,6.4 11.3,9.6 L4.3,16.6 C3.3,17.6 3.3,18.9 4.2,19.8 C5.1,20.7 6.4,20.7 7.4,19.7 "
    "L14.4,12.7 C17.6,13.8 20.6,11.6 20.2,8.3 L17.2,10.8 L14,10 L13.2,6.8 Z",
    "register": "R5,3.5,14,17,1.5 M8.7,3.5 V20.5 M11.8,8 H16 M11.8,12 H16 M11.8,16 H16",
    "score": "M3.5,7 H20.5 M3.5,12 H20.5 M3.5,17 H20.5 M15.5,4.8 V9.2 M8.5,9.8 V14.2 M13,14.8 V19.2",
    "progress": "M4,4 V20 H20.5 M7,15.5 L11,10.5 L14,13.5 L20,6",
    "sync": "M20,11 C19.4,7.1 16.1,4.2 12,4.2 C9,4.2 6.4,5.8 5,8.3 M5,4 V8.4 H9.4 "
    "M4,13 C4.6,16.9 7.9,19.8 12,19.8 C15,19.8 17.6,18.2 19,15.7 M19,20 V15.6 H14.6",
    "document": "R4,4,16,12,1.5 M8,8 H16 M8,11.8 H12 M10,16 V21 L12.5,19.5 L15,21 V16",
    "search": "O10.5,10.5,6.2 M15.2,15.2 L20.5,20.5",
    "print": "M7,9 V4 H17 V9 M7,17 H5.5 C4.6,17 4,16.4 4,15.5 V10.5 C4,9.6 4.6,9 5.5,9 H18.5 C19.4,9 20,9.6 20,10.5 V15.5 "
    "C20,16.4 19.4,17 18.5,17 H17 R7,14,10,6,0.5",
    "person": "O12,8,4 M4.5,20.5 C4.5,16.6 7.8,14.8 12,14.8 C16.2,14.8 19.5,16.6 19.5,20.5",
    "laptop": "R5,5,14,10.5,1.2 M2.5,19 H21.5",
    "folder": "M3.5,18.5 V5.5 H9.5 L11.5,8 H20.5 V18.5 Z",
    "warning": "M12,4 L21,19.5 H3 Z M12,10 V14 O12,16.7,.3",
    "clock": "O12,12,8.2 M12,7.2 V12 L15.2,14",
    "cross": "M6,6 L18,18 M18,6 L6,18",
    "check": "M5,12.5 L10,17.5 L19,7",
    "info": "O12,12,8.4 M12,11 V16.5 O12,7.8,.3",
    "lock": "R5.5,11,13,9,1.5 M8.5,11 V8 C8.5,6 10,4.5 12,4.5 C14,4.5 15.5,6 15.5,8 V11",
    "camera": "R3.5,7,17,12.5,1.5 O12,13,3.4 M8.5,7 L10,4.5 H14 L15.5,7",
    "eye": "M2.5,12 C5,7.5 8.2,5.5 12,5.5 C15.8,5.5 19,7.5 21.5,12 C19,16.5 15.8,18.5 12,18.5 C8.2,18.5 5,16.5 2.5,12 Z O12,12,2.8",
    "pin": "M12,21 C8,16.5 5.5,13 5.5,9.8 C5.5,6 8.4,3.5 12,3.5 C15.6,3.5 18.5,6 18.5,9.8 C18.5,13 16,16.5 12,21 Z O12,9.8,2.3",
    "down": "M6,9.5 L12,15.5 L18,9.5",
    "up": "M6,14.5 L12,8.5 L18,14.5",
    "right": "M9.5,6 L15.5,12 L9.5,18",
    "left": "M14.5,6 L8.5,12 L14.5,18",
    "undo": "M9,6 L4.5,10.5 L9,15 M4.5,10.5 H14 C17.5,10.5 19.5,12.5 19.5,15.5 V18.5",
    "plus": "M12,5 V19 M5,12 H19",
    "import": "M12,4 V15 M7.5,10.5 L12,15 L16.5,10.5 M4.5,16.5 V19.5 H19.5 V16.5",
    "export": "M12,15 V4 M7.5,8.5 L12,4 L16.5,8.5 M4.5,16.5 V19.5 H19.5 V16.5",
    "calendar": "R4,5.5,16,14,1.5 M4,10 H20 M8.5,3.5 V7 M15.5,3.5 V7",
    "settings": "O12,12,3.2 M12,3.5 V6 M12,18 V20.5 M3.5,12 H6 M18,12 H20.5 M6,6 L7.8,7.8 M16.2,16.2 L18,18 M18,6 L16.2,7.8 M7.8,16.2 L6,18",
    "manual": "M12,6.5 C9.5,4.8 6.5,4.4 3.5,5 V18.5 C6.5,17.9 9.5,18.3 12,20 C14.5,18.3 17.5,17.9 20.5,18.5 V5 "
    "C17.5,4.4 14.5,4.8 12,6.5 Z M12,6.5 V20",
    "note": "M4,20 L5.2,15.8 L16,5 L19,8 L8.2,18.8 Z M14,7 L17,10",
    "filter": "M4,5.5 H20 L14,12.5 V19 L10,17 V12.5 Z",
    "tree": "R9,3.5,6,5,1 R3.5,15.5,6,5,1 R14.5,15.5,6,5,1 M12,8.5 V12 M6.5,15.5 V12 H17.5 V15.5",
}


def path_of(name: str) -> QPainterPath:
    """The outline of an icon on its grid of 24 × 24; KeyError for a name not drawn."""
    path = QPainterPath()
    curve: list[QPointF] = []
    for word in SHAPES[name].split():
        verb = word[0] if word[0].isalpha() else "C"  # the further points of a curve stand without a letter
        n = [float(part) for part in word.lstrip("CHLMORVZ").split(",") if part]
        here = path.currentPosition()
        if verb == "M":
            path.moveTo(n[0], n[1])
        elif verb == "L":
            path.lineTo(n[0], n[1])
        elif verb == "H":
            path.lineTo(n[0], here.y())
        elif verb == "V":
            path.lineTo(here.x(), n[0])
        elif verb == "O":
            path.addEllipse(QPointF(n[0], n[1]), n[2], n[2])
        elif verb == "R":
            path.addRoundedRect(QRectF(n[0], n[1], n[2], n[3]), n[4], n[4])
        elif verb == "Z":
            path.closeSubpath()
        else:
            curve.append(QPointF(n[0], n[1]))
            if len(curve) == 3:
                path.cubicTo(curve[0], curve[1], curve[2])
                curve = []
    return path
