#!/usr/bin/env python3
"""onnxruntime.json: what onnxruntime computes with the exported checkpoints beside this file, on the images and rows of
NAME_io.json.  pip install numpy onnxruntime==1.32.0; python3 run_onnxruntime.py
"""
import json, pathlib
import numpy as np, onnxruntime

folder = pathlib.Path(__file__).resolve().parent
outputs = {}
for file in sorted(folder.glob("*.onnx")):
    values = json.loads((folder / f"{file.stem.split('_')[0]}_io.json").read_text())
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    shape = [1] + [int(size) for size in entry.shape[1:]]
    rows = [session.run(None, {entry.name: np.float32(x).reshape(shape)})[0].ravel() for x in values["x"]]
    outputs[file.name] = [[float(f"{value:.7g}") for value in row] for row in rows]
(folder / "onnxruntime.json").write_text(json.dumps(outputs, separators=(",", ":")) + "\n")
