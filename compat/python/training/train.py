"""Trains a hub model to its end, or holds in the middle of an epoch: `train.py MODEL_ID [EPOCH]`."""

import sys

from common import STYLE, Watch, target


def by_start(model_id, watch):
    """Before 8.0.60: `hub.start` makes the session and the trainer, and keeps both to itself."""
    from ultralytics import hub
    from ultralytics.yolo.utils.callbacks.base import default_callbacks

    class Watched(hub.HubTrainingSession):
        """The client's own session; kept in sight, since no other name leads to it."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            watch.session = self

    hub.HubTrainingSession = Watched
    for name, callback in watch.callbacks().items():
        default_callbacks[name].append(callback)
    hub.start(target(model_id))


def by_model(model_id, watch):
    from ultralytics import YOLO

    model = YOLO(target(model_id))
    for name, callback in watch.callbacks().items():
        model.add_callback(name, callback)
    model.train()


if __name__ == "__main__":
    watch = Watch(int(sys.argv[2]) if len(sys.argv) > 2 else None)
    (by_start if STYLE == "start" else by_model)(sys.argv[1], watch)
    watch.done()
