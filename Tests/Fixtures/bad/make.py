#!/usr/bin/env python3
"""Makes the ONNX files that the end-to-end tests expect to be refused.  pip install onnx; python3 make.py"""
import numpy as np, onnx
from onnx import TensorProto as T, helper as h, numpy_helper


def save(name, nodes, constants, shape=(None, 1, 28, 28)):
    info = lambda title: h.make_tensor_value_info(title, T.FLOAT, shape)
    graph = h.make_graph(nodes, name, [info("x")], [info("y")], constants)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
    open(f"{name}.onnx", "wb").write(model.SerializeToString())


save("unsupported", [h.make_node("Relu", ["x"], ["a"]), h.make_node("StringNormalizer", ["a"], ["y"], name="odd/node")], [])

weight = numpy_helper.from_array(np.ones((1, 1, 1, 1), np.float32), "w")
weight.ClearField("raw_data")
weight.data_location = T.EXTERNAL
for key, value in {"location": "../secret.bin", "offset": "0", "length": "4"}.items():
    entry = weight.external_data.add()
    entry.key, entry.value = key, value
save("escaping", [h.make_node("Conv", ["x", "w"], ["y"], name="conv")], [weight])
