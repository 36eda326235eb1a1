#!/usr/bin/env python3
"""The same training in PyTorch, as well as it can be written there: channels last, the fused optimiser, gradients set to
none. Prints one JSON object."""
import argparse
import json
import resource
import time

import numpy as np
import torch
from torch.nn import functional

from model import load
from peer import cpu


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem", help="NAME of NAME.safetensors and NAME.architecture.json, or of NAME.pt2")
    parser.add_argument("samples", help="float32, row after row")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layout", choices=["plain", "last"], default="plain")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    model = load(options.stem)
    x = torch.from_numpy(np.fromfile(options.samples, dtype=np.float32)).reshape(-1, int(np.prod(model.shape)))
    last = options.layout == "last" and len(model.shape) == 3
    if hasattr(model, "net"):
        model.net.train().requires_grad_(True)
        if last:
            model.net.to(memory_format=torch.channels_last)
        weights = list(model.net.parameters())
        forward = model.net
    else:
        for name, tensor in model.tensors.items():
            if last and tensor.dim() == 4:
                tensor = tensor.contiguous(memory_format=torch.channels_last)
            model.tensors[name] = tensor.requires_grad_(True)
        weights = list(model.tensors.values())

        def forward(z):
            for layer in model.layers:
                z = model.apply(layer, z)
            return z
    optimiser = torch.optim.Adam(weights, options.rate, fused=True)

    def step():
        rows = x[torch.randint(len(x), (options.batch,))].reshape([-1] + model.shape)
        if last:
            rows = rows.contiguous(memory_format=torch.channels_last)
        loss = functional.mse_loss(forward(rows), rows)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        return loss

    for _ in range(2):
        step()
    wall, used = time.perf_counter(), cpu()
    for _ in range(options.steps):
        loss = step()
    wall, used = time.perf_counter() - wall, cpu() - used
    print(json.dumps({"seconds": wall, "cpu": used, "samples": options.steps * options.batch, "loss": loss.item(),
                      "peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
