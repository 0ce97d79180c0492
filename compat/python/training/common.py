"""The running ultralytics, whichever 8.x it is: how it opens a session, and how the test hurries it.

Nothing of the package is edited. What is changed is changed in this process alone, and says why.
"""

import hashlib
import os
import sys
import threading
from pathlib import Path

from report import KEY, event, truthy

#: How this version opens a hub model: `url`, `key_id` or `start` (the adapter says).
STYLE = os.environ["COMPAT_OPENS_BY"]
WEB = os.environ["ULTRALYTICS_HUB_WEB"]


def address(model_id):
    """What a person who has logged in opens."""
    return f"{WEB}/models/{model_id}"


def address_with_key(model_id):
    """The same with the key in it, as each version takes it."""
    return f"{address(model_id)}?api_key={KEY}" if STYLE == "url" else f"{KEY}_{model_id}"


def settings():
    try:
        from ultralytics.utils import SETTINGS
    except ImportError:  # before 8.0.136 or so
        from ultralytics.yolo.utils import SETTINGS
    return SETTINGS


def impatient(session):
    """Metrics and checkpoints at every epoch: clients wait 3 s and 900 s, longer than a whole run here."""
    limits = session.rate_limits if hasattr(session, "rate_limits") else session._rate_limits
    limits.update(metrics=0.0, ckpt=0.0)


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def agent_id(session):
    """The agent id that the client adopted; kept by hub-sdk from 8.1 on."""
    owner = session if hasattr(session, "agent_id") else session.model.hub_client
    return owner.agent_id


class Watch:
    """Callbacks that tell the runner how far the training is, and can stop it dead in mid-epoch."""

    def __init__(self, hold_at=None):
        self.hold_at = hold_at
        self.session = None
        self.trainer = None
        self.threads = []

    def callbacks(self):
        return {
            "on_pretrain_routine_end": self.ready,
            "on_train_start": lambda trainer: event("training", start_epoch=trainer.start_epoch),
            "on_train_batch_start": self.batch,
            "on_fit_epoch_end": lambda trainer: event("epoch", epoch=trainer.epoch),
        }

    def ready(self, trainer):
        self.trainer = trainer
        self.session = self.session or getattr(trainer, "hub_session", None)
        impatient(truthy(self.session, "the trainer's hub session"))
        # Heartbeats are running by now; whatever is started later is an upload.
        self.threads = threading.enumerate()

    def batch(self, trainer):
        """Holds the training inside an epoch until the runner kills this process."""
        if self.hold_at is not None and trainer.epoch >= self.hold_at:
            event("held", epoch=trainer.epoch)
            sys.stdin.read()  # Ends only when the runner is gone.
            os._exit(1)

    def done(self):
        """Tells what was trained, once the client's daemon upload threads have finished.

        A notebook lives on after training, a script does not: until 8.0.9x the final upload is such
        a thread, so leaving at once would cut it off.
        """
        trainer = truthy(self.trainer, "a trainer that got as far as its first epoch")
        for thread in set(threading.enumerate()) - set(self.threads):
            thread.join(60)
        event("trained", epochs=trainer.epoch + 1, sha256=sha256(trainer.best), agent=agent_id(self.session))
