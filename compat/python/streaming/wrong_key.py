"""A training whose key the hub does not know: `wrong_key.py PROJECT DATA_YAML ADDRESS`, ADDRESS being a `ul://` dataset."""

import os
import sys

from report import event

os.environ["ULTRALYTICS_API_KEY"] = "ul_" + "0" * 40

from common import Watch, train  # noqa: E402 - the callback reads the key when it is imported

project, data, address = sys.argv[1:]
watch = Watch("training")
train(watch, project=project, name="refused", data=data, epochs=2)
watch.done()
try:
    train(Watch("by address"), project=project, name="refused", data=address, epochs=1)
except Exception as error:  # Its class differs by version: what counts is that it stops and says why.
    event("refused", error=f"{type(error).__name__}: {error}")
