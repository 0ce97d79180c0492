"""Projects: create, read, update, picture, list, delete."""

import struct
import urllib.request
import zlib

from common import accepted, check_lists, client, equal, truthy, unique
from report import operation

hub = client()
name = unique("compat-project")


def png(size=8):
    """A red square, drawn here so that the client's environment needs no imaging package."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * size for _ in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def create(title):
    project = hub.project()
    project.create_project({"meta": {"name": title}})
    truthy(project.id, "id")
    return project


with operation("projects/create"):
    project = create(name)

with operation("projects/get"):
    equal(hub.project(project.id).data["meta"]["name"], name, "meta.name")
    equal(hub.project("Z" * 20).data, {}, "data of an unknown project")

with operation("projects/update"):
    accepted(project.update({"meta": {"name": name + " renamed"}, "public": True}))
    equal(hub.project(project.id).data["meta"]["name"], name + " renamed", "meta.name")
    equal(hub.project(project.id).data["public"], True, "public")

with operation("projects/picture"):
    with open("picture.png", "wb") as f:
        f.write(png())
    accepted(project.upload_image("picture.png"))
    with urllib.request.urlopen(hub.project(project.id).data["imageUrl"]) as reply:
        equal(reply.read(), png(), "the picture")

with operation("projects/hold a model"):
    model = hub.model()
    model.create_model({"meta": {"name": unique("compat")}, "projectId": project.id, "dataset": {"name": "coco8.yaml"}})
    equal(hub.model(model.id).data["projectId"], project.id, "projectId")
    model.delete(hard=True)

with operation("projects/list by pages"):
    others = [create(f"{name}-{i}").id for i in range(2)]
    check_lists(hub.project_list, [*others, project.id])

with operation("projects/delete to the trash"):
    accepted(project.delete())
    equal(hub.project(project.id).data, {}, "data once in the trash")

with operation("projects/delete for good"):
    accepted(hub.project(others[0]).delete(hard=True))
    equal(hub.project(others[0]).data, {}, "data once gone")

hub.project(others[1]).delete(hard=True)
