"""A model in PyTorch, from uaed's own pair of files, NAME.safetensors and NAME.architecture.json, or from NAME.pt2."""
import json
import os
import struct

import numpy as np
import torch
from torch.nn import functional

from nets import NETS


def read_safetensors(path):
    """Tensors by name (https://huggingface.co/docs/safetensors: 8 bytes of length, JSON, data)."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[begin:end], dtype=np.float32).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


class Model:
    """The layers in order; `features` is what the first convolution and its activation gave at the last call."""

    def __init__(self, stem):
        with open(stem + ".architecture.json") as file:
            description = json.load(file)
        self.shape = description["input"]["shape"]
        self.layers = description["layers"]
        self.tensors = read_safetensors(stem + ".safetensors")
        self.features = None
        self.starts_with_convolution = self.layers[0]["type"] == "conv2d"

    def __call__(self, z):
        z = z.reshape([-1] + self.shape)
        for i, layer in enumerate(self.layers):
            z = self.apply(layer, z)
            if i == 0:
                self.features = z
        return z.flatten(1)

    def apply(self, layer, z):
        kind = layer["type"]
        if kind in ("conv2d", "linear"):
            weight, bias = self.tensors[layer["weight"]], self.tensors[layer["bias"]]
            z = functional.linear(z, weight, bias) if kind == "linear" else \
                functional.conv2d(z, weight, bias, padding=layer.get("padding", 0))
            return {"relu": torch.relu, "sigmoid": torch.sigmoid}[layer["activation"]](z)
        if kind == "max-pool2d":
            return functional.max_pool2d(z, layer["kernel"])
        return functional.interpolate(z, scale_factor=layer["scale"], mode="nearest")

    def pull_back_features(self, cotangent):
        """The adjoint of the first convolution and its ReLU at the last call: [n, K, d'] -> [n, d]."""
        layer = self.layers[0]
        slopes = cotangent.reshape(self.features.shape) * (self.features > 0)
        weight = self.tensors[layer["weight"]]
        return functional.conv_transpose2d(slopes, weight, padding=layer.get("padding", 0)).flatten(1)


class NetModel:
    """One of nets.py with the weights of an exported program."""

    def __init__(self, stem):
        self.net = NETS[os.path.basename(stem)]()
        self.net.load_state_dict(torch.export.load(stem + ".pt2").state_dict)
        self.net.eval().requires_grad_(False)
        self.shape = self.net.shape
        self.starts_with_convolution = True

    def __call__(self, z):
        return self.net(z.reshape([-1] + self.shape)).flatten(1)

    @property
    def features(self):
        return self.net.features

    def pull_back_features(self, cotangent):
        """The adjoint of the first convolution and its ReLU at the last call: [n, K, d'] -> [n, d]."""
        features, layer = self.net.features, self.net.stem
        slopes = cotangent.reshape(features.shape) * (features > 0)
        return functional.conv_transpose2d(slopes, layer.weight, None, layer.stride, layer.padding).flatten(1)


def load(stem):
    return Model(stem) if os.path.exists(stem + ".architecture.json") else NetModel(stem)
