"""A training that nobody created on the hub: with a saved key the client creates it. `local.py DATA_YAML`"""

import sys

from common import Watch
from report import KEY, defect, event, flawed, truthy

from ultralytics import YOLO, hub

CREATES = "local training/creates a model"

hub.login(KEY)
watch = Watch()
model = YOLO("yolov8n.yaml")
for name, callback in watch.callbacks().items():
    model.add_callback(name, callback)


def train():
    model.train(data=sys.argv[1], epochs=2, imgsz=64, batch=8, device="cpu", workers=0, plots=False)


if flawed(CREATES):
    with defect(CREATES):
        try:
            train()
        except AttributeError as error:
            truthy("model_file" in str(error), f"the known error, not {error}")
        else:
            raise AssertionError("it trained to the end")
else:
    train()
    event("created", model=watch.session.model.id)
    watch.done()
