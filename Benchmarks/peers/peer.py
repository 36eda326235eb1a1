#!/usr/bin/env python3
"""The same attack in PyTorch, as well as it can be written there: batched over samples, gradients by hand in the inner
loop. Prints one JSON object a repetition, on a line of its own."""
import argparse
import json
import resource
import time

import numpy as np
import torch

from attack import MinMax
from model import load


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def passes(model, x, T):
    """The model's own T forward and backward passes: the yardstick."""
    for _ in range(T):
        z = x.clone().requires_grad_(True)
        (model(z) - x).square().sum().backward()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem", help="NAME of NAME.safetensors and NAME.architecture.json, or of NAME.pt2")
    parser.add_argument("samples", help="float32, row after row")
    parser.add_argument("--form", choices=["collapsed", "span", "passes", "version"], default="span")
    parser.add_argument("--preset", choices=["released", "uaed"], default="released")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.form == "version":
        capability = torch.backends.cpu.get_cpu_capability()
        print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "capability": capability}))
        return
    model = load(options.stem)
    x = torch.from_numpy(np.fromfile(options.samples, dtype=np.float32)).reshape(-1, int(np.prod(model.shape)))
    warm = x[:8]
    if options.form == "passes":
        passes(model, warm, 1)
    else:
        MinMax(model, options.form, options.preset, T=2, inner=2).run(warm)
    wall, used = time.perf_counter(), cpu()
    results = []
    for batch in x.split(options.batch):
        if options.form == "passes":
            passes(model, batch, 40)
        else:
            results.append(MinMax(model, options.form, options.preset).run(batch))
    wall, used = time.perf_counter() - wall, cpu() - used
    line = {"seconds": wall, "cpu": used, "samples": len(x),
            "peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    if results:
        success, l2, information = (torch.cat(values) for values in zip(*results))
        line |= {"asr": success.float().mean().item(), "l2": l2[success].mean().item(),
                 "information": information[success].mean().item()}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
