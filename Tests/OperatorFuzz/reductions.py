# SPDX-License-Identifier: Apache-2.0
"""Reductions, extrema's places, softmax and normalizations."""
import numpy as np

from draft import draws


@draws("ReduceSum", "ReduceMean", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum")
@draws("ReduceMax", "ReduceMin")
def reduction(d, operator):
    shape = d.shape(1, 4, 4)
    # Away from 0, so that no sum cancels.
    values = d.apart(shape) + np.float32(0.98)
    if operator in ("ReduceLogSum", "ReduceProd"):
        values = d.positive(shape)
    axes = d.some_axes(len(shape)) if d.coin(0.8) else None
    if axes and d.opset < 11:
        axes = [a % len(shape) for a in axes]
    given = d.maybe(keepdims=d.whole(0, 1))
    x = d.real(values)
    if d.opset < (13 if operator == "ReduceSum" else 18):
        return d.node(operator, [x], **given, **({"axes": axes} if axes else {}))
    if d.coin(0.2):
        given["noop_with_empty_axes"] = d.whole(0, 1)
    rest = [d.ints(axes)] if axes else ([d.ints([])] if d.coin(0.3) else [])
    d.node(operator, [x, *rest], **given)


@draws("ArgMax", "ArgMin")
def place_of_extremum(d, operator):
    shape = d.shape()
    axis = d.axis(len(shape)) if d.opset >= 11 else d.whole(0, len(shape) - 1)
    given = d.maybe(keepdims=d.whole(0, 1)) | ({"axis": axis} if axis else d.maybe(axis=0))
    if d.opset >= 12:
        given |= d.maybe(select_last_index=d.whole(0, 1))
    d.node(operator, [d.real(d.rng.integers(-2, 3, size=shape))], **given)


@draws("Softmax", "LogSoftmax")
def softmax(d, operator):
    shape = d.shape()
    axis = d.axis(len(shape)) if d.opset >= 11 else d.whole(0, len(shape) - 1)
    fits = len(shape) > 1 or d.opset >= 13
    d.node(operator, [d.real(d.normal(shape, d.among(1, 3)))], **({"axis": axis} if not fits or d.coin(0.8) else {}))


def channels(d, least=1):
    """The shape of an input with channels, and values for each of them."""
    shape = [d.whole(1, 3), d.whole(1, 4), *d.wholes(d.whole(least, 3), 1, 4)]
    return shape, lambda: d.normal([shape[1]])


@draws("BatchNormalization", since=7)
def batch_normalization(d, operator):
    shape, values = channels(d, 0)
    statistics = [values(), values(), values(), d.positive([shape[1]])]
    given = d.maybe(epsilon=d.among(1e-5, 1e-3, 0.1), momentum=d.number(0.5, 0.99))
    if d.opset >= 14:
        given |= d.maybe(0.3, training_mode=0)
    d.node(operator, [d.real(d.normal(shape)), *map(d.constant, statistics)], **given)


@draws("InstanceNormalization")
def instance_normalization(d, operator):
    shape, values = channels(d)
    shape[-1] += 2
    x = d.real(d.normal(shape))
    d.node(operator, [x, d.constant(values()), d.constant(values())], **d.maybe(epsilon=d.among(1e-5, 1e-3, 0.1)))


@draws("LayerNormalization", since=17)
def layer_normalization(d, operator):
    shape = d.shape()
    shape[-1] += 1
    axis = d.axis(len(shape))
    of = shape[axis:]
    bias = [d.constant(d.normal(of))] if d.coin() else []
    given = d.maybe(epsilon=d.among(1e-5, 1e-3, 0.1)) | ({"axis": axis} if axis != -1 else {})
    d.node(operator, [d.real(d.normal(shape)), d.constant(d.normal(of)), *bias], d.among(1, 1, 2, 3), **given)


@draws("GroupNormalization", since=18)
def group_normalization(d, operator):
    groups = d.whole(1, 3)
    shape = [d.whole(1, 3), groups * d.whole(1, 3), *d.wholes(d.whole(1, 3), 2, 4)]
    count = groups if d.opset < 21 else shape[1]
    values = [d.constant(d.normal([count])) for _ in range(2)]
    d.node(operator, [d.real(d.normal(shape)), *values], num_groups=groups, **d.maybe(epsilon=d.among(1e-5, 0.1)))


@draws("LpNormalization")
def lp_normalization(d, operator):
    shape = d.shape()
    axis = d.axis(len(shape))
    d.node(operator, [d.real(d.apart(shape))], **({"axis": axis} if axis != -1 else {}), **d.maybe(p=d.whole(1, 2)))
