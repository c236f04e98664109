#!/usr/bin/python3
"""Writes the small checkpoints beside this script with PyTorch itself (made with torch 1.13.1).

NAME.pt is what the reader is given; NAME.safetensors holds the tensors that it must find, written
here without any library. Run it in this folder.
"""
import json
import struct
import sys
import types
import zipfile
from collections import OrderedDict
from fractions import Fraction

import torch
from torch import nn

NAMES = {
    torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
    torch.uint8: "U8", torch.bool: "BOOL", torch.complex64: "C64",
}


def raw(tensor):
    flat = tensor.detach().contiguous().reshape(-1)
    if flat.dtype == torch.complex64:
        flat = torch.view_as_real(flat).reshape(-1)
    return bytes(flat.view(torch.uint8).tolist()) if flat.numel() else b""


def flatten(value, path=""):
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from flatten(child, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for index, child in enumerate(value):
            yield from flatten(child, f"{path}.{index}" if path else str(index))


def expect(name, tensors):
    header, data = {}, b""
    for key, tensor in tensors:
        piece = raw(tensor)
        header[key] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
                       "data_offsets": [len(data), len(data) + len(piece)]}
        data += piece
    text = json.dumps(header).encode()
    with open(name + ".safetensors", "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


def save(name, value, tensors=None, **options):
    torch.save(value, name + ".pt", **options)
    expect(name, tensors if tensors is not None else list(flatten(value)))


def class_of(module, name):
    """A class that pickles under a name of our choice, as a publisher's own class would."""
    made = types.ModuleType(module)
    for i in range(1, len(module.split(".")) + 1):
        part = ".".join(module.split(".")[:i])
        sys.modules.setdefault(part, types.ModuleType(part))
    klass = type(name, (), {"__module__": module})
    setattr(made, name, klass)
    sys.modules[module] = made
    return klass


torch.manual_seed(0)
nested = {
    "state_dict": OrderedDict([("net.0.weight", torch.randn(3, 5)), ("net.0.bias", torch.randn(3))]),
    "epoch": 7, "big": 1 << 70, "negative": -300, "lr": 1e-3, "name": "tiny ü",
    "flags": [True, False, None], "shape": (1, 2, (3, 4)), "set": {5}, "bytes": b"\x00\xff",
    "optimizer": {"state": {0: {"step": torch.tensor(3.0), "exp_avg": torch.randn(2, 2)}},
                  "param_groups": [{"lr": 0.1, "params": [0]}]},
}
save("nested", nested)
save("nested_legacy", nested, _use_new_zipfile_serialization=False)
save("nested_protocol4", nested, pickle_protocol=4)
save("nested_protocol5_legacy", nested, pickle_protocol=5, _use_new_zipfile_serialization=False)

values = torch.tensor([0.0, 1.0, -2.5, 3.0])
kinds = OrderedDict((str(t).split(".")[1], values.abs().to(t) if t == torch.uint8 else values.to(t))
                    for t in NAMES)
kinds["scalar"] = torch.tensor(-0.1)
kinds["empty"] = torch.zeros(4, 0)
save("kinds", kinds)
save("kinds_legacy", kinds, _use_new_zipfile_serialization=False)

base = torch.arange(60.0).reshape(3, 4, 5)
views = {
    "whole": base, "tied": base, "transposed": base.permute(2, 0, 1), "tail": base[2],
    "steps": base[:, ::2, 1::3], "column": base[:, 1, 2], "one": base[1, 1, 1],
    "parameter": nn.Parameter(base[0].t()), "thin": base[:, :1].transpose(0, 1),
}
save("views", views)
save("views_legacy", views, _use_new_zipfile_serialization=False)

HTDemucs = class_of("demucs.htdemucs", "HTDemucs")
state = OrderedDict((k, v.half()) for k, v in nn.Sequential(
    nn.Conv1d(2, 3, 8), nn.GroupNorm(1, 3), nn.LSTM(3, 2, bidirectional=True)).state_dict().items())
package = {"klass": HTDemucs, "args": (),
           "kwargs": {"sources": ["drums", "bass"], "segment": Fraction(39, 5), "nfft": 4096},
           "state": state, "training_args": {"lr": 3e-4}}
save("demucs", package)
torch.save({**package, "state": {"quantized": [], "float16": [], "others": [], "meta": {},
                                 "__quantized": True}}, "demucs_quantized.pt")
torch.save({**package, "state": {"quantized": [torch.zeros(2)], "float16": [], "others": []}},
           "demucs_quantized_v2.pt", _use_new_zipfile_serialization=False)

whole = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
inside = [("_modules.%s.%s.%s" % (*key.split(".")[:1], kind, key.split(".")[1]), value)
          for kind, items in (("_parameters", whole.named_parameters()),
                              ("_buffers", whole.named_buffers())) for key, value in items]
save("module", whole, inside)

save("tensor", torch.tensor([1.5, -2.0]), [("", torch.tensor([1.5, -2.0]))])
save("list", [torch.ones(2), {"a": torch.zeros(1)}])
torch.save({"expanded": torch.ones(1, 3).expand(1000, 3)}, "overlapping.pt")

# The same files by another zip writer: the pickle deflated, the tensors stored.
with zipfile.ZipFile("nested.pt") as source, zipfile.ZipFile("nested_repacked.pt", "w") as target:
    for info in source.infolist():
        info = zipfile.ZipInfo(info.filename)
        info.compress_type = zipfile.ZIP_STORED if "/data/" in info.filename else zipfile.ZIP_DEFLATED
        target.writestr(info, source.read(info.filename))
expect("nested_repacked", list(flatten(nested)))
