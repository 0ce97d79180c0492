"""Draws a small dataset of circles, squares and triangles in YOLO's layout, and zips it.

`shapes.py FOLDER`: leaves FOLDER/<name>.zip, FOLDER/<name>/ and FOLDER/one.jpg. The name holds a hash of
the content, since clients reuse a dataset by its name alone.
"""

import hashlib
import random
import sys
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = 64
CLASSES = ("circle", "square", "triangle")
SPLITS = {"train": 24, "val": 8}


def draw(rng):
    """One picture and the lines of its label file."""
    picture = Image.new("RGB", (SIZE, SIZE), tuple(rng.randint(0, 60) for _ in range(3)))
    pen, lines = ImageDraw.Draw(picture), []
    for _ in range(rng.randint(1, 2)):
        kind, side = rng.randrange(len(CLASSES)), rng.randint(18, 30)
        x, y = (rng.randint(1, SIZE - side - 1) for _ in range(2))
        box, color = (x, y, x + side, y + side), tuple(rng.randint(150, 255) for _ in range(3))
        if kind == 0:
            pen.ellipse(box, fill=color)
        elif kind == 1:
            pen.rectangle(box, fill=color)
        else:
            pen.polygon(((x, y + side), (x + side, y + side), (x + side / 2, y)), fill=color)
        center = ((x + side / 2) / SIZE, (y + side / 2) / SIZE)
        lines.append(f"{kind} {center[0]:.4f} {center[1]:.4f} {side / SIZE:.4f} {side / SIZE:.4f}")
    return picture, "\n".join(lines) + "\n"


def main(folder):
    rng = random.Random(7)
    drawn = [(split, i, *draw(rng)) for split, count in SPLITS.items() for i in range(count)]
    name = "shapes-" + hashlib.sha256("".join(labels for *_, labels in drawn).encode()).hexdigest()[:8]
    root = folder / name
    for split, i, picture, labels in drawn:
        for part in ("images", "labels"):
            (root / part / split).mkdir(parents=True, exist_ok=True)
        picture.save(root / "images" / split / f"{i}.jpg", quality=90)
        (root / "labels" / split / f"{i}.txt").write_text(labels)
    (root / "data.yaml").write_text(f"train: images/train\nval: images/val\nnames: [{', '.join(CLASSES)}]\n")
    drawn[0][2].save(folder / "one.jpg")
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        # The folder's own entry comes first: 8.0.x takes the first name in the zip for the folder.
        for path in [root, *sorted(root.rglob("*"))]:
            archive.write(path, path.relative_to(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
