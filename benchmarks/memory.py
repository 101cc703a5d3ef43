"""How the memory of the command grows with the number of replications.

The peak of the process that writes the folder, for one programme: 1,000 and 10,000 replications
against 100, and 1,000 without an event log. Each run is a fresh process, which simulates alone.
"""

import os
import subprocess
import sys
import tempfile

FEW, MANY, MOST = 100, 1_000, 10_000

TARGETS = {MANY: 1.2, MOST: 1.3}
"""The most that the peak may be, as a ratio to that of the fewest replications."""

COMMAND = "programmes=vetlanda workers=1 report=false output=result"


def peak(replications: int, *more: str) -> float:
    """Run a study in a fresh process, and return the peak of its memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sesim.cli.simulate.main", *COMMAND.split(), *more]
        child = subprocess.Popen(
            [*command, f"replications={replications}"], cwd=folder, stdout=subprocess.DEVNULL
        )
        # Only this call shows the peak of one child rather than of all.
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def main() -> bool:
    """Print the table; tell whether the targets are met."""
    print("memory of the command, one programme")
    few = peak(FEW)
    print(f"  {FEW:6,d} replications: {few:.0f} MB")
    fine = True
    for replications, target in TARGETS.items():
        ratio = peak(replications) / few
        fine = fine and ratio <= target
        print(
            f"  {replications:6,d} replications: ratio {ratio:.2f} (target {target:g})", flush=True
        )
    print(f"  {MANY:6,d} without events: ratio {peak(MANY, 'events=false') / few:.2f}")
    return fine


if __name__ == "__main__":
    raise SystemExit(not main())
