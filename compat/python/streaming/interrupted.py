"""A training that is killed in its third epoch, or its resumption: `interrupted.py KEY_FROM PROJECT NAME DATA [LAST_PT]`.

KEY_FROM is `variable`, as on a machine that nobody has logged in on, or `login`.
"""

import os
import subprocess
import sys
from pathlib import Path

from report import KEY

key_from, project, name, data, *last = sys.argv[1:]
if key_from == "variable":
    os.environ["ULTRALYTICS_API_KEY"] = KEY
else:
    subprocess.run([Path(sys.executable).with_name("yolo"), "login", KEY], check=False)

from common import Watch, train  # noqa: E402 - the callback reads the key when it is imported
from ultralytics import YOLO  # noqa: E402

if last:
    resumed = Watch("resumed")
    resumed.on(YOLO(last[0])).train(resume=True)
    resumed.done()
else:
    train(Watch("killed", hold_in=(2,)), project=project, name=name, data=data, epochs=4)
