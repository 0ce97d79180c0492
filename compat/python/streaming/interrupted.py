"""A training that is killed in its third epoch, or its resumption: `interrupted.py PROJECT NAME DATA [LAST_PT]`.

The key comes from the variable here, as on a machine that nobody has logged in on.
"""

import os
import sys

from report import KEY

os.environ["ULTRALYTICS_API_KEY"] = KEY

from common import Watch, train  # noqa: E402 - the callback reads the key when it is imported
from ultralytics import YOLO  # noqa: E402

project, name, data, *last = sys.argv[1:]
if last:
    resumed = Watch("resumed")
    resumed.on(YOLO(last[0])).train(resume=True)
    resumed.done()
else:
    train(Watch("killed", hold_in=(2,)), project=project, name=name, data=data, epochs=4)
