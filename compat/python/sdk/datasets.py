"""Datasets: create, upload, download, update, list, delete."""

import os
import sys
import urllib.request
from pathlib import Path

from common import accepted, check_lists, client, equal, refused, truthy, unique
from report import operation

hub = client()
name = unique("compat-dataset")
archive = Path(sys.argv[1])


def create(title):
    dataset = hub.dataset()
    dataset.create_dataset({"meta": {"name": title}})
    truthy(dataset.id, "id")
    return dataset


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as reply:
        return reply.status, reply.read()


with operation("datasets/create"):
    dataset = create(name)

with operation("datasets/get"):
    equal(hub.dataset(dataset.id).data["meta"]["name"], name, "meta.name")
    equal(hub.dataset(dataset.id).get_download_link(), None, "url before the upload")

with operation("datasets/upload"):
    accepted(dataset.upload_dataset(str(archive)))

with operation("datasets/download"):
    url = truthy(hub.dataset(dataset.id).get_download_link(), "url")
    equal(fetch(url)[1], archive.read_bytes(), "the archive")
    equal(fetch(url, Range="bytes=10-19"), (206, archive.read_bytes()[10:20]), "bytes 10 to 19")

with operation("datasets/refuse a broken zip"):
    Path("broken.zip").write_bytes(os.urandom(2000))
    broken = create(name + "-broken")
    refused(broken.upload_dataset("broken.zip"), "uploading noise")
    equal(hub.dataset(broken.id).get_download_link(), None, "url after the refusal")

with operation("datasets/update"):
    accepted(dataset.update({"meta": {"name": name + " renamed"}, "public": True}))
    equal(hub.dataset(dataset.id).data["meta"]["name"], name + " renamed", "meta.name")

with operation("datasets/train a model"):
    model = hub.model()
    model.create_model({"meta": {"name": unique("compat")}, "datasetId": dataset.id})
    read = hub.model(model.id)
    equal(fetch(read.get_dataset_url())[1], archive.read_bytes(), "the archive by the model's dataset URL")
    equal(read.data["train_args"]["data"], read.get_dataset_url(), "train_args.data")
    model.delete(hard=True)

with operation("datasets/list by pages"):
    other = create(name + "-other")
    check_lists(hub.dataset_list, [dataset.id, broken.id, other.id])

with operation("datasets/delete to the trash"):
    accepted(dataset.delete())
    equal(hub.dataset(dataset.id).data, {}, "data once in the trash")

with operation("datasets/delete for good"):
    for one in (broken, other):
        accepted(one.delete(hard=True))
        equal(hub.dataset(one.id).data, {}, "data once gone")
