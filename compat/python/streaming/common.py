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


def skip_the_wait():
    """Lets 1000 s pass on the clock of the callback's module: it waits 900 s before it uploads, longer than a run here.

    Once a training and well before its end. The callback uploads beside the training, and a file that is
    cut down to its final size under it leaves both ends waiting for the rest of what it announced.
    """
    ahead = platform.time() - time.time() + 1000
    platform.time = lambda: time.time() + ahead


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class Watch:
    """Callbacks that tell how far a training is, and hold it in mid-epoch until the runner says go."""

    def __init__(self, title, hold_in=(), upload_after=None):
        self.title = title
        self.upload_after = upload_after
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
        if trainer.epoch == self.upload_after:
            self.upload_after = None
            skip_the_wait()
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
