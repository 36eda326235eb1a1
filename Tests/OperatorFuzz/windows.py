# SPDX-License-Identifier: Apache-2.0
"""Convolutions, pooling, matrix products and sums of products."""
import numpy as np

from draft import Redraw, draws


def window(d, rank, pooling=False, dilated=True):
    """A kernel and the attributes of a window over `rank` axes."""
    kernel = d.wholes(rank, 1, 4 if rank < 3 else 3)
    given = d.maybe(0.7, strides=d.wholes(rank, 1, 3))
    if dilated:
        given |= d.maybe(0.4, dilations=d.wholes(rank, 1, 3))
    if d.coin(0.6):
        most = [max(0, extent - 1) if pooling else 3 for extent in kernel]
        given["pads"] = [d.whole(0, m) for m in most + most]
    elif d.coin(0.6):
        given["auto_pad"] = d.among("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET")
    return kernel, given


def fits(size, kernel, given):
    """Redraws pooling in which onnxruntime leaves ONNX: windows larger than the padded input (its results are empty, or reach
    beyond it), and automatic padding that would be less than nothing (it cuts the input off, TensorFlow does not), or that of
    a dilated window (it pads as for one without)."""
    rank = len(kernel)
    pads, strides = given.get("pads", [0] * 2 * rank), given.get("strides", [1] * rank)
    reaches = [(n - 1) * step + 1 for n, step in zip(kernel, given.get("dilations", [1] * rank))]
    for axis, (extent, reach) in enumerate(zip(size, reaches)):
        if given.get("auto_pad", "NOTSET") in ("NOTSET", "VALID"):
            slack = strides[axis] - 1 if given.get("ceil_mode") else 0
            if reach > extent + pads[axis] + pads[axis + rank] + slack:
                raise Redraw("a window larger than its input")
        elif reach > kernel[axis]:
            raise Redraw("automatic padding for a dilated window")
        elif (-(-extent // strides[axis]) - 1) * strides[axis] + reach < extent:
            raise Redraw("padding of less than nothing")


def extents(d, rank):
    return d.wholes(rank, 3, 9 if rank < 3 else 6)


@draws("Conv")
def conv(d, operator):
    rank = d.among(1, 2, 2, 2, 3)
    kernel, given = window(d, rank)
    groups = d.among(1, 1, 2, 3)
    depth, maps = groups * d.whole(1, 2), groups * d.whole(1, 3)
    given |= d.maybe(group=groups) if groups == 1 else {"group": groups}
    given |= d.maybe(kernel_shape=kernel)
    bias = [d.constant(d.normal([maps]))] if d.coin() else []
    x = d.real(d.normal([d.whole(1, 3), depth, *extents(d, rank)]))
    d.node(operator, [x, d.constant(d.normal([maps, depth // groups, *kernel])), *bias], **given)


@draws("ConvTranspose")
def transposed(d, operator):
    rank = d.among(1, 2, 2, 2, 3)
    kernel, given = window(d, rank)
    groups = d.among(1, 1, 2, 3)
    depth, maps = groups * d.whole(1, 2), d.whole(1, 3)
    given |= d.maybe(group=groups) if groups == 1 else {"group": groups}
    given |= d.maybe(kernel_shape=kernel)
    size = extents(d, rank)
    steps = given.get("strides", [1] * rank)
    if d.coin(0.4):
        given["output_padding"] = [d.whole(0, step - 1) for step in steps]
    if d.coin(0.25):
        given["output_shape"] = [extent * step + d.whole(-1, 2) for extent, step in zip(size, steps)]
        given.pop("pads", None)
    reaches = [(n - 1) * step + 1 for n, step in zip(kernel, given.get("dilations", [1] * rank))]
    if "SAME" in given.get("auto_pad", "") and any(reach < step for reach, step in zip(reaches, steps)):
        raise Redraw("an output of fewer than input × stride positions, against ONNX")
    bias = [d.constant(d.normal([maps * groups]))] if d.coin() else []
    x = d.real(d.normal([d.whole(1, 3), depth, *size]))
    d.node(operator, [x, d.constant(d.normal([depth, maps, *kernel])), *bias], **given)


@draws("MaxPool")
def max_pool(d, operator):
    rank = d.among(1, 2, 2, 2, 3)
    kernel, given = window(d, rank, pooling=True, dilated=d.opset >= 10)
    if d.coin(0.3):
        kernel, given = [2] * rank, {"strides": [2] * rank}
    if d.opset >= 10:
        given |= d.maybe(0.4, ceil_mode=d.whole(0, 1))
    outputs = d.whole(1, 2) if d.opset >= 8 else 1
    if outputs == 2:
        given |= d.maybe(storage_order=d.whole(0, 1))
    shape = [d.whole(1, 3), d.whole(1, 3), *extents(d, rank)]
    fits(shape[2:], kernel, given)
    values = d.apart(shape)
    if outputs == 1 and d.coin(0.3):
        # Larger values beside each other, and what is lower than any padding.
        values -= 1000
    d.node(operator, [d.real(values)], outputs, kernel_shape=kernel, **given)


@draws("AveragePool", since=7)
def average_pool(d, operator):
    rank = d.among(1, 2, 2, 2, 3)
    kernel, given = window(d, rank, pooling=True, dilated=d.opset >= 19)
    if d.opset >= 10:
        given |= d.maybe(0.4, ceil_mode=d.whole(0, 1))
    given |= d.maybe(0.5, count_include_pad=d.whole(0, 1))
    shape = [d.whole(1, 3), d.whole(1, 3), *extents(d, rank)]
    fits(shape[2:], kernel, given)
    x = d.real(d.normal(shape))
    d.node(operator, [x], kernel_shape=kernel, **given)


@draws("GlobalAveragePool", "GlobalMaxPool")
def whole_plane(d, operator):
    d.node(operator, [d.real(d.apart([d.whole(1, 3), d.whole(1, 4), *d.wholes(d.whole(1, 3), 1, 5)]))])


@draws("Gemm", since=7)
def gemm(d, operator):
    m, k, n = d.wholes(3, 1, 6)
    given = d.maybe(alpha=d.number(-2, 2), beta=d.number(-2, 2), transA=d.whole(0, 1), transB=d.whole(0, 1))
    a = [k, m] if given.get("transA") else [m, k]
    b = [n, k] if given.get("transB") else [k, n]
    added = []
    if d.opset < 11 or d.coin(0.7):
        added = [d.either(d.normal(d.among([m, n], [n], [1, n], [m, 1], [1], [])))]
    d.node(operator, [d.real(d.normal(a)), d.either(d.normal(b)), *added], **given)


@draws("MatMul")
def matmul(d, operator):
    m, k, n = d.wholes(3, 1, 5)
    batch = d.shape(0, 2, 3)
    left, right = batch + [m, k], d.partner(batch) + [k, n]
    if d.coin(0.15):
        left = [k]
    elif d.coin(0.15):
        right = [k]
    d.node(operator, [d.real(d.normal(left)), d.either(d.normal(right))])


@draws("Einsum", since=12)
def einsum(d, operator):
    sizes = dict(zip("abcdij", d.wholes(6, 1, 4)))
    equation = d.among(
        "ij->ji", "ij,ij->ij", "ij,ji", "abc,bcd->ad", "ab,bc,cd->ad", "aij,ajd->aid", "abc->b", "ab->", "ab,cd->abcd",
        "a,b->ab", "abij,abdj->abid", "abi,cbi->ac", "ab", "ba", "ii->i", "aii->ia", "ii->", "...ab->...ba",
        "...ab,...bc->...ac", "a...,a...->...", "ab , bc -> ac", "abc,cd->dab")
    ahead = d.shape(1, 2, 3)
    inputs = []
    for term in equation.split("->")[0].replace(" ", "").split(","):
        shape = []
        for part in term.replace("...", "."):
            shape += ahead if part == "." else [sizes[part]]
        inputs.append(d.normal(shape))
    d.node(operator, [d.real(inputs[0])] + [d.either(v) for v in inputs[1:]], equation=equation)
