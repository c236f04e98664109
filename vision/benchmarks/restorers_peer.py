#!/usr/bin/env python3
"""What PyTorch takes for the nets of `scanline bench images`.

The same nets from the same weights: DVMSR (Lei et al., 2024) and Scanline's scan restorer, a whole
picture at once. Their scans run in two forms: `naive`, a loop over steps, each for all rows,
columns and channels that do not depend on each other; and `chunked`: DVMSR's selective scan in
pieces of chunk x chunk steps, all chunks of a piece side by side and then joined; the restorer's
gated scans by doubling distances. Prints megapixels that come out for a second of wall and of CPU
time and the highest resident memory, as Scanline does; then, on a small picture, the largest
difference to Scanline's own result. Each form runs in a process of its own.

  sudo apt install python3-torch
  /usr/bin/python3 vision/benchmarks/restorers_peer.py MODEL [--width 512] [--height 512]

MODEL is the name of a model that comes with Scanline, its folder, or DVMSR's .pth file.
"""
import argparse
import json
import math
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
MODELS = os.path.join(ROOT, "vision", "models", "src", "main", "resources", "META-INF", "scanline",
                      "models")


def read_safetensors(path):
    import numpy as np
    import torch

    kinds = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            array = np.frombuffer(data[begin:end], kinds[entry["dtype"]]).astype(np.float32)
            tensors[name] = torch.from_numpy(array.reshape(entry["shape"]).copy())
    return tensors


def place(model):
    bundled = os.path.join(MODELS, model)
    return bundled if os.path.isdir(bundled) and not os.path.exists(model) else model


def load(model, form, options):
    import torch

    path = place(model)
    if os.path.isdir(path):
        with open(os.path.join(path, "card.json"), encoding="utf-8") as file:
            card = json.load(file)
        weights = read_safetensors(os.path.join(path, card.get("weights", "model.safetensors")))
        if card["net"] == "dvmsr":
            return Dvmsr(weights, form, options.chunk)
        return ScanRestorer(weights, card["config"], form, options.channels_last)
    weights = torch.load(path, map_location="cpu")
    return Dvmsr({name: tensor.float() for name, tensor in weights.items()}, form, options.chunk)


