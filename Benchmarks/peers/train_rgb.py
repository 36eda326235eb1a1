#!/usr/bin/env python3
"""Makes Benchmarks/cases/rgb.*: a 3x32x32 autoencoder of 5x5 convolutions, 16-8-8-16-3, trained on the synthetic samples
of `uae-bench samples rgb`.  python3 train_rgb.py SAMPLES.f32 OUT_STEM"""
import json
import struct
import sys

import numpy as np
import torch
from torch import nn

torch.manual_seed(1)
torch.set_num_threads(1)
x = torch.from_numpy(np.fromfile(sys.argv[1], dtype=np.float32)).reshape(-1, 3, 32, 32)
sizes = [3, 16, 8, 8, 16, 3]
convolutions = nn.ModuleList([nn.Conv2d(a, b, 5, padding=2) for a, b in zip(sizes, sizes[1:])])


def reconstruct(z):
    for i, convolution in enumerate(convolutions):
        z = convolution(z)
        z = torch.sigmoid(z) if i == 4 else torch.relu(z)
        if i < 2:
            z = nn.functional.max_pool2d(z, 2)
        elif i < 4:
            z = nn.functional.interpolate(z, scale_factor=2, mode="nearest")
    return z


optimiser = torch.optim.Adam(convolutions.parameters(), 2e-3)
for epoch in range(10):
    total = 0.0
    for rows in torch.randperm(len(x)).split(64):
        loss = (reconstruct(x[rows]) - x[rows]).square().sum((1, 2, 3)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
print(f"loss {total / len(x):.3f} a sample")

layers = []
for i in range(5):
    layers.append({"type": "conv2d", "weight": f"c{i + 1}.weight", "bias": f"c{i + 1}.bias", "padding": 2,
                   "activation": "sigmoid" if i == 4 else "relu"})
    if i < 4:
        layers.append({"type": "max-pool2d", "kernel": 2} if i < 2 else {"type": "upsample2d", "scale": 2})
with open(sys.argv[2] + ".architecture.json", "w") as file:
    lines = ",\n    ".join(json.dumps(layer) for layer in layers)
    file.write('{\n  "input": {"name": "x", "shape": [3, 32, 32]},\n  "layers": [\n    ' + lines + "\n  ]\n}\n")
header, data = {}, b""
for i, convolution in enumerate(convolutions):
    for part, value in (("weight", convolution.weight), ("bias", convolution.bias)):
        raw = value.detach().numpy().astype("<f4").tobytes()
        header[f"c{i + 1}.{part}"] = {"dtype": "F32", "shape": list(value.shape),
                                      "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(sys.argv[2] + ".safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
