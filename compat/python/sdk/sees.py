"""What hub-sdk sees of a model that the Platform callback made: `sees.py MODEL_ID NAME`"""

import sys
import urllib.request

from common import client, truthy
from report import equal, event

identifier, name = sys.argv[1:]
hub = client()
model = hub.model(identifier)
equal(model.data["meta"]["name"], name, "name")
truthy(model.is_trained(), "it is trained")
truthy(model.get_metrics(), "it has metrics")
truthy(identifier in [row["id"] for row in hub.model_list(page_size=100).results], "it is in the list")
with urllib.request.urlopen(model.get_weights_url("best")) as reply:
    truthy(reply.read(), "its weights")
event("seen", id=identifier)
