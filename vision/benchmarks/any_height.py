#!/usr/bin/env python3
"""Denoises very wide and very high pictures with a small heap, and says what each took.

Makes 16-bit gray BigTIFFs by a formula (`scanline bench picture`), denoises each with
`SCANLINE_JAVA_OPTS=-Xmx512m scanline denoise --direction down`, and prints wall and CPU time, time
for a row and for a megapixel, and the highest resident memory of the process as the system counted
it (what /usr/bin/time -v calls maximum resident set size). What a higher picture of the same
width would take is extrapolated from the time of a row, and said to be.

  python3 vision/benchmarks/any_height.py [--sizes 20000x5000,512x200000] [--folder DIR]

Needs 0.9 GB of disk for the two pictures and their results; they are deleted afterwards.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SCANLINE = os.path.join(ROOT, "scanline")


def make(file, width, height):
    subprocess.run([SCANLINE, "bench", "picture", "--width", str(width), "--height", str(height),
                    "--channels", "1", "--sigma", "25", file],
                   check=True, stdout=subprocess.DEVNULL)


def denoise(file, folder, options):
    """Seconds of wall and CPU time, and the highest resident memory in MiB."""
    command = [SCANLINE, "denoise", file, "--sigma", "25", "--direction", "down",
               "--on-existing", "overwrite", "--quiet", "-o", folder]
    if options.model:
        command += ["--model", options.model]
    environment = dict(os.environ, SCANLINE_JAVA_OPTS="-Xmx" + options.heap)
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def clock(seconds):
    return f"{int(seconds) // 3600} h {int(seconds) % 3600 // 60:02d} min {int(seconds) % 60:02d} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="20000x5000,512x200000")
    parser.add_argument("--further", default="20000x100000",
                        help="extrapolated from the first of the same width")
    parser.add_argument("--model", help="name or folder (default: the one that comes along)")
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--folder", help="for pictures and results (default: a temporary one)")
    options = parser.parse_args()
    sizes = [tuple(map(int, size.split("x"))) for size in options.sizes.split(",")]
    folder = options.folder or tempfile.mkdtemp(prefix="any-height-")
    os.makedirs(folder, exist_ok=True)
    rows = {}
    try:
        subprocess.run([SCANLINE, "--version"], check=True, stdout=subprocess.DEVNULL)  # builds
        print("picture          wall s   CPU s  ms a row     MP/s  peak MiB", flush=True)
        for width, height in sizes:
            file = os.path.join(folder, f"{width}x{height}.tif")
            results = os.path.join(folder, "denoised")
            make(file, width, height)
            wall, cpu, peak = denoise(file, results, options)
            rows.setdefault(width, wall / height)
            print(f"{width} x {height:<8d} {wall:8.1f} {cpu:7.1f} {1e3 * wall / height:9.3f} "
                  f"{width * height / 1e6 / wall:8.3f} {peak:9.0f}", flush=True)
            os.remove(file)
            shutil.rmtree(results)
        width, height = map(int, options.further.split("x"))
        if width in rows:
            print(f"extrapolated, not run: {width} x {height} in {clock(rows[width] * height)}")
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
