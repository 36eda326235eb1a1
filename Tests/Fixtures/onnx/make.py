#!/usr/bin/env python3
"""Makes one small model an operator and opset, and what onnxruntime computes with it: NAME.onnx and expected.json.

pip install onnx==1.23.2 onnxruntime==1.32.0; python3 make.py
"""
import glob, json, os
import numpy as np, onnx, onnxruntime
from onnx import TensorProto as T, helper as h, numpy_helper as nh

rng = np.random.default_rng(20240229)
expected = {}


def f32(*shape):
    return rng.normal(size=shape).astype(np.float32)


def i64(*values):
    return np.array(values, np.int64)


def case(name, opset, shape, nodes, constants={}, outputs=("y",), low=None, tensors=()):
    """nodes: [(operator, inputs, outputs, attributes)]; shape: with the batch, which the model leaves free."""
    made = [h.make_node(o, i.split(), o_.split(), name=f"n{k}", **a) for k, (o, i, o_, a) in enumerate(nodes)]
    for node in made:  # "-" is an absent input
        for k, value in enumerate(node.input):
            if value == "-":
                node.input[k] = ""
    x = h.make_tensor_value_info("x", T.FLOAT, ["N", *shape[1:]])
    ys = [h.make_tensor_value_info(y, T.FLOAT, None) for y in outputs]
    inits = [nh.from_array(v, k) for k, v in constants.items()] + list(tensors)
    graph = h.make_graph(made, name, [x], ys, inits)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", opset)], ir_version=8 if opset < 20 else 10)
    value = f32(*shape) if low is None else (low + np.abs(f32(*shape)))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    results = session.run(list(outputs), {"x": value})
    with open(f"{name}.onnx", "wb") as file:
        file.write(model.SerializeToString())
    expected[name] = {
        "shape": list(shape), "x": [float(v) for v in value.ravel()],
        "y": {k: {"shape": list(r.shape), "values": [float(v) for v in r.ravel()]} for k, r in zip(outputs, results)},
    }


def one(name, opset, shape, operator, inputs="x", constants={}, low=None, **attributes):
    case(name, opset, shape, [(operator, inputs, "y", attributes)], constants, low=low)


for old in glob.glob("*.onnx"):
    os.remove(old)

# Convolutions
one("conv_strides_pads", 11, (2, 3, 7, 6), "Conv", "x w b", {"w": f32(4, 3, 3, 2), "b": f32(4)}, strides=[2, 1], pads=[1, 0, 2, 1])
one("conv_groups", 17, (2, 4, 5, 5), "Conv", "x w", {"w": f32(6, 2, 3, 3)}, group=2, kernel_shape=[3, 3])
one("conv_depthwise_dilated", 22, (2, 3, 9, 9), "Conv", "x w b", {"w": f32(3, 1, 3, 3), "b": f32(3)}, group=3, dilations=[2, 3], pads=[2, 3, 2, 3])
one("conv_same_upper", 11, (2, 2, 6, 7), "Conv", "x w", {"w": f32(3, 2, 4, 3)}, auto_pad="SAME_UPPER", strides=[2, 2])
one("conv_same_lower", 11, (2, 2, 6, 7), "Conv", "x w", {"w": f32(3, 2, 4, 3)}, auto_pad="SAME_LOWER", strides=[2, 2])
one("conv_valid", 7, (2, 2, 6, 7), "Conv", "x w", {"w": f32(3, 2, 4, 3)}, auto_pad="VALID")
one("conv_1d", 13, (2, 2, 11), "Conv", "x w b", {"w": f32(3, 2, 4), "b": f32(3)}, strides=[2], pads=[1, 2])
one("conv_3d", 13, (2, 2, 4, 5, 3), "Conv", "x w", {"w": f32(3, 2, 2, 3, 2)}, pads=[1, 1, 0, 0, 1, 1])
one("convtranspose_strides", 11, (2, 3, 4, 5), "ConvTranspose", "x w b", {"w": f32(3, 2, 3, 3), "b": f32(2)}, strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 0])
one("convtranspose_groups", 17, (2, 4, 3, 3), "ConvTranspose", "x w", {"w": f32(4, 2, 3, 2)}, group=2, dilations=[2, 1], kernel_shape=[3, 2])
one("convtranspose_same", 22, (2, 2, 3, 4), "ConvTranspose", "x w", {"w": f32(2, 2, 3, 3)}, auto_pad="SAME_UPPER", strides=[2, 2])
one("convtranspose_shape", 11, (2, 2, 3, 4), "ConvTranspose", "x w", {"w": f32(2, 2, 3, 3)}, output_shape=[6, 9], strides=[2, 2])

