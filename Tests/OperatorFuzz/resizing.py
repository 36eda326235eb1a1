# SPDX-License-Identifier: Apache-2.0
"""Resize in all its versions, Upsample, and the exchange of depth and space."""
import numpy as np

from draft import Redraw, draws


def factor(d):
    """A scale: any, a ratio of small integers, or an integer."""
    return d.among(d.number(0.3, 3.2), d.whole(1, 9) / d.whole(1, 5), float(d.whole(1, 4)), 0.5, 1.0)


def changed(pairs, given):
    """Redraws what onnxruntime takes a shortcut for: beside one that changes, it copies an axis that keeps its extent, whatever
    the region or the filter asks for."""
    if given.get("coordinate_transformation_mode") == "tf_crop_and_resize" or given.get("antialias"):
        if any(int(np.float32(scale) * np.float32(extent)) == extent for extent, scale in pairs):
            raise Redraw("an axis that keeps its extent")


def settled(ratios):
    """Redraws coordinates that would lie halfway between two positions, were it not for rounding."""
    for ratio in ratios:
        for position in range(1, 40):
            if abs(position / np.float64(np.float32(ratio)) % 1 - 0.5) < 1e-4:
                raise Redraw("a coordinate halfway but for rounding")


def target(d, operator, shape, changing, given):
    """Adds the node with scales or sizes for the axes `changing`, the others unchanged."""
    partial = "axes" in given
    region = ""
    if given.get("coordinate_transformation_mode") == "tf_crop_and_resize":
        inside = [True] * len(given["axes"]) if partial else [a in changing for a in range(len(shape))]
        starts = [d.number(-0.2, 0.4) if i else 0 for i in inside]
        region = d.constant(starts + [d.number(0.5, 1.3) if i else 1 for i in inside])
    elif d.opset < 13:
        region = d.constant(np.zeros(0))
    order = [a % len(shape) for a in given["axes"]] if partial else list(range(len(shape)))
    symmetric = given.get("coordinate_transformation_mode") == "half_pixel_symmetric"
    if d.coin(0.55) and not (symmetric and given.get("mode", "nearest") == "nearest"):
        scales = [factor(d) if a in changing else 1.0 for a in order]
        scales = [s if int(np.float32(s) * np.float32(shape[a])) >= 1 else 1.0 for a, s in zip(order, scales)]
        last = [d.constant(scales)]
        ratios = scales
    else:
        sizes = [d.whole(1, 2 * shape[a] + 3) if a in changing else shape[a] for a in order]
        scales = "" if d.opset >= 13 else d.constant(np.zeros(0))
        last = [scales, d.ints(sizes)]
        if d.opset >= 18 and partial and d.coin(0.4):
            given["keep_aspect_ratio_policy"] = d.among("stretch", "not_larger", "not_smaller")
            # onnxruntime leaves axes counted from the end as they are, against ONNX.
            given["axes"] = order
        ratios = [n / shape[a] for a, n in zip(order, sizes)]
        common = {"not_larger": min(ratios), "not_smaller": max(ratios)}.get(given.get("keep_aspect_ratio_policy"))
        if common:
            ratios = [(common * shape[a] + 0.5) // 1 / shape[a] for a in order]
    changed([(shape[a], r) for a, r in zip(order, ratios) if a in changing], given)
    if given.get("coordinate_transformation_mode") == "asymmetric" and "round" in given.get("nearest_mode", "round"):
        settled(ratios)
    d.node(operator, [d.real(d.normal(shape)), region, *last], **given)


@draws("Resize", since=11)
@draws("Resize", since=18)
def resize(d, operator):
    mode = d.among("nearest", "linear", "linear", "cubic")
    planes = 2 if mode == "cubic" else d.among(1, 2, 2, 2, 3)
    axes = list(range(2, 2 + planes))
    shape = d.wholes(2, 1, 3) + d.wholes(planes, 2, 8 if planes < 3 else 5)
    coordinates = ["half_pixel", "pytorch_half_pixel", "align_corners", "align_corners", "asymmetric"]
    coordinates.append("tf_crop_and_resize")
    if d.opset < 13:
        coordinates.append("tf_half_pixel_for_nn")
    if d.opset >= 19:
        coordinates.append("half_pixel_symmetric")
    given = d.maybe(0.9, mode=mode, coordinate_transformation_mode=d.among(*coordinates))
    if given.get("mode") is None:
        mode = "nearest"
    if mode == "nearest":
        given |= d.maybe(0.7, nearest_mode=d.among("floor", "ceil", "round_prefer_floor", "round_prefer_ceil"))
    if mode == "cubic":
        given |= d.maybe(0.5, cubic_coeff_a=d.among(-0.5, -0.75, d.number(-1, 0)), exclude_outside=d.whole(0, 1))
    given |= d.maybe(0.2, extrapolation_value=d.number(-9, 9))
    if d.opset >= 18:
        if mode != "nearest" and given.get("coordinate_transformation_mode") != "tf_crop_and_resize":
            given |= d.maybe(0.3, antialias=d.whole(0, 1))
        if d.coin(0.4):
            order = d.rng.permutation(axes) if d.coin() else axes
            given["axes"] = [int(a) - (len(shape) if d.coin(0.3) else 0) for a in order]
    target(d, operator, shape, axes, given)


@draws("Resize", since=10, until=10)
@draws("Upsample", since=7, until=9)
def upsample(d, operator):
    mode = d.among("nearest", "linear")
    shape = d.wholes(2, 1, 3) + d.wholes(2, 2, 7)
    scales = [1.0, 1.0, *(max(1.0, factor(d)) if operator == "Upsample" else factor(d) for _ in range(2))]
    scales = [s if int(np.float32(s) * np.float32(n)) >= 1 else 1.0 for n, s in zip(shape, scales)]
    x = d.real(d.normal(shape))
    if d.opset < 9:
        return d.node(operator, [x], scales=scales, **d.maybe(0.8, mode=mode))
    d.node(operator, [x, d.constant(scales)], **d.maybe(0.8, mode=mode))


@draws("SpaceToDepth", "DepthToSpace")
def blocks(d, operator):
    block = d.whole(1, 3)
    batch, depth, height, width = d.wholes(4, 1, 3)
    if operator == "SpaceToDepth":
        given, shape = {}, [batch, depth, height * block, width * block]
    else:
        given = d.maybe(mode=d.among("DCR", "CRD")) if d.opset >= 11 else {}
        shape = [batch, depth * block * block, height, width]
    d.node(operator, [d.real(d.normal(shape))], blocksize=block, **given)
