#!/usr/bin/env python3
"""Makes Benchmarks/cases/NAME.pt2 for the models of nets.py, trained on the synthetic samples of `uae-bench samples
rgb` (for 64x64: each pixel twice).  python3 train_nets.py SAMPLES.f32 OUT_FOLDER [NAME…]"""
import sys

import numpy as np
import torch
from torch.nn import functional

from nets import NETS

torch.set_num_threads(1)
x32 = torch.from_numpy(np.fromfile(sys.argv[1], dtype=np.float32)).reshape(-1, 3, 32, 32)
for name in sys.argv[3:] or NETS:
    torch.manual_seed(1)
    net = NETS[name]()
    x = functional.interpolate(x32, size=net.shape[1:], mode="nearest")
    optimiser = torch.optim.Adam(net.parameters(), 2e-3)
    for epoch in range(10):
        total = 0.0
        for rows in torch.randperm(len(x)).split(64):
            loss = (net(x[rows]) - x[rows]).square().sum((1, 2, 3)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(rows)
    print(f"{name}: loss {total / len(x):.3f} a sample")
    net.eval()
    batch = torch.export.Dim("batch", min=1, max=4096)
    program = torch.export.export(net, (x[:2].clone(),), dynamic_shapes=({0: batch},))
    torch.export.save(program, f"{sys.argv[2]}/{name}.pt2")
