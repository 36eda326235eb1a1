# SPDX-License-Identifier: Apache-2.0
"""Circular functions, sums and places along an axis, and operators that others compose."""
import numpy as np

from draft import draws


def along(d, shape):
    """An axis; what is computed along the first one mixes samples, whose number is then fixed."""
    axis = d.axis(len(shape))
    d.free_batch = d.free_batch and axis % len(shape) != 0
    return axis


@draws("Sin", "Cos", "Atan", since=7)
@draws("Sinh", "Cosh", "Asinh", since=9)
def circular(d, operator):
    d.node(operator, [d.real(d.normal(d.shape(0)))])


@draws("Asin", "Acos", "Tan", since=7)
@draws("Atanh", since=9)
def within(d, operator):
    d.node(operator, [d.real(d.rng.uniform(-0.8, 0.8, size=d.shape(0)))])


@draws("Acosh", since=9)
def beyond(d, operator):
    d.node(operator, [d.real(1.2 + d.positive(d.shape(0)))])


@draws("CumSum", since=11)
def cumulative(d, operator):
    shape = d.shape()
    axis = d.constant(along(d, shape), np.int64)
    d.node(operator, [d.real(d.normal(shape)), axis], **d.maybe(exclusive=d.whole(0, 1), reverse=d.whole(0, 1)))


@draws("GatherElements", since=11)
def elements(d, operator):
    shape = d.shape(1, 3)
    axis = along(d, shape)
    chosen = [d.whole(1, extent) for extent in shape]
    chosen[axis] = d.whole(1, 5)
    extent = shape[axis]
    indices = d.ints(d.rng.integers(-extent, extent, size=chosen))
    d.node(operator, [d.real(d.normal(shape)), indices], **({"axis": axis} if axis else d.maybe(axis=0)))


@draws("TopK", since=11)
def extrema(d, operator):
    shape = d.shape()
    axis = along(d, shape)
    count = d.ints([d.whole(1, shape[axis])])
    given = d.maybe(largest=d.whole(0, 1), sorted=1)
    last = axis in (-1, len(shape) - 1) and d.coin()
    d.node(operator, [d.real(d.apart(shape)), count], outputs=2, **given, **({} if last else {"axis": axis}))


@draws("Trilu", since=14)
def triangle(d, operator):
    shape = d.shape(2, 4)
    rest = [d.constant(d.whole(-3, 3), np.int64)] if d.coin() else []
    d.node(operator, [d.real(d.normal(shape)), *rest], **d.maybe(upper=d.whole(0, 1)))


@draws("Hardmax", since=13)
def hardest(d, operator):
    shape = d.shape()
    d.node(operator, [d.real(d.apart(shape))], **d.maybe(axis=along(d, shape)))


@draws("ReduceLogSumExp")
def log_sum(d, operator):
    shape = d.shape(1, 4, 4)
    axes = d.some_axes(len(shape)) if d.coin(0.8) else None
    if axes and d.opset < 11:
        axes = [a % len(shape) for a in axes]
    given = d.maybe(keepdims=d.whole(0, 1))
    x = d.real(d.normal(shape))
    if d.opset < 18:
        return d.node(operator, [x], **given, **({"axes": axes} if axes else {}))
    d.node(operator, [x, d.ints(axes)] if axes else [x], **given)


@draws("Shrink", since=9)
def shrink(d, operator):
    d.node(operator, [d.real(d.apart(d.shape(1)))], **d.maybe(lambd=d.among(0.02, 0.1), bias=d.number(0, 0.1)))


@draws("ThresholdedRelu", since=10)
def threshold(d, operator):
    d.node(operator, [d.real(d.apart(d.shape(1)))], **d.maybe(alpha=d.among(0.0, 0.1)))


@draws("MeanVarianceNormalization", since=9)
def variance(d, operator):
    shape = [d.whole(1, 3), *d.wholes(3, 2, 4)]
    d.node(operator, [d.real(d.normal(shape))], axes=d.among([2, 3], [1, 2, 3], [1]))


@draws("RMSNormalization", since=23)
def rms(d, operator):
    shape = d.shape(2, 4)
    axis = d.whole(-len(shape), -1)
    d.node(operator, [d.real(d.normal(shape)), d.either(d.normal(shape[axis:]))], axis=axis, **d.maybe(epsilon=0.01))


@draws("LRN")
def response(d, operator):
    shape = [d.whole(1, 2), d.whole(1, 6), *d.wholes(2, 1, 3)]
    given = d.maybe(alpha=d.number(0.01, 1), beta=d.number(0.3, 1), bias=d.number(0.5, 2))
    d.node(operator, [d.real(d.normal(shape))], size=d.among(1, 3, 5), **given)


@draws("LpPool")
def lp_pool(d, operator):
    count = d.whole(1, 2)
    shape = [d.whole(1, 2), d.whole(1, 3), *d.wholes(count, 4, 6)]
    given = {"strides": d.wholes(count, 1, 2)} if d.coin() else {}
    if d.coin(0.3):
        given["pads"] = d.wholes(2 * count, 0, 1)
    d.node(operator, [d.real(d.apart(shape))], kernel_shape=d.wholes(count, 2, 3), p=d.among(1, 2, 3), **given)


@draws("GlobalLpPool")
def global_lp_pool(d, operator):
    shape = [d.whole(1, 2), d.whole(1, 3), *d.wholes(d.whole(1, 2), 1, 4)]
    d.node(operator, [d.real(d.apart(shape))], p=d.among(1, 2, 3))
