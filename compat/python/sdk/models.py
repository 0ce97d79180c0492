"""Models: create, read, update, list, share, delete."""

import re

from common import HUBClient, accepted, check_lists, client, equal, refused, truthy, unique, walk
from report import HUB, operation

hub = client()
name = unique("compat")


def body(title, **more):
    return {
        "meta": {"name": title},
        "config": {"batchSize": 8, "epochs": "5", "imageSize": 64, "patience": 100, "device": "cpu", "cache": "ram"},
        "dataset": {"name": "coco8.yaml"},
        "lineage": {"architecture": {"name": "yolov8n"}, "parent": {}},
        **more,
    }


def create(title, **more):
    model = hub.model()
    model.create_model(body(title, **more))
    truthy(model.id, "id")
    return model


def listed(public):
    pages = hub.model_list(page_size=100, public=public)
    return [one for page in walk(pages) for one in page]


with operation("models/create"):
    model = create(name)
    truthy(re.fullmatch(r"[A-Za-z0-9]{20}", model.id), f"an id of 20 letters and digits, not {model.id!r}")

with operation("models/get"):
    read = hub.model(model.id)
    equal(read.data["meta"]["name"], name, "meta.name")
    equal(read.data["status"], "new", "status")
    equal(read.data["config"]["epochs"] in (5, "5"), True, "config.epochs")
    equal(read.get_architecture(), "yolov8n.yaml", "cfg")
    equal((read.is_trained(), read.is_resumable(), read.has_best_weights()), (False, False, False), "state")
    equal(read.data["train_args"]["data"], "coco8.yaml", "train_args.data")

with operation("models/unknown id"):
    equal(hub.model("Z" * 20).data, {}, "data of an unknown model")

with operation("models/update"):
    accepted(model.update({"meta": {"name": name + " renamed"}}))
    equal(hub.model(model.id).data["meta"]["name"], name + " renamed", "meta.name")

with operation("models/list by pages"):
    made = [create(f"{name}-{i}").id for i in range(4)] + [model.id]
    check_lists(hub.model_list, made)

with operation("models/list by name"):
    found = hub.model_list(page_size=50)
    found._get(query=f"{name}-2")
    equal([row["meta"]["name"] for row in found.results], [f"{name}-2"], "names found")

with operation("models/share publicly"):
    equal(HUBClient({"api_key": None}).model(model.id).data, {}, "a private model without a key")
    accepted(model.update({"public": True}))
    equal(HUBClient({"api_key": None}).model(model.id).data["id"], model.id, "a public model without a key")

with operation("models/share by link"):
    accepted(model.update({"visibility": "unlisted"}))
    equal(HUBClient({"api_key": None}).model(model.id).data["id"], model.id, "an unlisted model without a key")
    truthy(model.id not in listed(True), "no unlisted model among the public ones")
    accepted(model.update({"visibility": "public"}))

with operation("models/list public or own"):
    truthy(model.id in listed(True), "the public model among the public ones")
    truthy(made[0] not in listed(True), "no private model among the public ones")
    truthy(made[0] in listed(False), "the private model among the others")

with operation("models/delete to the trash"):
    accepted(model.delete())
    equal(hub.model(model.id).data, {}, "data once in the trash")

with operation("models/restore from the trash"):
    # hub-sdk has no word for it: the hub's own API, asked by hub-sdk's hand.
    truthy(model.hub_client.post(f"{HUB}/app/v1/models/{model.id}/restore") is not None, "a reply below 400")
    equal(hub.model(model.id).data["meta"]["name"], name + " renamed", "meta.name")

with operation("models/delete for good"):
    accepted(hub.model(made[0]).delete(hard=True))
    equal(hub.model(made[0]).data, {}, "data once gone")
    refused(hub.model(made[0]).delete(hard=True), "deleting it again")

for one in made[1:]:
    hub.model(one).delete(hard=True)
