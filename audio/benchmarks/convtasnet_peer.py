"""torchaudio's own Conv-TasNet on the CPU, to compare with `scanline bench separators`.

Default sizes, random weights, both channels of stereo sound at 44.1 kHz as a batch of two. Prints one
line of JSON: seconds of processor and of wall for a second of sound, the lower of the runs each, and
the peak of resident memory in MB. Debian: python3-torch, python3-torchaudio.

    python3 audio/benchmarks/convtasnet_peer.py [--seconds 10] [--threads 2] [--runs 3]
"""

import argparse
import json
import time

import torch
import torchaudio

RATE = 44_100


def peak_megabytes():
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(20261123)
    net = torchaudio.models.ConvTasNet().eval()
    sound = 0.1 * torch.randn(2, 1, round(options.seconds * RATE))
    cpu, wall = [], []
    with torch.no_grad():
        net(sound[:, :, :RATE])  # what is done only once
        for _ in range(options.runs):
            cpu_start, wall_start = time.process_time(), time.perf_counter()
            net(sound)
            cpu.append(time.process_time() - cpu_start)
            wall.append(time.perf_counter() - wall_start)
    print(
        json.dumps(
            {
                "net": "torchaudio ConvTasNet",
                "torch": torch.__version__,
                "seconds": options.seconds,
                "threads": options.threads,
                "cpu_per_second": round(min(cpu) / options.seconds, 3),
                "wall_per_second": round(min(wall) / options.seconds, 3),
                "peak_megabytes": peak_megabytes(),
            }
        )
    )


if __name__ == "__main__":
    main()
