"""A training with the Platform callback, and the runner's hand on it. The package itself stays as it is."""

import hashlib
import os
import sys
import time
from pathlib import Path

from report import event
from ultralytics import YOLO
from ultralytics.utils.callbacks import platform

#: The smallest that trains in seconds on two cores.
TINY = {"imgsz": 64, "batch": 8, "device": "cpu", "workers": 0}


def hurry():
    """Uploads at every epoch: the callback waits 900 s between them, longer than a whole run here.

    It asks its own module for the time, so a clock that runs a million times faster there is enough.
    """
    platform.time = lambda: time.time() * 1e6


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class Watch:
    """Callbacks that tell how far a training is, and hold it in mid-epoch until the runner says go."""

    def __init__(self, title, hold_in=()):
        self.title = title
        self.hold_in = set(hold_in)
        self.trainer = None

    def on(self, model):
        model.add_callback("on_train_start", self.started)
        model.add_callback("on_train_batch_start", self.batch)
        model.add_callback("on_fit_epoch_end", self.epoch)
        return model

    def started(self, trainer):
        self.trainer = trainer
        event(f"{self.title} started", start_epoch=trainer.start_epoch)

    def batch(self, trainer):
        if trainer.epoch in self.hold_in:
            self.hold_in.remove(trainer.epoch)
            event(f"{self.title} held in {trainer.epoch}", last=str(trainer.last.resolve()))
            if not sys.stdin.readline():
                os._exit(1)  # The runner is gone.

    def epoch(self, trainer):
        event(f"{self.title} ended epoch {trainer.epoch}")

    def done(self):
        event(f"{self.title} done", epochs=self.trainer.epoch + 1, sha256=sha256(self.trainer.best))


def train(watch, **arguments):
    watch.on(YOLO("yolov8n.yaml")).train(**{**TINY, "plots": False, **arguments})
