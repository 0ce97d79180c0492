"""8.4.2 with everything set: it trains, and the hub hears nothing. `vendor_host.py PROJECT DATA_YAML`"""

import json
import os
import sys
import urllib.request

from report import HUB, KEY, defect, equal

os.environ["ULTRALYTICS_API_KEY"] = KEY

from common import Watch, train  # noqa: E402 - the callback reads the key when it is imported

project, data = sys.argv[1:]
with defect("start/model and project by name"):
    train(Watch("training"), project=project, data=data, epochs=1)
    asked = urllib.request.Request(f"{HUB}/app/v1/projects?q={project}", headers={"x-api-key": KEY})
    with urllib.request.urlopen(asked) as reply:
        equal([one["name"] for one in json.load(reply)["items"]], [], "projects of that name on the hub")
