"""Trains a hub model to its end, or holds in the middle of an epoch: `train.py MODEL_ID HOW [EPOCH]`.

HOW is `logged-in` (the key was saved by a login before) or `key-in-address`.
"""

import sys

from common import STYLE, Watch, address, address_with_key
from report import KEY


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
    hub.start(address_with_key(model_id))


def by_model(model_id, how, watch):
    from ultralytics import YOLO, hub

    if how == "logged-in":
        hub.login(KEY)
    model = YOLO(address(model_id) if how == "logged-in" else address_with_key(model_id))
    for name, callback in watch.callbacks().items():
        model.add_callback(name, callback)
    model.train()


if __name__ == "__main__":
    identifier, opened_by, *epoch = sys.argv[1:]
    watched = Watch(int(epoch[0]) if epoch else None)
    if STYLE == "start":
        by_start(identifier, watched)
    else:
        by_model(identifier, opened_by, watched)
    watched.done()
