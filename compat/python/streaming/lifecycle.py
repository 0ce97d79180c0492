"""One person's afternoon in one process: train, train again under the same name, predict with the first weights.

`lifecycle.py PROJECT NAME EPOCHS DATA WEIGHTS PICTURE`; DATA and WEIGHTS are `ul://` addresses, WEIGHTS of
what the first training makes. The second training goes on until it is stopped from the hub.
"""

import sys

from common import Watch, sha256, train
from report import event, supported

from ultralytics import YOLO

project, name, epochs, data, weights, picture = sys.argv[1:]
# `exist_ok`: otherwise the client itself chooses another name for the second.
same = {"project": project, "name": name, "data": data, "exist_ok": True}

first = Watch("first", hold_in=(2, 3), upload_after=1)
train(first, epochs=int(epochs), plots=True, **same)
first.done()

second = Watch("second", hold_in=(1,))
train(second, epochs=30 if supported("stop/ends the training") else 2, **same)
second.done()

model = YOLO(weights)
results = model.predict(picture, imgsz=64, device="cpu", verbose=False)
event("predicted", images=len(results), sha256=sha256(model.ckpt_path), names=list(model.names.values()))
