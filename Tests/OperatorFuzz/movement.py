# SPDX-License-Identifier: Apache-2.0
"""Operators that pick, repeat, join and part elements."""
import numpy as np

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
