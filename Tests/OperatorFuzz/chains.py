# SPDX-License-Identifier: Apache-2.0
"""Small chains, as models have them: what follows the engine's fast forms (lanes, an upsampling joined to its convolution)."""
import numpy as np

from draft import draws


@draws("Relu", "Sigmoid", "Tanh", "LeakyRelu", "Elu", "Softplus", since=11)
def layers(d, operator):
    """Convolution, function, pooling or upsampling, convolution, dense layer."""
    batch, depth, maps = d.whole(1, 3), d.whole(1, 3), d.whole(1, 4)
    height, width = d.whole(6, 9), d.whole(6, 9)
    x = d.real(d.normal([batch, depth, height, width]))
    kernel = d.wholes(2, 1, 3)
    pads = d.wholes(4, 0, 1)
    value = d.node("Conv", [x, d.constant(d.normal([maps, depth, *kernel])), d.constant(d.normal([maps]))], pads=pads)
    height, width = (n + pads[k] + pads[k + 2] - kernel[k] + 1 for k, n in enumerate((height, width)))
    value = d.node(operator, [value])
    kind = d.among("pool", "resize", "resize", "none")
    if kind == "pool":
        value = d.node("MaxPool", [value], kernel_shape=[2, 2], strides=[2, 2])
        height, width = height // 2, width // 2
    elif kind == "resize":
        factors = d.wholes(2, 1, 3)
        scales = d.constant([1, 1, *map(float, factors)])
        region = "" if d.opset >= 13 else d.constant(np.zeros(0))
        mode = d.among("nearest", "linear")
        coordinates = d.among("asymmetric", "half_pixel", "align_corners")
        value = d.node(
            "Resize", [value, region, scales], mode=mode, coordinate_transformation_mode=coordinates,
            nearest_mode=d.among("floor", "round_prefer_floor"))
        height, width = height * factors[0], width * factors[1]
    if d.coin() and min(height, width) >= 2:
        value = d.node("Conv", [value, d.constant(d.normal([2, maps, 2, 2])), ""][: 2 + d.whole(0, 1)], strides=[2, 1])
        maps, height, width = 2, (height - 2) // 2 + 1, width - 1
    if d.coin():
        value = d.node("Flatten", [value])
        weights = d.normal([4, maps * height * width], 0.3)
        d.node("Gemm", [value, d.constant(weights), d.constant(d.normal([4]))], transB=1)


@draws("MatMul", "Gelu", "Softmax", "Einsum", "LayerNormalization", since=20)
def attention(d, operator):
    """One block of a transformer, ending in the operator."""
    batch, length, width = d.whole(1, 3), d.whole(2, 4), d.whole(2, 4)
    x = d.real(d.normal([batch, length, width]))
    # A small epsilon would amplify the rounding of two elements that are nearly equal.
    scale, bias = d.constant(d.normal([width])), d.constant(d.normal([width]))
    normal = d.node("LayerNormalization", [x, scale, bias], epsilon=0.1)
    query, key = (d.node("MatMul", [normal, d.constant(d.normal([width, width]))]) for _ in range(2))
    if operator == "Einsum":
        scores = d.node("Einsum", [query, key], equation="bqd,bkd->bqk")
    else:
        scores = d.node("MatMul", [query, d.node("Transpose", [key], perm=[0, 2, 1])])
    mixed = d.node("MatMul", [d.node("Softmax", [scores]), normal])
    value = d.node("Add", [mixed, x])
    if operator == "Gelu":
        d.node("Gelu", [value], approximate=d.among("none", "tanh"))
    elif operator == "Softmax":
        d.node("Softmax", [value], axis=d.among(1, 2, -1))
    elif operator == "LayerNormalization":
        d.node(operator, [value, d.constant(d.normal([width]))], epsilon=0.1)
