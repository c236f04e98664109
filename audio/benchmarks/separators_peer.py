#!/usr/bin/env python3
"""What PyTorch takes for the nets of `scanline bench separators`.

Runs torchaudio's own HDemucs and ConvTasNet (default sizes, random weights) on stereo noise and
prints CPU and wall seconds for a second of sound and the highest resident memory of the process.
One net in a process; without an argument each is run in a process of its own.

  sudo apt install python3-torch python3-torchaudio
  /usr/bin/python3 audio/benchmarks/separators_peer.py [hdemucs|conv-tasnet] [--threads 2]
"""
import argparse
import resource
import subprocess
import sys
import time

RATE = 44100


def measure(name, seconds, runs, threads):
    import torch
    import torchaudio

    torch.set_num_threads(threads)
    torch.manual_seed(7)
    frames = round(seconds * RATE)
    if name == "hdemucs":
        net = torchaudio.models.HDemucs(["drums", "bass", "other", "vocals"])
        sound = 0.1 * torch.randn(1, 2, frames)
    else:
        net = torchaudio.models.ConvTasNet()
        sound = 0.1 * torch.randn(2, 1, frames)  # both channels as a batch
    net.eval()
    cpu = wall = float("inf")
    with torch.no_grad():
        for run in range(runs + 1):  # the first warms up
            cpu_before, before = time.process_time(), time.perf_counter()
            net(sound)
            if run > 0:
                cpu = min(cpu, time.process_time() - cpu_before)
                wall = min(wall, time.perf_counter() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:12s} {cpu / seconds:7.2f}  {wall / seconds:8.2f}  {peak:8.0f}  "
          f"torch {torch.__version__}, {threads} threads", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("net", nargs="?", choices=["hdemucs", "conv-tasnet"])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.net:
        measure(options.net, options.seconds, options.runs, options.threads)
        return
    print("net          CPU s/s  wall s/s  peak MiB", flush=True)
    for net in ("hdemucs", "conv-tasnet"):
        command = [sys.executable, __file__, net, "--seconds", str(options.seconds),
                   "--runs", str(options.runs), "--threads", str(options.threads)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