# Matrix products
one("gemm_plain", 7, (3, 4), "Gemm", "x w c", {"w": f32(4, 5), "c": f32(5)})
one("gemm_transposed", 11, (3, 4), "Gemm", "x w c", {"w": f32(5, 4), "c": f32(3, 5)}, transB=1, alpha=0.5, beta=2.0)
one("gemm_no_c", 13, (3, 4), "Gemm", "x w", {"w": f32(4, 5)}, alpha=1.5)
one("gemm_scalar_c", 13, (3, 4), "Gemm", "x w c", {"w": f32(4, 5), "c": f32(1)})
one("matmul_batched", 13, (2, 3, 4), "MatMul", "x w", {"w": f32(2, 4, 5)})
one("matmul_vector", 13, (2, 3, 4), "MatMul", "x w", {"w": f32(4)})

# Pooling
one("maxpool", 8, (2, 2, 6, 7), "MaxPool", kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1])
one("maxpool_ceil_dilated", 12, (2, 2, 8, 9), "MaxPool", kernel_shape=[2, 3], strides=[3, 2], dilations=[2, 1], ceil_mode=1)
one("maxpool_same", 12, (2, 2, 7, 5), "MaxPool", kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_LOWER")
one("averagepool_excluding", 7, (2, 2, 6, 7), "AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
one("averagepool_including", 11, (2, 2, 6, 7), "AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
one("averagepool_ceil", 19, (2, 2, 7, 8), "AveragePool", kernel_shape=[2, 3], strides=[2, 2], ceil_mode=1)
one("averagepool_same", 11, (2, 2, 6, 7), "AveragePool", kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")
one("averagepool_dilated", 19, (2, 2, 8, 8), "AveragePool", kernel_shape=[2, 2], dilations=[2, 3])
one("global_average", 13, (2, 3, 4, 5), "GlobalAveragePool")
one("global_maximum", 13, (2, 3, 4, 5), "GlobalMaxPool")

# Normalizations
statistics = {"s": f32(3), "b": f32(3), "m": f32(3), "v": np.abs(f32(3)) + 0.5}
one("batchnorm_9", 9, (2, 3, 4, 2), "BatchNormalization", "x s b m v", statistics, epsilon=1e-3, momentum=0.8)
one("batchnorm_15", 15, (2, 3), "BatchNormalization", "x s b m v", statistics)
one("instancenorm", 13, (2, 3, 4, 5), "InstanceNormalization", "x s b", {"s": f32(3), "b": f32(3)}, epsilon=1e-4)
one("layernorm_last", 17, (2, 3, 5), "LayerNormalization", "x s b", {"s": f32(5), "b": f32(5)})
one("layernorm_axis_1", 17, (2, 3, 5), "LayerNormalization", "x s", {"s": f32(3, 5)}, axis=1, epsilon=1e-3)
one("dropout_10", 10, (2, 5), "Dropout", ratio=0.4)
one("dropout_13", 13, (2, 5), "Dropout", "x r t", {"r": np.float32(0.4), "t": np.array(False)}, seed=3)
one("softmax_11", 11, (2, 3, 4), "Softmax")
one("softmax_13", 13, (2, 3, 4), "Softmax")
one("softmax_13_axis_1", 13, (2, 3, 4), "Softmax", axis=1)
one("softmax_11_axis_2", 11, (2, 3, 4), "Softmax", axis=2)
one("logsoftmax_11", 11, (2, 3, 4), "LogSoftmax")
one("logsoftmax_13", 13, (2, 3, 4), "LogSoftmax", axis=-2)

# Activations and functions of one number
for operator, opset, low, attributes in [
    ("Relu", 14, None, {}), ("LeakyRelu", 16, None, {"alpha": 0.2}), ("Sigmoid", 13, None, {}), ("Tanh", 13, None, {}),
    ("Elu", 6 + 1, None, {"alpha": 1.3}), ("Selu", 7, None, {}), ("Softplus", 7, None, {}), ("Exp", 13, None, {}),
    ("Log", 13, 0.1, {}), ("Sqrt", 13, 0.1, {}), ("Neg", 13, None, {}), ("Abs", 13, None, {}), ("Erf", 13, None, {}),
    ("Reciprocal", 13, 0.3, {}), ("HardSigmoid", 13, None, {}), ("HardSwish", 14, None, {}), ("Softsign", 13, None, {}),
    ("Mish", 18, None, {}), ("Celu", 12, None, {"alpha": 1.7}), ("Gelu", 20, None, {}),
]:
    one(f"unary_{operator.lower()}", opset, (2, 7), operator, low=low, **attributes)
one("unary_gelu_tanh", 20, (2, 7), "Gelu", approximate="tanh")
one("prelu", 9, (2, 3, 4), "PRelu", "x s", {"s": f32(3, 1)})
one("clip_6", 7, (2, 9), "Clip", min=-0.5, max=0.4)
one("clip_6_max", 10, (2, 9), "Clip", max=0.4)
one("clip_11", 11, (2, 9), "Clip", "x l u", {"l": np.float32(-0.5), "u": np.float32(0.4)})
one("clip_13_max", 13, (2, 9), "Clip", "x - u", {"u": np.float32(0.4)})

# Arithmetic
for operator, low in [("Add", None), ("Sub", None), ("Mul", None), ("Div", None), ("Pow", 0.2), ("Max", None), ("Min", None), ("Sum", None), ("Mean", None)]:
    one(f"binary_{operator.lower()}", 13, (2, 3, 4), operator, "x c", {"c": f32(3, 1)}, low=low)
one("binary_mod", 13, (2, 3, 4), "Mod", "x c", {"c": np.abs(f32(4)) + 0.3}, fmod=1)
one("div_constant_first", 7, (2, 4), "Div", "c x", {"c": f32(4)}, low=0.4)
case("max_of_three", 12, (2, 4), [("Neg", "x", "n", {}), ("Max", "x n c", "y", {})], {"c": f32(4)})

# Reductions
for operator in ["ReduceMean", "ReduceSum", "ReduceProd", "ReduceL2", "ReduceL1", "ReduceSumSquare", "ReduceMax", "ReduceMin"]:
    one(f"{operator.lower()}_attribute", 11, (2, 3, 4, 2), operator, axes=[1, -1], keepdims=0)
    one(f"{operator.lower()}_input", 18, (2, 3, 4, 2), operator, "x a", {"a": i64(2, 1)})
one("reducelogsum_input", 18, (2, 3, 4), "ReduceLogSum", "x a", {"a": i64(1)}, low=0.1)
one("reducesum_13", 13, (2, 3, 4), "ReduceSum", "x a", {"a": i64(-1)}, keepdims=0)
one("reducesum_none", 13, (2, 3, 4), "ReduceSum", noop_with_empty_axes=1)

# Resizing
one("resize_10_nearest", 10, (1, 2, 4, 3), "Resize", "x s", {"s": np.float32([1, 1, 1.5, 2])}, mode="nearest")
one("resize_10_linear", 10, (1, 2, 4, 3), "Resize", "x s", {"s": np.float32([1, 1, 1.5, 2])}, mode="linear")
one("resize_11_half_pixel", 11, (2, 2, 4, 3), "Resize", "x r s", {"r": f32(0), "s": np.float32([1, 1, 2, 3])}, mode="linear")
one("resize_13_sizes", 13, (1, 2, 4, 3), "Resize", "x - - z", {"z": i64(1, 2, 7, 5)}, mode="linear", coordinate_transformation_mode="align_corners")
one("resize_13_nearest_ceil", 13, (2, 2, 4, 3), "Resize", "x - s", {"s": np.float32([1, 1, 1.5, 2.5])}, mode="nearest", nearest_mode="ceil", coordinate_transformation_mode="pytorch_half_pixel")
one("resize_13_cubic", 13, (2, 2, 5, 4), "Resize", "x - s", {"s": np.float32([1, 1, 2, 1.5])}, mode="cubic", cubic_coeff_a=-0.5)
one("resize_13_asymmetric", 13, (2, 2, 4, 4), "Resize", "x - s", {"s": np.float32([1, 1, 0.5, 2])}, mode="nearest", nearest_mode="floor", coordinate_transformation_mode="asymmetric")
one("resize_18_antialias", 18, (2, 2, 8, 8), "Resize", "x - s", {"s": np.float32([1, 1, 0.5, 0.5])}, mode="linear", antialias=1)
one("resize_18_axes", 18, (1, 2, 4, 3), "Resize", "x - - z", {"z": i64(8, 6)}, mode="nearest", axes=[2, 3])
one("upsample_7", 7, (2, 2, 3, 4), "Upsample", scales=[1.0, 1.0, 2.0, 3.0], mode="nearest")
one("upsample_9", 9, (2, 2, 3, 4), "Upsample", "x s", {"s": np.float32([1, 1, 2, 2])}, mode="linear")
one("depthtospace_dcr", 11, (2, 8, 2, 3), "DepthToSpace", blocksize=2)
one("depthtospace_crd", 13, (2, 8, 2, 3), "DepthToSpace", blocksize=2, mode="CRD")

# Elements picked and moved
one("slice_1", 9, (2, 5, 6), "Slice", axes=[1, 2], starts=[1, -4], ends=[1000, -1])
one("slice_1_no_axes", 7, (2, 5, 6), "Slice", starts=[0, 1], ends=[2, 3])
one("slice_10_steps", 13, (2, 5, 6), "Slice", "x s e a t", {"s": i64(-1, 0), "e": i64(-100, 6), "a": i64(1, 2), "t": i64(-2, 3)})
one("slice_13_no_axes", 13, (2, 5, 6), "Slice", "x s e", {"s": i64(0, 2), "e": i64(2, 5)})
one("pad_2", 10, (2, 3, 4), "Pad", pads=[0, 1, 2, 0, 0, 1], mode="constant", value=0.7)
one("pad_2_reflect", 9, (2, 3, 4), "Pad", pads=[0, 1, 2, 0, 0, 3], mode="reflect")
one("pad_11_edge", 11, (2, 3, 4), "Pad", "x p", {"p": i64(0, 1, 2, 0, 2, 1)}, mode="edge")
one("pad_13_value", 13, (2, 3, 4), "Pad", "x p v", {"p": i64(0, 1, -1, 0, 2, 1), "v": np.float32(1.5)})
one("pad_18_axes", 18, (2, 3, 4), "Pad", "x p - a", {"p": i64(1, 2), "a": i64(-1)})
one("pad_19_wrap", 19, (2, 3, 4), "Pad", "x p", {"p": i64(0, 2, 1, 0, 1, 3)}, mode="wrap")
one("gather", 13, (2, 4, 3), "Gather", "x i", {"i": i64(3, 0, -2, 3)}, axis=1)
one("gathernd", 13, (2, 4, 3), "GatherND", "x i", {"i": np.array([[[1], [3]], [[0], [-1]]], np.int64)}, batch_dims=1)
one("expand", 13, (2, 1, 3), "Expand", "x z", {"z": i64(2, 4, 1)})
case("concat", 13, (2, 3, 2), [("Exp", "x", "e", {}), ("Concat", "x c e", "y", {"axis": -1})], {"c": f32(2, 3, 1)})
case("split_2", 11, (2, 5), [("Split", "x", "a b", {"axis": 1, "split": [2, 3]}), ("Exp", "a", "e", {}), ("Concat", "b e", "y", {"axis": 1})])
case("split_13", 13, (2, 6), [("Split", "x s", "a b", {"axis": -1}), ("Exp", "a", "e", {}), ("Concat", "b e", "y", {"axis": 1})], {"s": i64(4, 2)})
case("split_18", 18, (2, 7), [("Split", "x", "a b c", {"axis": 1, "num_outputs": 3}), ("Exp", "b", "e", {}), ("Concat", "a e c", "y", {"axis": 1})])
case("split_even", 13, (2, 6), [("Split", "x", "a b", {"axis": 1}), ("Mul", "a b", "y", {})])

# Shapes
one("squeeze_11", 11, (2, 1, 3, 1), "Squeeze", axes=[1, -1])
one("squeeze_13", 13, (2, 1, 3, 1), "Squeeze", "x a", {"a": i64(1)})
one("unsqueeze_11", 11, (2, 3), "Unsqueeze", axes=[1, -1])
one("unsqueeze_13", 13, (2, 3), "Unsqueeze", "x a", {"a": i64(0, 2)})
one("reshape_zero", 13, (2, 3, 4), "Reshape", "x z", {"z": i64(0, -1)})
one("reshape_allowzero", 14, (2, 3, 4), "Reshape", "x z", {"z": i64(2, 12)}, allowzero=1)
one("flatten_2", 13, (2, 3, 4), "Flatten", axis=2)
one("transpose", 13, (2, 3, 4), "Transpose", perm=[0, 2, 1])
case("transpose_reversed", 13, (2, 3, 4), [("Transpose", "x", "t", {}), ("Mul", "t c", "m", {}), ("Transpose", "m", "y", {"perm": [2, 0, 1]})], {"c": f32(4, 3, 1)})
case("shape_arithmetic", 13, (2, 3, 4), [
    ("Shape", "x", "s", {}), ("Gather", "s zero", "n", {"axis": 0}), ("Unsqueeze", "n zeros", "u", {}),
    ("Concat", "u rest", "target", {"axis": 0}), ("Reshape", "x target", "y", {})],
    {"zero": np.int64(0), "zeros": i64(0), "rest": i64(-1)})
case("shape_15", 15, (2, 3, 4), [("Shape", "x", "s", {"start": 1}), ("Cast", "s", "f", {"to": T.FLOAT}), ("Size", "x", "z", {}), ("Cast", "z", "g", {"to": T.FLOAT}), ("ReduceSum", "f", "t", {"keepdims": 0}), ("Mul", "x t", "m", {}), ("Div", "m g", "y", {})])
case("constant_kinds", 13, (2, 3), [
    ("Constant", "", "a", {"value_float": 1.5}), ("Constant", "", "b", {"value_floats": [1.0, 2.0, 3.0]}),
    ("Constant", "", "i", {"value_int": 2}), ("Constant", "", "j", {"value_ints": [1, -1, 2]}),
    ("Add", "x a", "p", {}), ("Mul", "p b", "q", {}), ("Cast", "i", "f", {"to": T.FLOAT}), ("Cast", "j", "g", {"to": T.FLOAT}),
    ("Mul", "q f", "r", {}), ("Add", "r g", "y", {})])
case("constant_of_shape", 13, (2, 3), [
    ("ConstantOfShape", "z", "c", {"value": h.make_tensor("v", T.FLOAT, [1], [2.5])}), ("ConstantOfShape", "z", "o", {}),
    ("Add", "x c", "a", {}), ("Mul", "a o", "b", {}), ("Add", "a b", "y", {})], {"z": i64(3)})
case("one_hot", 13, (2, 3), [("ArgMax", "x", "i", {"axis": 1, "keepdims": 0}), ("OneHot", "i d v", "o", {}), ("Mul", "x o", "y", {})],
     {"d": np.int64(3), "v": f32(2)})
case("arg_min", 13, (2, 3), [("ArgMin", "x", "i", {"axis": 1}), ("Cast", "i", "f", {"to": T.FLOAT}), ("Mul", "x f", "y", {})])

# Element types of constants, raw and in typed fields
half = f32(3).astype(np.float16)
case("weights_float16", 13, (2, 3), [("Cast", "w", "f", {"to": T.FLOAT}), ("Mul", "x f", "y", {})], {"w": half})
case("weights_float16_field", 13, (2, 3), [("Cast", "w", "f", {"to": T.FLOAT}), ("Mul", "x f", "y", {})],
     tensors=[h.make_tensor("w", T.FLOAT16, [3], half)])
case("weights_bfloat16", 13, (2, 3), [("Cast", "w", "f", {"to": T.FLOAT}), ("Mul", "x f", "y", {})],
     tensors=[h.make_tensor("w", T.BFLOAT16, [3], [1.5, -0.25, 3.0])])
case("weights_double", 13, (2, 3), [("Cast", "w", "f", {"to": T.FLOAT}), ("Mul", "x f", "y", {})], {"w": rng.normal(size=3)})
case("weights_double_field", 13, (2, 3), [("Cast", "w", "f", {"to": T.FLOAT}), ("Mul", "x f", "y", {})],
     tensors=[h.make_tensor("w", T.DOUBLE, [3], [1.25, -7.0, 1e-3])])
case("weights_float_field", 13, (2, 3), [("Mul", "x w", "y", {})], tensors=[h.make_tensor("w", T.FLOAT, [3], [1.25, -7.0, 1e-3])])
for kind, values in {"UINT8": [0, 200, 255], "INT8": [-128, 3, 127], "UINT16": [0, 7, 65535], "INT16": [-32768, 2, 9], "INT32": [-70000, 3, 2],
                     "INT64": [-(1 << 33), 3, 2], "UINT32": [0, 1 << 31, 5], "UINT64": [0, 1 << 40, 5], "BOOL": [1, 0, 1]}.items():
    type_ = getattr(T, kind)
    for raw in [False, True]:
        data = np.array(values, h.tensor_dtype_to_np_dtype(type_))
        tensor = nh.from_array(data, "w") if raw else h.make_tensor("w", type_, [3], data)
        case(f"weights_{kind.lower()}" + ("" if raw else "_field"), 13, (2, 3),
             [("Cast", "w", "f", {"to": T.FLOAT}), ("Mul", "x f", "y", {})], tensors=[tensor])

# Recurrences: the steps come first in ONNX, the samples here
def recurrent(name, opset, shape, operator, inputs, constants, outputs=("y",), **attributes):
    results = {"y": ("s", [2, 0, 1, 3]), "last": ("l", [1, 0, 2]), "cell": ("c_", [1, 0, 2])}
    case(name, opset, shape, [
        ("Transpose", "x", "t", {"perm": [1, 0, 2]}), (operator, inputs, " ".join(results[o][0] for o in outputs), attributes),
        *(("Transpose", results[o][0], o, {"perm": results[o][1]}) for o in outputs)], constants, outputs)


for name, gates, more in [("LSTM", 4, {}), ("GRU", 3, {"linear_before_reset": 1}), ("RNN", 1, {})]:
    recurrent(f"{name.lower()}_both_ways", 17, (2, 3, 4), name, "t w r b", {
        "w": f32(2, gates * 3, 4), "r": f32(2, gates * 3, 3), "b": f32(2, gates * 6)}, hidden_size=3, direction="bidirectional", **more)
recurrent("lstm_peepholes", 14, (2, 3, 4), "LSTM", "t w r b - - - p", {
    "w": f32(1, 16, 4), "r": f32(1, 16, 4), "b": f32(1, 32), "p": f32(1, 12)}, outputs=("y", "last", "cell"),
    hidden_size=4, direction="reverse", activations=["Sigmoid", "Softsign", "Tanh"])
recurrent("gru_reset_before", 11, (2, 3, 3), "GRU", "t w r", {"w": f32(1, 6, 3), "r": f32(1, 6, 2)}, hidden_size=2)

# Along an axis
one("sin", 13, (2, 5), "Sin")
one("acosh", 13, (2, 5), "Acosh", low=1.2)
one("cumsum_reverse", 14, (2, 4, 3), "CumSum", "x a", {"a": np.array(1, np.int64)}, reverse=1, exclusive=1)
case("gather_elements", 13, (2, 3, 4), [
    ("TopK", "x k", "v i", {"axis": 2}), ("Neg", "x", "n", {}), ("GatherElements", "n i", "y", {"axis": 2})], {"k": i64(2)})
case("topk", 17, (2, 6), [("TopK", "x k", "y i", {"largest": 0})], {"k": i64(3)})
one("trilu_upper", 17, (2, 4, 5), "Trilu", "x k", {"k": np.array(1, np.int64)})

# Compositions and quantization
one("reduce_log_sum_exp", 18, (2, 3, 4), "ReduceLogSumExp", "x a", {"a": i64(1)}, keepdims=0)
one("lrn", 13, (2, 6, 3, 4), "LRN", size=3, alpha=0.3, beta=0.6, bias=1.5)
one("lp_pool", 18, (2, 2, 6, 5), "LpPool", kernel_shape=[2, 3], strides=[2, 1], p=3)
one("global_lp_pool", 13, (2, 2, 4, 5), "GlobalLpPool", p=2)
one("mean_variance", 13, (2, 3, 4, 4), "MeanVarianceNormalization", axes=[2, 3])
one("shrink", 13, (2, 7), "Shrink", lambd=0.3, bias=0.1)
one("thresholded_relu", 13, (2, 7), "ThresholdedRelu", alpha=0.4)
one("rms_normalization", 23, (2, 3, 8), "RMSNormalization", "x s", {"s": f32(8)}, epsilon=1e-3)
# Weights alone: what depends on x has a gradient that passes straight through, unlike the function's own. Not a MatMul, because
# onnxruntime rounds its input as well when it joins the three.
case("quantized", 17, (2, 3, 4), [
    ("QuantizeLinear", "w s z", "q", {"axis": 1}), ("DequantizeLinear", "q s z", "d", {"axis": 1}), ("Mul", "x d", "y", {})], {
    "w": f32(3, 4), "s": np.abs(f32(4)) / 16 + np.float32(0.01), "z": np.array([3, -5, 0, 9], np.int8)})

with open("expected.json", "w") as file:
    json.dump(expected, file, separators=(",", ":"))
    file.write("\n")
print(len(expected), "cases")
