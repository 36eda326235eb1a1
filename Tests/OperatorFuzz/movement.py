# SPDX-License-Identifier: Apache-2.0
"""Operators that pick, move, repeat or rename elements, and constants."""
import numpy as np
from onnx import numpy_helper

from draft import draws


@draws("Slice")
def cut(d, operator):
    shape = d.shape(1, 4, 6)
    axes = d.some_axes(len(shape)) if d.coin(0.8) else None
    count = len(axes) if axes else d.whole(1, len(shape))
    starts, ends, steps = [], [], []
    for k in range(count):
        extent = shape[axes[k] if axes else k]
        step = d.among(1, 1, 2, 3, -1, -2) if d.opset >= 10 else 1
        low, high = sorted([d.whole(0, extent - 1), d.whole(0, extent - 1)])
        start, end = (low, high + 1) if step > 0 else (high, low - 1)
        if end < 0 or d.coin(0.2):
            end = d.among(2**31 - 1, extent + 3) if step > 0 else d.among(-(2**31) + 1, -extent - 2)
        elif d.coin(0.3) and end < extent:
            end -= extent
        starts.append(start - extent if d.coin(0.3) else start)
        ends.append(end)
        steps.append(step)
    x = d.real(d.normal(shape))
    if d.opset < 10:
        return d.node(operator, [x], starts=starts, ends=ends, **({"axes": axes} if axes else {}))
    given = [d.ints(starts), d.ints(ends), d.ints(axes) if axes else ""]
    if any(step != 1 for step in steps):
        given.append(d.ints(steps))
    elif not axes:
        given.pop()
    d.node(operator, [x, *given])


@draws("Gather")
def gather(d, operator):
    shape = d.shape(1, 4)
    axis = d.axis(len(shape))
    extent = shape[axis]
    low = -extent if d.opset >= 11 else 0
    indices = d.rng.integers(low, extent, size=d.shape(0, 2, 3))
    d.node(operator, [d.real(d.normal(shape)), d.ints(indices)], **({"axis": axis} if axis else d.maybe(axis=0)))


@draws("GatherND", since=11)
def gather_tuples(d, operator):
    shape = d.shape(1, 4, 4)
    batch = d.whole(0, len(shape) - 1) if d.opset >= 12 else 0
    width = d.whole(1, len(shape) - batch)
    rows = d.shape(0, 2, 3)
    tuples = [d.rng.integers(-n, n, size=shape[:batch] + rows + [1]) for n in shape[batch : batch + width]]
    given = {"batch_dims": batch} if batch else {}
    d.node(operator, [d.real(d.normal(shape)), d.ints(np.concatenate(tuples, axis=-1))], **given)


@draws("Pad")
def pad(d, operator):
    shape = d.shape(1, 4)
    modes = ["constant", "constant", "reflect", "edge"] + (["wrap"] if d.opset >= 19 else [])
    mode = d.among(*modes)
    axes = d.some_axes(len(shape)) if d.opset >= 18 and d.coin(0.4) else None
    chosen = [shape[a] for a in axes] if axes else shape
    most = [{"reflect": n - 1, "wrap": n}.get(mode, 3) for n in chosen]
    low = [-min(1, n - 1) if mode == "constant" else 0 for n in chosen]
    pads = [d.whole(a, b) for a, b in zip(low + [0] * len(chosen), most + most)]
    x, given = d.real(d.normal(shape)), d.maybe(0.9, mode=mode)
    if not given and mode != "constant":
        given = {"mode": mode}
    if d.opset < 11:
        return d.node(operator, [x], pads=pads, **given, **d.maybe(value=d.number(-3, 3)))
    rest = [d.ints(pads)]
    if axes:
        rest += [d.constant(d.number(-3, 3)) if d.coin() else "", d.ints(axes)]
    elif d.coin():
        rest += [d.constant(d.number(-3, 3))]
    d.node(operator, [x, *rest], **given)


@draws("Tile")
def tile(d, operator):
    shape = d.shape(1, 4, 4)
    d.node(operator, [d.real(d.normal(shape)), d.ints(d.wholes(len(shape), 1, 3))])


@draws("Expand", since=8)
def expand(d, operator):
    shape = d.shape(0, 3)
    d.node(operator, [d.real(d.normal(d.partner(shape) if shape else shape)), d.ints(shape if shape else [2])])


@draws("Concat")
def concat(d, operator):
    shape = d.shape(1, 4)
    axis = d.axis(len(shape))
    if d.opset < 11:
        axis %= len(shape)
    parts = []
    for _ in range(d.whole(1, 4)):
        part = list(shape)
        part[axis] = d.whole(1, 3)
        parts.append(d.normal(part))
    d.node(operator, [d.real(parts[0])] + [d.either(p) for p in parts[1:]], axis=axis)


@draws("Split")
def split(d, operator):
    shape = d.shape(1, 4)
    axis = d.axis(len(shape)) if d.opset >= 11 else d.whole(0, len(shape) - 1)
    parts = d.whole(1, 4)
    given = {"axis": axis} if axis else d.maybe(axis=0)
    if d.coin():
        sizes = d.wholes(parts, 1, 3)
        shape[axis] = sum(sizes)
        if d.opset < 13:
            return d.node(operator, [d.real(d.normal(shape))], parts, split=sizes, **given)
        return d.node(operator, [d.real(d.normal(shape)), d.ints(sizes)], parts, **given)
    shape[axis] = parts * d.whole(1, 3)
    if d.opset >= 18:
        given["num_outputs"] = parts
        if d.coin() and parts > 1:
            chunk = d.whole(2, 4)
            shape[axis] = chunk * parts - d.whole(0, chunk - 1)
    d.node(operator, [d.real(d.normal(shape))], parts, **given)


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
