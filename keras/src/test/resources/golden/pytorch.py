"""Writes pytorch.json and pytorch/: modules of PyTorch as safetensors files, with inputs and outputs.

    python pytorch.py

The outputs are computed in double precision from the weights as the file holds them. safetensors.json: small files, and
whether the format's own reader takes them.
"""

import json
import os
import struct

import numpy
import safetensors
import safetensors.torch
import torch
from torch import nn

torch.manual_seed(5)
os.makedirs("pytorch", exist_ok=True)
cases = []


def rounded(state, dtype):
    return {name: value.to(dtype) for name, value in state.items()}


def run(module, x):
    """All outputs of a GRU, or a GRUCell stepped over the sequence."""
    if isinstance(module, nn.GRU):
        return module(x)[0]
    state, outputs = None, []
    for step in x.unbind(1):
        state = module(step, state)
        outputs.append(state)
    return torch.stack(outputs, 1)


def case(name, state, module, prefix, x, strangers=False):
    """The module whose weights stand in state under prefix, on an input of (batch, timesteps, features)."""
    safetensors.torch.save_file(state, f"pytorch/{name}.safetensors", metadata={"format": "pt"})
    own = {key[len(prefix):]: value.double() for key, value in state.items() if key.startswith(prefix)}
    exact = module.double()
    exact.load_state_dict(own)
    with torch.no_grad():
        output = run(exact, x.double())
    cases.append({
        "file": f"{name}.safetensors",
        "prefix": prefix,
        "strangers": strangers,
        "module": repr(module),
        "input": x.tolist(),
        "output": output.tolist(),
    })


