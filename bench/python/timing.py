"""Times calls as a training loop makes them, and prints what they took as one line of JSON."""

import json
import math
import time

SERIES = 20


def values(call):
    return {f"metrics/series-{number}": 1 / (call + 1) + number for number in range(SERIES)}


def timed(calls, log):
    """Microseconds of each call of `log(call, values)`, the first ones left out."""
    times = []
    for call in range(calls + calls // 10):
        row = values(call)
        start = time.perf_counter_ns()
        log(call, row)
        times.append((time.perf_counter_ns() - start) / 1000)
    times = sorted(times[calls // 10 :])
    at = lambda share: times[min(len(times) - 1, math.floor(len(times) * share))]
    print("@bench " + json.dumps({"p50": at(0.5), "p99": at(0.99)}), flush=True)
