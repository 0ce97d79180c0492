"""A training that nobody created on the hub: with a saved key the client creates it. `local.py DATA_YAML`"""

import sys

from common import Watch
from report import KEY, event

from ultralytics import YOLO, hub

hub.login(KEY)
watch = Watch()
model = YOLO("yolov8n.yaml")
for name, callback in watch.callbacks().items():
    model.add_callback(name, callback)
model.train(data=sys.argv[1], epochs=2, imgsz=64, batch=8, device="cpu", workers=0, plots=False)
event("created", model=watch.session.model.id)
watch.done()
