"""A trained hub model, opened by its URL with the saved key: its weights arrive and predict. `trained.py ID IMAGE`"""

import sys

from common import address, sha256
from report import KEY, event, truthy

from ultralytics import YOLO, hub

hub.login(KEY)
model = YOLO(address(sys.argv[1]))
results = model.predict(sys.argv[2], imgsz=64, device="cpu", verbose=False)
truthy(len(results) == 1, "one result for one image")
event("predicted", sha256=sha256(model.ckpt_path), names=list(model.names.values()))
