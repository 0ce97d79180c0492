"""What a trainer sends through hub-sdk: metrics, checkpoints, heartbeats; and what it asks for back."""

import hashlib
import json
import math
import os
import urllib.request

from common import Heard, accepted, client, equal, truthy, unique
from report import defect, eventually, flawed, operation

hub = client()
model = hub.model()
model.create_model({"meta": {"name": unique("compat-training")}, "config": {"epochs": 3}, "dataset": {"name": "coco8.yaml"}})
last, best = os.urandom(300_000), os.urandom(200_000)
for file, content in (("a-last.pt", last), ("a-best.pt", best)):
    with open(file, "wb") as f:
        f.write(content)


def series():
    """Value by epoch of every series, read back by a client object without a cache."""
    return {one["meta"]["name"]: one["data"] for one in hub.model(model.id).get_metrics()}


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as reply:
        return reply.status, reply.read()


with operation("metrics/upload"):
    accepted(model.upload_metrics({0: json.dumps({"train/box_loss": 4.5, "val/box_loss": math.nan})}))
    accepted(model.upload_metrics({1: json.dumps({"train/box_loss": 3.5}), 2: json.dumps({"train/box_loss": 2.5})}))

with operation("metrics/get"):
    equal(series()["train/box_loss"], {"0": 4.5, "1": 3.5, "2": 2.5}, "train/box_loss by epoch")
    truthy(math.isnan(float(series()["val/box_loss"]["0"])), "the NaN that was sent")

with operation("metrics/send again"):
    accepted(model.upload_metrics({1: json.dumps({"train/box_loss": 3.25})}))
    equal(series()["train/box_loss"], {"0": 4.5, "1": 3.25, "2": 2.5}, "train/box_loss by epoch")

with operation("checkpoints/epoch"):
    accepted(model.upload_model(1, "a-last.pt", is_best=True))
    seen = hub.model(model.id)
    truthy(seen.is_resumable(), "has_last_weights")
    equal(seen.is_trained(), False, "trained")
    equal(fetch(seen.get_weights_url("last"))[1], last, "the last checkpoint")

with operation("checkpoints/final"):
    accepted(model.upload_model(2, "a-best.pt", map=0.5, final=True))
    seen = hub.model(model.id)
    equal((seen.is_trained(), seen.has_best_weights()), (True, True), "trained, has_best_weights")

with operation("weights/download"):
    content = fetch(seen.get_weights_url("best"))[1]
    equal(hashlib.sha256(content).digest(), hashlib.sha256(best).digest(), "the best weights")

with operation("weights/download a range"):
    status, content = fetch(seen.get_weights_url("best"), Range="bytes=100-199")
    equal((status, content), (206, best[100:200]), "bytes 100 to 199")

with operation("checkpoints/late after the final"):
    # The upload threads of a training's last epoch often finish after its final upload.
    accepted(model.upload_model(2, "a-last.pt", is_best=True))
    seen = hub.model(model.id)
    truthy(seen.is_trained(), "still trained")
    equal(fetch(seen.get_weights_url("best"))[1], best, "still the final weights")

with operation("heartbeat/agent id adopted"):
    live = hub.model()
    live.create_model({"meta": {"name": unique("compat-alive")}, "dataset": {"name": "coco8.yaml"}})
    live.start_heartbeat(1)
    agent = eventually("an agentId", lambda: live.hub_client.agent_id)
    equal(hub.model(live.id).data["liveness"]["lastHeard"], "heartbeat", "what the hub heard last")
    first = hub.model(live.id).data["liveness"]["lastHeardAt"]
    eventually("a second beat", lambda: hub.model(live.id).data["liveness"]["lastHeardAt"] != first)
    equal(live.hub_client.agent_id, agent, "agentId after the second beat")
    live.stop_heartbeat()


def beats_on_after_a_refusal():
    """Beats for a model that is not there: does the client's thread outlive the hub's 404?"""
    with Heard() as heard:
        unknown = hub.model().hub_client
        thread = unknown._start_heartbeats("Z" * 20, 0.05)
        eventually("a refused beat", lambda: len(heard.lines) >= 1)
        eventually("a third beat or the thread's end", lambda: len(heard.lines) >= 3 or not thread.is_alive())
        alive = thread.is_alive()
        unknown._stop_heartbeats()
        return alive


if flawed("heartbeat/goes on after a refusal"):
    with defect("heartbeat/goes on after a refusal"):
        equal(beats_on_after_a_refusal(), False, "thread alive")
else:
    with operation("heartbeat/goes on after a refusal"):
        equal(beats_on_after_a_refusal(), True, "thread alive")

for title, ask in (
    ("export/501", lambda: model.export("onnx")),
    ("predict/501", lambda: model.predict("a-best.pt", {"imgsz": "64"})),
):
    with operation(title), Heard() as heard:
        equal(ask(), None, "reply")
        truthy("Not Implemented" in heard.lines, f"501 by name in what hub-sdk logged: {heard.lines}")

for one in (model, live):
    one.delete(hard=True)
