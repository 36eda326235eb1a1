# SPDX-License-Identifier: Apache-2.0
"""An ONNX model in the making: random numbers, shapes and attributes, nodes and constants."""
import numpy as np
from onnx import TensorProto as T, helper, numpy_helper

NEWEST = 27


class Redraw(Exception):
    """The draw is of no use: nothing is left of its window, or onnxruntime is known to do something else than ONNX says."""


class Draft:
    """One model of a given opset. `inputs` are the real inputs that the engine differentiates."""

    def __init__(self, seed, opset):
        self.rng = np.random.default_rng(seed)
        self.opset = opset
        self.nodes, self.constants, self.inputs, self.outputs = [], [], {}, []
        # A batch that the model leaves free, as exporters write it.
        self.free_batch = self.coin()

    # Random choices.
    def coin(self, probability=0.5):
        return bool(self.rng.random() < probability)

    def among(self, *choices):
        return choices[self.rng.integers(len(choices))]

    def whole(self, low, high):
        """An integer in low…high, both included."""
        return int(self.rng.integers(low, high + 1))

    def number(self, low, high):
        return float(np.float32(self.rng.uniform(low, high)))

    def shape(self, low=1, high=4, most=5):
        return [self.whole(1, most) for _ in range(self.whole(low, high))]

    def wholes(self, count, low, high):
        return [self.whole(low, high) for _ in range(count)]

    def axis(self, rank):
        """An axis counted from the front or from the end."""
        axis = self.whole(0, rank - 1)
        return axis - rank if self.coin() else axis

    def some_axes(self, rank, least=1):
        chosen = self.rng.permutation(rank)[: self.whole(least, rank)]
        return [int(a) - (rank if self.coin(0.3) else 0) for a in chosen]

    def partner(self, shape):
        """A shape that broadcasts with `shape`, without making it much larger."""
        own = [1 if self.coin(0.3) else extent for extent in shape]
        own = own[self.whole(0, len(own)) :] if self.coin(0.4) else own
        return [self.whole(2, 3)] + own if len(own) == len(shape) and self.coin(0.15) else own

    def maybe(self, probability=0.6, **attributes):
        """Each attribute, or its default."""
        return {name: value for name, value in attributes.items() if self.coin(probability)}

    # Values.
    def normal(self, shape, scale=1.0):
        return (self.rng.normal(size=shape) * scale).astype(np.float32)

    def apart(self, shape):
        """Values of which no two, and none and 0, are closer than 0.04: no step of a difference quotient crosses a kink."""
        count = int(np.prod(shape))
        values = (self.rng.permutation(count) - count // 2 + 0.5) * 0.08
        return values.reshape(shape).astype(np.float32)

    def positive(self, shape):
        return self.rng.uniform(0.3, 3, size=shape).astype(np.float32)

    def real(self, values):
        """A real input of the model."""
        name = f"x{len(self.inputs)}"
        self.inputs[name] = np.ascontiguousarray(values, np.float32)
        return name

    def constant(self, values, dtype=np.float32):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def ints(self, values):
        return self.constant(values, np.int64)

    def either(self, values):
        """A second operand: an input of its own, or a constant."""
        return self.real(values) if self.coin() else self.constant(values)

    # Nodes.
    def node(self, operator, inputs, outputs=1, **attributes):
        """The names of the node's outputs, which become those of the model if no other node follows. An operator may have a domain."""
        names = [f"y{len(self.nodes)}_{k}" for k in range(outputs)]
        domain, _, operator = operator.rpartition(".")
        self.nodes.append(
            helper.make_node(operator, inputs, names, name=f"n{len(self.nodes)}", domain=domain, **attributes))
        self.outputs = names
        return names if outputs > 1 else names[0]

    def model(self):
        used = {name for node in self.nodes for name in node.input}
        inputs = []
        for name, values in self.inputs.items():
            shape = list(values.shape)
            if shape and self.free_batch and len(self.inputs) == 1:
                shape[0] = "N"
            inputs.append(helper.make_tensor_value_info(name, T.FLOAT, shape))
        outputs = [helper.make_empty_tensor_value_info(name) for name in self.outputs]
        graph = helper.make_graph(
            self.nodes, "g", inputs, outputs, [c for c in self.constants if c.name in used])
        version = 8 if self.opset < 20 else 10
        domains = sorted({node.domain for node in self.nodes} - {""})
        sets = [helper.make_opsetid("", self.opset)] + [helper.make_opsetid(domain, 1) for domain in domains]
        return helper.make_model(graph, opset_imports=sets, ir_version=version)


# Operators with many attributes come several times as often.
OFTEN = {"Resize": 8, "Conv": 4, "ConvTranspose": 4, "MaxPool": 4, "AveragePool": 4, "Pad": 2, "Slice": 2, "Einsum": 2}

# Operator → (first opset, last opset, what draws it). An operator may be drawn in several ways.
DRAWN = {}


def draws(*operators, since=6, until=NEWEST):
    """Registers a function of (draft, operator)."""

    def register(function):
        for operator in operators:
            DRAWN.setdefault(operator, []).append((since, until, function))
        return function

    return register
