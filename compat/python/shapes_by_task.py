"""Draws a small dataset of shapes for every task but detection, zipped: `shapes_by_task.py FOLDER`.

Leaves FOLDER/<task>.zip, and tells in FOLDER/counts.json how many images and instances of its training split
a trainer must find. One picture of each labelled split has no shape and no label.
"""

import hashlib
import json
import math
import random
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = 64
CLASSES = ("square", "triangle")
SPLITS = {"train": 12, "val": 4}
HEADS = {"pose": "kpt_shape: [4, 3]\nflip_idx: [1, 0, 3, 2]\n"}


def corners(kind, rng):
    """A shape's corners, turned by any angle: four of a square, three of a triangle."""
    radius, turn = rng.uniform(10, 15), rng.uniform(0, math.tau)
    x, y = (rng.uniform(16, SIZE - 16) for _ in range(2))
    count = 4 if kind == 0 else 3
    angles = (turn + math.tau * i / count for i in range(count))
    return [((x + radius * math.cos(a)) / SIZE, (y + radius * math.sin(a)) / SIZE) for a in angles]


def flat(points):
    return " ".join(f"{number:.5f}" for point in points for number in point)


def box(points):
    xs, ys = zip(*points)
    return f"{(min(xs) + max(xs)) / 2:.5f} {(min(ys) + max(ys)) / 2:.5f} {max(xs) - min(xs):.5f} {max(ys) - min(ys):.5f}"


def four(points):
    """A triangle's last corner counts twice where four points are asked for."""
    return points if len(points) == 4 else [*points, points[-1]]


LABEL = {
    "segment": flat,
    "pose": lambda points: f"{box(points)} {flat([(x, y, 2) for x, y in four(points)])}",
    "obb": lambda points: flat(four(points)),
}


def picture(shapes, rng):
    """As JPEG; never twice the same."""
    image = Image.new("RGB", (SIZE, SIZE), tuple(rng.randint(0, 60) for _ in range(3)))
    for points in shapes:
        color = tuple(rng.randint(150, 255) for _ in range(3))
        ImageDraw.Draw(image).polygon([(x * SIZE, y * SIZE) for x, y in points], fill=color)
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def labelled(task, rng):
    """The files of a dataset whose labels lie beside its images, and its training instances."""
    files, instances = {}, 0
    for split, count in SPLITS.items():
        for i in range(count):
            kinds = [] if i == 0 else [rng.randrange(len(CLASSES)) for _ in range(2)]
            shapes = [corners(kind, rng) for kind in kinds]
            files[f"images/{split}/{i}.jpg"] = picture(shapes, rng)
            lines = [f"{kind} {LABEL[task](points)}\n" for kind, points in zip(kinds, shapes)]
            files[f"labels/{split}/{i}.txt"] = "".join(lines).encode()
            instances += len(kinds) if split == "train" else 0
    names = ", ".join(CLASSES)
    head = f"train: images/train\nval: images/val\nnames: [{names}]\n" + HEADS.get(task, "")
    return {"data.yaml": head.encode(), **files}, instances


def classified(rng):
    """A folder for each class, as image classification has it."""
    files = {}
    for split, count in SPLITS.items():
        for i in range(count):
            kind = i % len(CLASSES)
            files[f"{split}/{CLASSES[kind]}/{i}.jpg"] = picture([corners(kind, rng)], rng)
    return files, SPLITS["train"]


def main(folder):
    rng, counts = random.Random(11), {}
    for task in (*LABEL, "classify"):
        files, instances = classified(rng) if task == "classify" else labelled(task, rng)
        counts[task] = {"images": SPLITS["train"], "instances": instances}
        name = f"{task}-{hashlib.sha256(b''.join(files.values())).hexdigest()[:8]}"
        with zipfile.ZipFile(folder / f"{task}.zip", "w") as archive:
            for path, content in files.items():
                archive.writestr(f"{name}/{path}", content)
    (folder / "counts.json").write_text(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
