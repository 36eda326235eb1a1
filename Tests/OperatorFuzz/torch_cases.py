# SPDX-License-Identifier: Apache-2.0
"""Exports of PyTorch's functions with random arguments, as ONNX and as .pt2, with what autograd returns."""
import base64, contextlib, io, logging, warnings
import numpy as np
import onnx
import torch

from draft import Draft
from generate import DIRECTIONS, MODEL, array
from judge import session
import torch_layers  # noqa: F401 (it registers what it draws)
from torch_calls import CALLS, Call

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)
NAMES = sorted(CALLS)
OPSETS = (9, 20)
# One export of so many is a .pt2, which takes longer.
PT2 = 4


def exported(rng, module, x, number, opset):
    """The bytes of the export and its format."""
    file = io.BytesIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        if number % PT2 == 0:
            program = torch.export.export(module, (x,))
            if rng.random() < 0.4:
                program = program.run_decompositions()
            torch.export.save(program, file)
            return file.getvalue(), "pt2", 0
        axes = {"x": {0: "N"}} if rng.random() < 0.5 else None
        torch.onnx.export(
            module, (x,), file, dynamo=False, opset_version=opset, input_names=["x"], dynamic_axes=axes,
            do_constant_folding=bool(rng.random() < 0.7))
    return file.getvalue(), "onnx", opset


def exact(model, x, y):
    """Whether onnxruntime computes what PyTorch does; where its exporter drops an argument, it does not."""
    try:
        found = session(onnx.ModelProto.FromString(model)).run(None, {"x": x})[0]
    except Exception:
        return True
    return found.shape == y.shape and np.abs(found - y).max() < 1e-4 * max(1, np.abs(y).max())


def case(seed, number):
    """The first of the attempts that PyTorch exports, and why it did not export the ones before."""
    name, refused = NAMES[number % len(NAMES)], []
    for attempt in range(60):
        rng = np.random.default_rng([seed, number, attempt, DIRECTIONS])
        draft = Draft([seed, number, attempt, MODEL], int(rng.integers(OPSETS[0], OPSETS[1] + 1)))
        try:
            shape, function, weights = CALLS[name](draft, name)
            module = Call(function, weights).eval()
            # Not at a kink: no two elements are equal, none is 0.
            values = torch.from_numpy(draft.apart(shape) * 0.6 + 0.011)
            with torch.no_grad():
                model, form, opset = exported(rng, module, values, number // len(NAMES), draft.opset)
        except Exception as error:
            refused.append(f"torch.{name}: {type(error).__name__} {str(error)[:160]}")
            continue
        x = values.clone().requires_grad_()
        y = module(x)
        if form == "onnx" and not exact(model, values.numpy(), y.detach().numpy()):
            refused.append(f"torch.{name}: the exported file computes something else, says onnxruntime")
            continue
        u = torch.from_numpy(rng.uniform(-1, 1, size=tuple(y.shape)).astype(np.float32))
        y.backward(u)
        return {
            "name": f"{seed}-{number} torch.{name} {form} opset {opset}", "operator": f"torch.{name}", "format": form,
            "model": base64.b64encode(model).decode(), "inputs": [{"name": "x", "value": array(values)}],
            "outputs": [array(y.detach())], "cotangents": [array(u)], "slopes": [],
            "gradients": [{"input": "x", "value": array(x.grad)}],
        }, refused
    raise SystemExit(f"PyTorch exported none of 60 models of {name}: {refused[-1]}")
