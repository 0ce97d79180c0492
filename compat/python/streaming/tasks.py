"""One epoch of each task on a dataset of the hub: `tasks.py PROJECT TASK=DATA…`, DATA being `ul://` addresses."""

import os
import sys

from report import KEY, event

os.environ["ULTRALYTICS_API_KEY"] = KEY

from common import TINY  # noqa: E402 - the callback reads the key when it is imported
from ultralytics import YOLO  # noqa: E402

ARCHITECTURES = {
    "segment": "yolov8n-seg.yaml",
    "pose": "yolov8n-pose.yaml",
    "obb": "yolov8n-obb.yaml",
    "classify": "yolov8n-cls.yaml",
}


def found(trainer):
    """Images and instances that the trainer trains on."""
    dataset = trainer.train_loader.dataset
    if trainer.args.task == "classify":
        return {"images": len(dataset), "instances": len(dataset.samples)}
    return {"images": len(dataset), "instances": sum(len(one["cls"]) for one in dataset.labels)}


project, *tasks = sys.argv[1:]
for task, data in (one.split("=", 1) for one in tasks):
    model = YOLO(ARCHITECTURES[task])
    model.add_callback("on_train_start", lambda trainer: event(f"{trainer.args.task} found", **found(trainer)))
    model.train(project=project, name=task, data=data, epochs=1, plots=False, **TINY)
    event(f"{task} done")
