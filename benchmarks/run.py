"""Run every benchmark and print what it found: ratios within one run, never bare seconds."""

import coach_vs_ciw
import county
import memory
import parallel
import scaling

if __name__ == "__main__":
    met = []
    for benchmark in (county, coach_vs_ciw, scaling, parallel, memory):
        met.append(benchmark.main())
        print(f"  targets met: {'yes' if met[-1] else 'NO'}\n", flush=True)
    raise SystemExit(not all(met))