class Dvmsr:
    """arXiv 2405.03008 as in the NTIRE 2024 release: a Mamba layer has no skip of its own."""

    def __init__(self, weights, form, chunk):
        self.weights = weights
        self.scan = self.steps if form == "naive" else self.chunks
        self.chunk = chunk
        self.depths = []
        while self.name(len(self.depths), 0) + "A_log" in weights:
            depth = 1
            while self.name(len(self.depths), depth) + "A_log" in weights:
                depth += 1
            self.depths.append(depth)
        self.scale = math.isqrt(weights["upsample.0.weight"].shape[0] // 3)

    @staticmethod
    def name(group, block):
        return f"layers.{group}.residual_group.blocks.{block}.mixer."

    def conv(self, x, name):
        import torch.nn.functional as f
        return f.conv2d(x, self.weights[name + ".weight"], self.weights[name + ".bias"], padding=1)

    def norm(self, x, name):
        import torch.nn.functional as f
        weight = self.weights[name + ".weight"]
        return f.layer_norm(x, weight.shape, weight, self.weights[name + ".bias"], 1e-5)

    def __call__(self, picture, _sigma):
        import torch
        import torch.nn.functional as f

        mean = torch.tensor([0.4488, 0.4371, 0.4040]).view(1, 3, 1, 1)
        shallow = self.conv(picture - mean, "conv_first")
        _, channels, height, width = shallow.shape

        def tokens(pixels):
            return pixels.flatten(2).transpose(1, 2)  # (1, H W, D)

        def pixels(tokens):
            return tokens.transpose(1, 2).reshape(1, channels, height, width)

        x = self.norm(tokens(shallow), "patch_embed.norm")
        for group, depth in enumerate(self.depths):
            y = x
            for block in range(depth):
                prefix = self.name(group, block)
                y = self.mamba(self.norm(y, prefix.replace("mixer.", "norm")), prefix)
            x = x + tokens(self.conv(pixels(y), f"layers.{group}.conv"))
        x = self.conv(pixels(self.norm(x, "norm_f")), "conv_after_body") + shallow
        return f.pixel_shuffle(self.conv(x, "upsample.0"), self.scale) + mean

    def mamba(self, x, prefix):
        import torch
        import torch.nn.functional as f

        w = {key[len(prefix):]: value for key, value in self.weights.items()
             if key.startswith(prefix)}
        u, z = f.linear(x, w["in_proj.weight"]).chunk(2, 2)
        inner = u.shape[2]
        taps = w["conv1d.weight"].shape[2]
        u = f.conv1d(u.transpose(1, 2), w["conv1d.weight"], w["conv1d.bias"], padding=taps - 1,
                     groups=inner)[:, :, :x.shape[1]]
        u = f.silu(u).transpose(1, 2)
        rank, state = w["dt_proj.weight"].shape[1], w["A_log"].shape[1]
        step, b, c = f.linear(u, w["x_proj.weight"]).split([rank, state, state], 2)
        delta = f.softplus(f.linear(step, w["dt_proj.weight"], w["dt_proj.bias"]))
        y = self.scan(u[0], delta[0], -torch.exp(w["A_log"]), b[0], c[0])
        y = (y + u[0] * w["D"]) * f.silu(z[0])
        return f.linear(y, w["out_proj.weight"])[None]

    @staticmethod
    def steps(u, delta, a, b, c):
        """u and delta (T,E), a (E,N), b and c (T,N) to y (T,E), step by step."""
        import torch

        h = torch.zeros(a.shape)
        du = delta * u
        y = []
        for t in range(u.shape[0]):
            h = torch.exp(delta[t, :, None] * a) * h + du[t, :, None] * b[t]
            y.append(h @ c[t])
        return torch.stack(y)

    def chunks(self, u, delta, a, b, c):
        """The same in pieces of n chunks of k steps, so that a piece stays in the caches."""
        import torch
        import torch.nn.functional as f

        k = self.chunk
        length, inner = u.shape
        n = min(k, -(-length // k))
        piece = n * k
        missing = -length % piece
        u, delta, b, c = (f.pad(x, (0, 0, 0, missing)) for x in (u, delta, b, c))
        h = torch.zeros(a.shape)
        out = torch.empty(u.shape)
        for begin in range(0, u.shape[0], piece):
            d = delta[begin:begin + piece].view(n, k, inner)
            bs = b[begin:begin + piece].view(n, k, -1)
            cs = c[begin:begin + piece].view(n, k, -1)
            x = (d * u[begin:begin + piece].view(n, k, inner))[..., None] * bs[:, :, None]
            decay = torch.exp(d[..., None] * a)  # (n,k,E,N)
            states = [x[:, 0]]
            for t in range(1, k):  # within all chunks at once, each from nothing
                states.append(torch.addcmul(x[:, t], decay[:, t], states[-1]))
            local = torch.stack(states, 1)
            total = torch.exp(d.sum(1)[..., None] * a)  # over a whole chunk
            before = []
            for i in range(n):  # from chunk to chunk
                before.append(h)
                h = torch.addcmul(local[i, -1], total[i], h)
            since = torch.exp(torch.cumsum(d, 1)[..., None] * a)  # from a chunk's beginning
            local.addcmul_(since, torch.stack(before)[:, None])
            y = torch.matmul(local, cs[..., None])
            out[begin:begin + piece] = y.reshape(piece, inner)
        return out[:length]


class ScanRestorer:
    """Scanline's own: residual blocks of 3x3 convolutions and gated scans over rows and columns."""

    def __init__(self, weights, config, form, channels_last):
        import torch

        self.fold, self.scale = config["fold"], config["scale"]
        self.blocks, self.noise = config["blocks"], config["noise"]
        self.scan = self.steps if form == "naive" else self.doubling
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.weights = {name: x.contiguous(memory_format=self.format) if x.dim() == 4 else x
                        for name, x in weights.items()}

    def conv(self, x, name, padding=1):
        import torch.nn.functional as f
        return f.conv2d(x, self.weights[name + ".weight"], self.weights[name + ".bias"],
                        padding=padding)

    def __call__(self, picture, sigma):
        import torch
        import torch.nn.functional as f

        height, width = picture.shape[2:]
        below, right = -height % self.fold, -width % self.fold
        base = f.pixel_unshuffle(f.pad(picture, (0, right, 0, below), "replicate"), self.fold)
        base = base.contiguous(memory_format=self.format)
        x = base
        if self.noise:
            x = torch.cat([x, torch.full_like(x[:, :1], sigma / 255)], 1)
        features = x = self.conv(x, "head")
        for i in range(self.blocks):
            near = f.leaky_relu(self.conv(x, f"blocks.{i}.first"), 0.1)
            x = x + self.conv(near, f"blocks.{i}.second")
            x = x + self.mix(x, f"blocks.{i}.scan.")
        x = self.conv(self.conv(x, "body") + features, "tail")
        x = x + base.repeat_interleave(self.scale ** 2, 1)
        y = f.pixel_shuffle(x, self.fold * self.scale)
        return y[:, :, :height * self.scale, :width * self.scale]

    def mix(self, x, prefix):
        import torch

        u = self.conv(x, prefix + "input", 0)
        a = torch.sigmoid(self.conv(x, prefix + "gate", 0))
        return self.conv(self.scan(a, (1 - a) * u), prefix + "output", 0)

    @staticmethod
    def steps(a, v):
        """h_t = a_t h_(t-1) + v_t to the right, to the left, down: a third of the channels each."""
        import torch

        (fa, ba, da), (fv, bv, dv) = a.chunk(3, 1), v.chunk(3, 1)
        width, height = a.shape[3], a.shape[2]
        right, left, down = [fv[..., 0]], [bv[..., -1]], [dv[:, :, 0]]
        for t in range(1, width):
            right.append(fa[..., t] * right[-1] + fv[..., t])
            left.append(ba[..., width - 1 - t] * left[-1] + bv[..., width - 1 - t])
        for t in range(1, height):
            down.append(da[:, :, t] * down[-1] + dv[:, :, t])
        left.reverse()
        rows = torch.cat([torch.stack(right, 3), torch.stack(left, 3)], 1)
        return torch.cat([rows, torch.stack(down, 2)], 1)

    @staticmethod
    def doubling(a, v):
        """What a pixel knows of k before it, and what it knows of theirs, make 2 k."""
        import torch

        def along(a, v, axis, back):
            a, v = a.clone(), v.clone()
            size, k = a.shape[axis], 1
            while k < size:
                here, there = (0, k) if back else (k, 0)
                part = a.narrow(axis, here, size - k)
                more = part * v.narrow(axis, there, size - k)
                far = part * a.narrow(axis, there, size - k)
                v.narrow(axis, here, size - k).add_(more)
                part.copy_(far)
                k *= 2
            return v

        (fa, ba, da), (fv, bv, dv) = a.chunk(3, 1), v.chunk(3, 1)
        return torch.cat([along(fa, fv, 3, False), along(ba, bv, 3, True),
                          along(da, dv, 2, False)], 1)


def measure(options, form):
    """Prints a line: the best of some runs after one that warms up."""
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(7)
    net = load(options.model, form, options)
    picture = torch.rand(1, 3, options.height, options.width)
    cpu = wall = float("inf")
    with torch.no_grad():
        net(picture[:, :, :64, :64].contiguous(), 25)
        for _ in range(options.runs):
            cpu_before, before = time.process_time(), time.perf_counter()
            result = net(picture, 25)
            wall = min(wall, time.perf_counter() - before)
            cpu = min(cpu, time.process_time() - cpu_before)
    megapixels = result.shape[2] * result.shape[3] / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    last = "channels last" if options.channels_last else ""
    print(f"{form:8s} {options.width} x {options.height}  {megapixels / wall:8.4f} MP/s  "
          f"{megapixels / cpu:8.4f} MP/CPU s  {peak:7.0f} MiB  torch {torch.__version__}, "
          f"{options.threads} threads {last}", flush=True)


def ours(options, folder):
    """Scanline's result of a small picture: its own file, or made by its launcher."""
    if options.ours:
        return options.ours
    file = os.path.join(folder, "small.safetensors")
    command = [os.path.join(ROOT, "scanline"), "bench", "images", "--model", options.model,
               "--width", "47", "--height", "33", "--runs", "1", "--save", file]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return file


def compare(options):
    import torch

    with tempfile.TemporaryDirectory() as folder:
        pair = read_safetensors(ours(options, folder))
    for form in options.forms:
        with torch.no_grad():
            result = load(options.model, form, options)(pair["picture"][None], float(pair["sigma"]))
        most = (result[0] - pair["result"]).abs().max()
        print(f"{form:8s} largest difference to Scanline {most:.2e}, "
              f"largest sample {pair['result'].abs().max():.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--height", type=int, default=512)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=64, help="steps of DVMSR's chunks")
    parser.add_argument("--channels-last", action="store_true",
                        help="the restorer with the channels of a pixel side by side")
    parser.add_argument("--forms", type=lambda text: text.split(","), default=["naive", "chunked"])
    parser.add_argument("--ours", metavar="FILE",
                        help="written by scanline bench images --save (default: calls ./scanline)")
    parser.add_argument("--no-check", action="store_true", help="do not compare with Scanline")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        measure(options, options.forms[0])
        return
    for form in options.forms if options.runs > 0 else []:
        command = [sys.executable, __file__, options.model, "--here", "--forms", form]
        for name in ("width", "height", "runs", "threads", "chunk"):
            command += ["--" + name, str(getattr(options, name))]
        if options.channels_last:
            command.append("--channels-last")
        subprocess.run(command, check=True)
    if not options.no_check:
        compare(options)


if __name__ == "__main__":
    main()
