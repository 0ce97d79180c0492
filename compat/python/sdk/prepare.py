"""Makes what a case starts from, and tells its id.

`prepare.py dataset ZIP`, `prepare.py model DATASET_ID EPOCHS`, or `prepare.py half-trained`: a model
with a metric and a checkpoint.
"""

import json
import os
import sys

from common import accepted, client, truthy, unique
from report import event

hub = client()


def dataset(archive):
    one = hub.dataset()
    one.create_dataset({"meta": {"name": unique("shapes")}})
    accepted(one.upload_dataset(archive), "uploading the dataset")
    return one.id


def model(dataset_id, epochs):
    one = hub.model()
    one.create_model(
        {
            "meta": {"name": unique("shapes-yolov8n")},
            "datasetId": dataset_id,
            # The smallest that trains in seconds on two cores. `cache` off: nothing to gain here.
            "config": {
                "batchSize": 8,
                "epochs": int(epochs),
                "imageSize": 64,
                "patience": 100,
                "device": "cpu",
                "cache": False,
                "workers": 0,
                "plots": False,
            },
            "lineage": {"architecture": {"name": "yolov8n"}, "parent": {}},
        }
    )
    truthy(one.id, "id")
    truthy(one.get_dataset_url(), "dataset URL")
    return one.id


def half_trained():
    one = hub.model()
    one.create_model({"meta": {"name": unique("half-trained")}, "dataset": {"name": "coco8.yaml"}})
    with open("last.pt", "wb") as file:
        file.write(os.urandom(1000))
    accepted(one.upload_metrics({0: json.dumps({"train/box_loss": 1.0})}), "uploading a metric")
    accepted(one.upload_model(0, "last.pt"), "uploading a checkpoint")
    return one.id


make = {"dataset": dataset, "model": model, "half-trained": half_trained}[sys.argv[1]]
event("prepared", id=make(*sys.argv[2:]))