def spread(module):
    """Weights larger than PyTorch's first ones, biases of both kinds far from each other."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(0, 0.7)
    return module


def plain(name, module, x, dtype=torch.float32):
    module = spread(module)
    case(name, rounded(module.state_dict(), dtype), module, "", x)


x = torch.randn(2, 5, 3)
plain("one_layer", nn.GRU(3, 4, batch_first=True), x)
plain("three_layers", nn.GRU(3, 4, num_layers=3, dropout=0.5, batch_first=True).eval(), x)
plain("both_ways", nn.GRU(3, 4, num_layers=2, bidirectional=True, batch_first=True), x)
plain("no_bias", nn.GRU(3, 4, num_layers=2, bidirectional=True, bias=False, batch_first=True), x)
plain("cell", nn.GRUCell(3, 4), x)
plain("cell_no_bias", nn.GRUCell(3, 4, bias=False), x)
plain("float16", nn.GRU(3, 4, batch_first=True), x, torch.float16)
plain("bfloat16", nn.GRU(3, 4, batch_first=True), x, torch.bfloat16)
plain("float64", nn.GRU(3, 4, batch_first=True, dtype=torch.float64), x, torch.float64)


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 3)
        self.encoder = nn.GRU(3, 5, batch_first=True, bidirectional=True)
        self.decoder = nn.ModuleList([nn.GRUCell(3, 4)])
        self.output = nn.Linear(4, 7)


translator = spread(Translator())
state = translator.state_dict()
case("translator", state, translator.encoder.float(), "encoder.", x, True)
case("translator", state, translator.decoder[0].float(), "decoder.0.", x, True)

for name, module in (("lstm", nn.LSTM(3, 4)), ("lstm_proj", nn.LSTM(3, 4, proj_size=2)), ("rnn", nn.RNN(3, 4))):
    safetensors.torch.save_file(module.state_dict(), f"pytorch/{name}.safetensors")

with open("pytorch.json", "w") as out:
    out.write(json.dumps({"torch": torch.__version__, "safetensors": safetensors.__version__})[:-1] + ', "cases": [\n')
    out.write(",\n".join(json.dumps(one) for one in cases))
    out.write("\n]}\n")

# ---- what the format's own reader takes ----

one = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


def tensor(**changes):
    return {key: value for key, value in {**one, **changes}.items() if value is not None}


files = []


def file(name, header, data=b"\0" * 8, length=None):
    text = header if isinstance(header, (bytes, str)) else json.dumps(header, separators=(",", ":"))
    raw = text if isinstance(text, bytes) else text.encode()
    content = struct.pack("<Q", len(raw) if length is None else length) + raw + data
    try:
        found = {
            key: {"dtype": value["dtype"], "shape": value["shape"], "data": bytes(value["data"]).hex()}
            for key, value in safetensors.deserialize(content)
        }
    except safetensors.SafetensorError:
        found = None
    files.append({"name": name, "bytes": content.hex(), "tensors": found})


sound = {"a": one}
file("sound", sound)
file("metadata", {"__metadata__": {"format": "pt"}, **sound})
file("empty metadata", {"__metadata__": {}, **sound})
file("padded with spaces", json.dumps(sound) + "   ")
file("no tensors", {}, b"")
file("scalar", {"a": tensor(shape=[], data_offsets=[0, 4])}, b"\0" * 4)
file("no elements", {"a": tensor(shape=[3, 0], data_offsets=[0, 0])}, b"")
file("no elements between others", {"b": tensor(shape=[0], data_offsets=[8, 8]), "a": one})
file("large axis beside zero", {"a": tensor(shape=[2**62, 0], data_offsets=[0, 0])}, b"")
file("not in order", {"b": tensor(data_offsets=[8, 16]), "a": one}, b"\0" * 16)
for dtype, bits in (("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8),
                    ("F8_E4M3", 8), ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16),
                    ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64), ("F64", 64),
                    ("I64", 64), ("U64", 64)):
    file("dtype " + dtype, {"a": tensor(dtype=dtype, shape=[4], data_offsets=[0, bits // 2])}, b"\1" * (bits // 2))
file("half a byte", {"a": tensor(dtype="F4", shape=[3], data_offsets=[0, 1])}, b"\0")
file("nothing", "", b"")
file("header length beyond the file", sound, length=1000)
file("header length of all files", sound, length=2**64 - 1)
file("header length above signed", sound, length=2**63)
file("header length above the limit", sound, length=100_000_001)
file("header length too short", sound, length=20)
file("header length of nothing", sound, length=0)
file("list", "[]", b"")
file("text", '"a"', b"")
file("null", "null", b"")
file("cut off", '{"a":', b"")
file("more behind", '{}{}', b"")
file("zeros behind", '{}\0\0', b"")
file("not UTF-8", b'{"\xff":' + json.dumps(one).encode() + b"}")
file("UTF-16", json.dumps(sound).encode("utf-16-le"))
file("NaN", '{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}')
file("deep", '{"a":' * 1000 + "1" + "}" * 1000)
file("deep list", '{"a":' + "[" * 5000 + "]" * 5000 + "}")
file("metadata of numbers", {"__metadata__": {"a": 1}, **sound})
file("metadata list", {"__metadata__": [], **sound})
file("metadata text", {"__metadata__": "pt", **sound})
file("metadata deep", {"__metadata__": {"a": {}}, **sound})
file("tensor null", {"a": None}, b"")
file("tensor number", {"a": 1}, b"")
file("unknown dtype", {"a": tensor(dtype="F33")})
file("lower case dtype", {"a": tensor(dtype="f32")})
file("dtype number", {"a": tensor(dtype=1)})
file("no dtype", {"a": tensor(dtype=None)})
file("no shape", {"a": tensor(shape=None)})
file("no offsets", {"a": tensor(data_offsets=None)})
file("shape number", {"a": tensor(shape=2)})
file("negative axis", {"a": tensor(shape=[-2])})
file("two negative axes", {"a": tensor(shape=[-1, -2])})
file("fraction axis", {"a": tensor(shape=[2.5])})
file("float axis", {"a": tensor(shape=[2.0])})
file("exponent axis", '{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}')
file("text axis", {"a": tensor(shape=["2"])})
file("null axis", '{"a":{"dtype":"F32","shape":[null],"data_offsets":[0,8]}}')
file("list axis", {"a": tensor(shape=[[2]])})
file("minus zero axis", '{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}', b"")
file("axis above 64 bits", {"a": tensor(shape=[2**64, 0], data_offsets=[0, 0])}, b"")
file("product that overflows", {"a": tensor(shape=[2**32, 2**32, 2])})
file("product that overflows to the size", {"a": tensor(shape=[2**62 + 1, 2])})
file("product that overflows before zero", {"a": tensor(shape=[2**40, 2**40, 0], data_offsets=[0, 0])}, b"")
file("bytes that overflow", {"a": tensor(dtype="F64", shape=[2**61], data_offsets=[0, 8])})
file("smaller than said", {"a": tensor(shape=[3])})
file("larger than said", {"a": tensor(shape=[1])})
file("one offset", {"a": tensor(data_offsets=[8])})
file("three offsets", {"a": tensor(data_offsets=[0, 8, 8])})
file("offsets backwards", {"a": tensor(data_offsets=[8, 0])})
file("negative offset", {"a": tensor(data_offsets=[-8, 0])})
file("offset beyond the data", {"a": tensor(data_offsets=[8, 16])})
file("end beyond the data", {"a": tensor(shape=[3], data_offsets=[0, 12])})
file("offsets above signed", {"a": tensor(data_offsets=[2**63, 2**63 + 8])})
file("offsets at the end of signed", {"a": tensor(data_offsets=[2**63 - 9, 2**63 - 1])})
file("offsets that overflow", {"a": tensor(data_offsets=[2**64 - 8, 2**64])})
file("overlap", {"a": one, "b": tensor(data_offsets=[4, 12])}, b"\0" * 12)
file("twice the same bytes", {"a": one, "b": one})
file("gap in front", {"a": tensor(data_offsets=[4, 12])}, b"\0" * 12)
file("gap between", {"a": one, "b": tensor(data_offsets=[12, 20])}, b"\0" * 20)
file("bytes behind", sound, b"\0" * 9)
file("bytes missing", sound, b"\0" * 7)
file("bytes of no tensor", {}, b"\0")
# Ours is stricter: what the format's description, but not its reader, forbids; and what no writer writes.
file("stricter: duplicate name", '{"a":%s,"a":%s}' % (json.dumps(one), json.dumps(one)))
file("stricter: space in front", " " + json.dumps(sound))
file("stricter: further key", {"a": tensor(x=1)})
file("stricter: metadata null", {"__metadata__": None, **sound})
file("stricter: list for a tensor", {"a": ["F32", [2], [0, 8]]})
file("stricter: axis above signed", {"a": tensor(shape=[2**63, 0], data_offsets=[0, 0])}, b"")
file("stricter: 65 axes", {"a": tensor(shape=[1] * 64 + [2])})

with open("safetensors.json", "w") as out:
    out.write(json.dumps({"safetensors": safetensors.__version__})[:-1] + ', "files": [\n')
    out.write(",\n".join(json.dumps(one) for one in files))
    out.write("\n]}\n")
