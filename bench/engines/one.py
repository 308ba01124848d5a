"""Worker of run.py: time one function of one module in this process; the answer as one line of JSON.

Seconds are of the processor's time in this process, so that what else the machine does counts for little.
"""

import importlib
import json
import resource
import sys
import time


def main():
    module, function, calls, seed, options = (
        sys.argv[1],
        sys.argv[2],
        int(sys.argv[3]),
        int(sys.argv[4]),
        sys.argv[5],
    )
    start = time.perf_counter()
    engine = importlib.import_module(module)
    imported = time.perf_counter() - start
    seconds, found = [], []
    for i in range(calls):
        start = time.process_time()
        answer = getattr(engine, function)(seed + i, **json.loads(options))
        seconds.append(time.process_time() - start)
        found.append(
            {k: float(v) for k, v in answer.items()}
            if isinstance(answer, dict)
            else [float(x) for x in answer]
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "import_s": imported,
                "secs": seconds,
                "found": found,
                "version": engine.VERSION,
                "peak_mb": peak,
            }
        )
    )


if __name__ == "__main__":
    main()
