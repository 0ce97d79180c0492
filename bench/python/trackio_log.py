import os
import sqlite3
import sys
import uuid

import trackio
from timing import timed

calls = int(sys.argv[1])
project = f"bench-{uuid.uuid4().hex}"
trackio.init(project=project, embed=False)
timed(calls, lambda call, row: trackio.log(row, step=call))
trackio.finish()
# A call that fails only warns.
database = sqlite3.connect(os.path.join(os.environ["TRACKIO_DIR"], f"{project}.db"))
(stored,) = database.execute("SELECT count(*) FROM metrics").fetchone()
if stored != calls + calls // 10:
    raise SystemExit(f"Trackio stored {stored} calls")
