# SPDX-License-Identifier: Apache-2.0
"""LSTM, GRU and RNN over a few steps, quantization, and operators of ai.onnx.ml."""
import numpy as np

from draft import draws

GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
FUNCTIONS = {"LSTM": 3, "GRU": 2, "RNN": 1}


@draws("LSTM", "GRU", "RNN", since=7)
def recurrence(d, operator):
    d.free_batch = False  # the first axis is time
    steps, samples, width, units = d.whole(1, 4), d.whole(1, 3), d.whole(1, 4), d.whole(1, 3)
    direction = d.among("forward", "reverse", "bidirectional")
    both, rows = 2 if direction == "bidirectional" else 1, GATES[operator] * units
    given = d.maybe(direction=direction) if direction == "forward" else {"direction": direction}
    if d.coin(0.4):
        names = ["Sigmoid", "Tanh", "Softsign", "Softplus"]
        given["activations"] = [d.among(*names) for _ in range(FUNCTIONS[operator] * both)]
    if operator == "GRU":
        given |= d.maybe(linear_before_reset=d.whole(0, 1))
    def numbers(*shape):
        return d.constant(d.normal(shape, 0.5))
    inputs = [d.real(d.normal([steps, samples, width])), numbers(both, rows, width), numbers(both, rows, units)]
    rest = [numbers(both, 2 * rows), d.constant([steps] * samples, np.int32), numbers(both, samples, units)]
    if operator == "LSTM":
        rest += [numbers(both, samples, units), numbers(both, 3 * units)]
    rest = [name if d.coin(0.7) else "" for name in rest]
    while rest and not rest[-1]:
        rest.pop()
    d.node(operator, inputs + rest, outputs=d.whole(1, 3 if operator == "LSTM" else 2), hidden_size=units, **given)


@draws("QuantizeLinear", "DequantizeLinear", since=10)
def quantization(d, operator):
    """There and back; the levels alone have another type here."""
    shape = d.shape(2, 4)
    axis = d.axis(len(shape)) if d.opset >= 13 else None
    count = shape[axis] if axis is not None and d.coin() else None
    scale = d.constant(d.positive([count] if count else []) / 8)
    kind = d.among(np.uint8, np.int8)
    zero = d.constant(d.rng.integers(0, 100, size=[count] if count else []), kind)
    given = {"axis": axis} if axis is not None and (count or d.coin()) else {}
    rest = [scale, zero] if kind is np.int8 or count or d.coin(0.7) else [scale]
    levels = d.node("QuantizeLinear", [d.constant(d.normal(shape, 20)), *rest], **given)
    d.node("DequantizeLinear", [levels, *rest], **given)


@draws("ai.onnx.ml.Scaler", since=9)
def scaler(d, operator):
    rows, width = d.whole(1, 4), d.whole(1, 5)
    values = {name: [d.number(-2, 2) for _ in range(d.among(1, width))] for name in ("offset", "scale")}
    d.node(operator, [d.real(d.normal([rows, width]))], **values)


@draws("ai.onnx.ml.FeatureVectorizer", since=9)
def vectorizer(d, operator):
    rows, widths = d.whole(1, 4), d.wholes(d.whole(1, 3), 1, 3)
    d.node(operator, [d.real(d.normal([rows, width])) for width in widths], inputdimensions=widths)
