# SPDX-License-Identifier: Apache-2.0
"""What onnxruntime computes: the outputs in float32, and derivatives along random directions by difference quotients."""
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T, numpy_helper

onnxruntime.set_default_logger_severity(4)
OPTIONS = onnxruntime.SessionOptions()
OPTIONS.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
OPTIONS.intra_op_num_threads = OPTIONS.inter_op_num_threads = 1


def session(model):
    return onnxruntime.InferenceSession(model.SerializeToString(), OPTIONS, providers=["CPUExecutionProvider"])


def widened(model):
    """The same model on float64."""
    model = onnx.ModelProto.FromString(model.SerializeToString())

    def wide(tensor):
        return numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float64), tensor.name)

    for tensor in model.graph.initializer:
        if tensor.data_type == T.FLOAT:
            tensor.CopyFrom(wide(tensor))
    for value in model.graph.input:
        value.type.tensor_type.elem_type = T.DOUBLE
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "to" and attribute.i == T.FLOAT:
                attribute.i = T.DOUBLE
            if attribute.type == onnx.AttributeProto.TENSOR and attribute.t.data_type == T.FLOAT:
                attribute.t.CopyFrom(wide(attribute.t))
    return model


class Judge:
    """Runs a model in float64 where onnxruntime has kernels for it, else in float32 with larger steps."""

    def __init__(self, model, inputs):
        single = session(model)
        self.outputs = single.run(None, inputs)
        self.run, self.inputs, self.step, self.rounding = single.run, inputs, 5e-3, 2e-7
        if any(y.dtype == np.float32 for y in self.outputs):
            try:
                double = session(widened(model))
                wide = {name: x.astype(np.float64) for name, x in inputs.items()}
                found = double.run(None, wide)
                if all(y.dtype != np.float32 and y.shape == z.shape for y, z in zip(found, self.outputs)):
                    self.run, self.inputs, self.step, self.rounding = double.run, wide, 1e-4, 4e-16
            except Exception:
                pass

    def slope(self, name, direction, cotangents):
        """d⟨u, y⟩ along `direction` in the input `name`, and a bound of its error, or None where it is not finite."""

        def along(step):
            moved = dict(self.inputs)
            moved[name] = self.inputs[name] + (step * direction).astype(self.inputs[name].dtype)
            outputs = self.run(None, moved)
            if any(y.shape != z.shape for y, z in zip(outputs, self.outputs)):
                return np.nan, 0
            terms = [
                np.where(u != 0, y, 0).astype(np.float64) * u for y, u in zip(outputs, cotangents) if u is not None]
            return sum(t.sum() for t in terms), sum(np.abs(t).sum() for t in terms)

        near, far = self.step, 2 * self.step
        (a, size), (b, _), (c, _), (e, _), (y, _) = along(near), along(-near), along(far), along(-far), along(0)
        small, large = (a - b) / (2 * near), (c - e) / (2 * far)
        # Richardson's extrapolation removes the curvature's share, h²·f‴/6.
        value = (4 * small - large) / 3
        # Where f is smooth, its second difference over the step doubles with the step; a kink inside breaks that.
        kink = abs((c + e - 2 * y) / far - 2 * (a + b - 2 * y) / near)
        error = abs(small - large) + kink + self.rounding * size / near
        return (float(value), float(error)) if np.isfinite([value, error]).all() else None
