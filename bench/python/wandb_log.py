import os
import sys

import wandb
from timing import timed

os.environ["WANDB_SILENT"] = "true"
run = wandb.init(project="bench", mode="offline", dir=sys.argv[2])
timed(int(sys.argv[1]), lambda call, row: run.log(row, step=call))
run.finish()
