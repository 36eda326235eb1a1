#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws random models of one operator (and small chains) and writes what onnxruntime computes with them.

usage: generate.py FOLDER [--cases 2000] [--seed 1] [--torch 0] [--only OPERATOR] [--processes 1]

FOLDER gets shards of at most 500 cases, a JSON document a line; arrays are base64 of little-endian numbers. With --torch
so many cases are PyTorch's exports instead, with what autograd returns.
"""
import argparse, base64, json, multiprocessing, os, sys, time
import numpy as np

import chains, comparisons, compositions, elementwise, movement, recurrences, reductions, resizing, shapes, windows  # noqa: F401 (they register)
from draft import DRAWN, OFTEN, Draft
from judge import Judge

TYPES = {np.dtype(np.float32): "real", np.dtype(np.float64): "real", np.dtype(bool): "boolean"}
# Distinguishes the streams of random numbers: a case's model, its directions.
MODEL, DIRECTIONS = 0, 1


def array(values):
    values = np.asarray(values)
    kind = TYPES.get(values.dtype, "integer")
    stored = values.astype({"real": "<f8", "integer": "<i8", "boolean": "u1"}[kind])
    return {"kind": kind, "shape": list(values.shape), "data": base64.b64encode(stored.tobytes()).decode()}


def cotangents(rng, outputs):
    """Random numbers where an output is real and finite; None for the other outputs."""
    return [
        np.where(np.isfinite(y), rng.uniform(-1, 1, size=y.shape), 0).astype(np.float32)
        if y.dtype.kind == "f" else None for y in outputs]


def drawn(seed, number, operator, attempt):
    """A case, or None where onnxruntime does not take the model."""
    rng = np.random.default_rng([seed, number, attempt, DIRECTIONS])
    since, until, draw = DRAWN[operator][rng.integers(len(DRAWN[operator]))]
    draft = Draft([seed, number, attempt, MODEL], int(rng.integers(since, until + 1)))
    draw(draft, operator)
    model = draft.model()
    judge = Judge(model, draft.inputs)
    if not 0 < sum(y.size for y in judge.outputs) <= 20000:
        return None
    u = cotangents(rng, judge.outputs)
    slopes = []
    for name, x in draft.inputs.items():
        v = rng.uniform(-1, 1, size=x.shape).astype(np.float32)
        slope = judge.slope(name, v, u) if any(c is not None for c in u) else None
        if slope is not None:
            slopes.append({"input": name, "direction": array(v), "value": slope[0], "error": slope[1]})
    return {
        "name": f"{seed}-{number} {operator} opset {draft.opset}", "operator": operator, "format": "onnx",
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "inputs": [{"name": name, "value": array(x)} for name, x in draft.inputs.items()],
        "outputs": [array(y) for y in judge.outputs], "cotangents": [None if c is None else array(c) for c in u],
        "slopes": slopes, "gradients": [],
    }


def case(seed, number, operator):
    """The first of the attempts that onnxruntime takes, and why it did not take the ones before."""
    refused = []
    for attempt in range(60):
        try:
            made = drawn(seed, number, operator, attempt)
            if made:
                return made, refused
        except Exception as error:
            refused.append(f"{operator}: {type(error).__name__} {str(error)[:200]}")
    raise SystemExit(f"onnxruntime took none of 60 models of {operator}: {refused[-1]}")


def shard(job):
    path, seed, numbers, operators, kind = job
    if kind == "torch":
        import torch_cases

        make = torch_cases.case
    else:
        make = lambda seed, number: case(seed, number, operators[number % len(operators)])
    refused = []
    with open(path + ".part", "w") as file:
        for number in numbers:
            made, why = make(seed, number)
            refused += why
            file.write(json.dumps(made) + "\n")
    os.rename(path + ".part", path)
    return len(numbers), refused


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    for name, standard in {"cases": 2000, "seed": 1, "torch": 0, "processes": 1}.items():
        parser.add_argument("--" + name, type=int, default=standard)
    parser.add_argument("--only", action="append")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    operators = given.only or [name for name in sorted(DRAWN) for _ in range(OFTEN.get(name, 1))]
    os.makedirs(given.folder, exist_ok=True)
    for name in os.listdir(given.folder):
        os.remove(os.path.join(given.folder, name))
    jobs = []
    for kind, first, last in [("onnx", 0, given.cases - given.torch), ("torch", given.cases - given.torch, given.cases)]:
        for start in range(first, last, 500):
            path = os.path.join(given.folder, f"{kind}-{start:06}.jsonl")
            jobs.append((path, given.seed, range(start, min(start + 500, last)), operators, kind))
    begin, count, refused = time.time(), 0, []
    with multiprocessing.Pool(given.processes) as pool:
        for made, why in pool.imap_unordered(shard, jobs):
            count, refused = count + made, refused + why
    print(f"operators: {count} cases of {len(set(operators))} operators in {time.time() - begin:.0f} s; "
          f"{len(refused)} drawn models that onnxruntime does not take were drawn again")
    if given.verbose:
        print("\n".join(sorted(set(refused))))


if __name__ == "__main__":
    main()
