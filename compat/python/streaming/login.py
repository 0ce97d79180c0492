"""`yolo login KEY` as a person types it, with a wrong key and the right one: what the settings hold after it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from report import KEY, equal, operation

YOLO = Path(sys.executable).with_name("yolo")


def saved_key_after(key):
    # A wrong key is exit code 0 or 1, by version. What counts is what the next training finds.
    subprocess.run([YOLO, "login", key], check=False)
    files = list(Path(os.environ["YOLO_CONFIG_DIR"]).rglob("settings.json"))
    return json.loads(files[0].read_text())["api_key"] if files else ""


with operation("login/wrong key"):
    equal(saved_key_after("ul_" + "0" * 40), "", "saved key")

with operation("login/right key"):
    equal(saved_key_after(KEY), KEY, "saved key")
