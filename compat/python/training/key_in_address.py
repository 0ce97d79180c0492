"""8.4.114 with the key in the address alone: the session opens, but none of the hub's files arrives.

It takes every URL below ULTRALYTICS_PLATFORM_URL, the hub's own, for a page of the Platform, and asks that
where to download it: with the saved key, which there is none of. `key_in_address.py MODEL_ID`
"""

import sys

from common import address_with_key
from report import defect

from ultralytics import YOLO

with defect("session/opens by a key in the address"):
    try:
        YOLO(address_with_key(sys.argv[1])).train()
    except (RuntimeError, ValueError) as error:  # at the dataset, or before it at the checkpoint
        if "ULTRALYTICS_API_KEY required" not in str(error):
            raise
    else:
        raise AssertionError("it trained")
