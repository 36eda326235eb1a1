# SPDX-License-Identifier: Apache-2.0
"""Operators that give the same elements another shape, and constants."""
import numpy as np
from onnx import numpy_helper

from draft import draws


@draws("Transpose")
def transpose(d, operator):
    shape = d.shape(1, 5, 4)
    order = [int(a) for a in d.rng.permutation(len(shape))]
    d.node(operator, [d.real(d.normal(shape))], **({"perm": order} if d.coin(0.8) else {}))


@draws("Reshape")
def reshape(d, operator):
    shape = d.shape(1, 4, 4)
    total = int(np.prod(shape))
    wanted = [n for n in range(1, total + 1) if total % n == 0]
    first = int(d.rng.choice(wanted))
    target = d.among([first, total // first], [first, -1], [-1, first], [-1], [1, total, 1], [0, -1], [0, *shape[1:]])
    d.node(operator, [d.real(d.normal(shape)), d.ints(target)])


@draws("Flatten")
def flatten(d, operator):
    shape = d.shape(1, 4)
    axis = d.whole(0, len(shape))
    if d.opset >= 11 and d.coin(0.4):
        axis = d.whole(-len(shape), -1)
    d.node(operator, [d.real(d.normal(shape))], **({"axis": axis} if d.coin(0.8) else {}))


@draws("Squeeze")
def squeeze(d, operator):
    shape = [1 if d.coin() else d.whole(2, 4) for _ in range(d.whole(1, 5))]
    ones = [a for a, extent in enumerate(shape) if extent == 1]
    chosen = [a - len(shape) if d.opset >= 11 and d.coin(0.3) else a for a in ones if d.coin(0.7)]
    x = d.real(d.normal(shape))
    if not chosen or d.coin(0.2):
        return d.node(operator, [x])
    if d.opset < 13:
        return d.node(operator, [x], axes=chosen)
    d.node(operator, [x, d.ints(chosen)])


@draws("Unsqueeze")
def unsqueeze(d, operator):
    shape = d.shape(0, 3)
    rank = len(shape) + d.whole(1, 2)
    chosen = [int(a) for a in d.rng.permutation(rank)[: rank - len(shape)]]
    chosen = [a - rank if d.opset >= 11 and d.coin(0.3) else a for a in chosen]
    x = d.real(d.normal(shape))
    if d.opset < 13:
        return d.node(operator, [x], axes=sorted(chosen) if d.opset < 11 else chosen)
    d.node(operator, [x, d.ints(chosen)])


@draws("Shape", "Size", since=9)
def measured(d, operator):
    """Extents as real numbers, and the input itself, so that there is a gradient."""
    x = d.real(d.normal(d.shape()))
    limits = d.maybe(0.5, start=d.whole(-5, 5), end=d.whole(-5, 5)) if operator == "Shape" and d.opset >= 15 else {}
    d.node("Cast", [d.node(operator, [x], **limits)], to=1)


@draws("Constant")
def given(d, operator):
    shape = d.shape(0, 3)
    x = d.real(d.normal(shape))
    if d.opset >= 12 and d.coin():
        value = d.among({"value_float": d.number(-2, 2)}, {"value_floats": [d.number(-2, 2)]})
    else:
        value = {"value": numpy_helper.from_array(d.normal(d.partner(shape) if shape else []))}
    d.node("Add", [x, d.node(operator, [], **value)])


@draws("ConstantOfShape", since=9)
def filled(d, operator):
    shape = d.shape(1, 3)
    value = d.maybe(value=numpy_helper.from_array(d.normal([1])))
    d.node("Add", [d.real(d.normal(shape)), d.node(operator, [d.ints(shape)], **value)])


@draws("Range", since=11)
def progression(d, operator):
    start, step = d.number(-2, 2), d.among(0.37, -0.61, 1.25)
    limit = start + step * (d.whole(1, 6) - 0.5)
    d.node(operator, [d.real(np.float32(start)), d.constant(np.float32(limit)), d.either(np.float32(step))])


@draws("OneHot", since=9)
def one_hot(d, operator):
    shape = d.shape(1, 3, 4)
    depth = d.whole(2, 5)
    low = -depth if d.opset >= 11 else 0
    values = d.constant(d.normal([2]))
    axis = d.whole(-1, len(shape)) if d.opset < 11 else d.axis(len(shape) + 1)
    hot = d.node(
        operator, [d.ints(d.rng.integers(low, depth, size=shape)), d.ints([depth] if d.opset >= 11 else depth), values],
        **({"axis": axis} if axis != -1 else d.maybe(axis=-1)))
    d.node("Add", [hot, d.real(d.normal([1]))])
