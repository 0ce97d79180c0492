"""`hub.login` with a wrong key, then `yolo login KEY` (`yolo hub login KEY` until 8.2) as a person types it."""

import os
import subprocess
import sys
from pathlib import Path

from common import settings
from report import KEY, equal, operation

from ultralytics import hub

with operation("sign-in/wrong key"):
    hub.login("0" * 42)
    equal(settings()["api_key"], "", "saved key")

with operation("sign-in/yolo login"):
    yolo = Path(sys.executable).with_name("yolo")
    words = os.environ["COMPAT_LOGIN_WORDS"].split()
    subprocess.run([yolo, *words, KEY], check=True)
    # Read by a new process, as the next training will.
    read = "from common import settings; print('saved', settings()['api_key'])"
    here = Path(__file__).parent
    shown = subprocess.run([sys.executable, "-c", read], cwd=here, check=True, capture_output=True, text=True)
    equal(shown.stdout.splitlines()[-1], f"saved {KEY}", "saved key")
