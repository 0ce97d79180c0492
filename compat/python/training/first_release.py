"""8.0.0 as far as it goes: `hub.start` signs in, reads the model and beats; then it trains something else.

Whatever the hub says, this release trains `coco128.yaml`, and hands every field of the hub's reply to
the trainer as an argument. `first_release.py MODEL_ID`
"""

import sys

from common import address_with_key, agent_id
from report import defect, equal, eventually, operation, truthy

from ultralytics import hub

opened = []


class Watched(hub.HubTrainingSession):
    """The client's own session; kept in sight, since no other name leads to it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        opened.append(self)


class NeverTrains(hub.DetectionTrainer):
    """Stands where the training of the wrong dataset would begin: it would download it first."""

    def __init__(self, overrides):
        opened.append(overrides)
        raise RuntimeError("stopped before it trains")


hub.HubTrainingSession, hub.DetectionTrainer = Watched, NeverTrains

with operation("session/opens"):
    hub.start(address_with_key(sys.argv[1]))
    session = truthy(opened, "a session")[0]
    equal(session.model["id"], sys.argv[1], "id of the model that was read")

with operation("session/agent id adopted"):
    eventually("an agentId", lambda: agent_id(session))

with defect("train/to the end"):
    # `args.pop` of the hub's fields, then its own dataset instead of the hub's.
    equal(opened[1]["data"], "coco128.yaml", "dataset that it would train")
