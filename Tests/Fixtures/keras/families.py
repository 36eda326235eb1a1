"""Small Keras 3 models, one for each family of layers, with what Keras computes for them and the gradients that PyTorch's autograd finds
(families/expected.json): y = model(x) and g = Jᵀv.

KERAS_BACKEND=torch python families.py
"""
import json
import os
import zipfile

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
import torch
from keras import layers as L

keras.utils.set_random_seed(11)
rng = np.random.default_rng(11)


def sequences():
    return keras.Sequential([
        keras.Input((12, 3)), L.Conv1D(6, 3, padding="causal", dilation_rate=2, activation="gelu"),
        L.Conv1D(6, 3, groups=3, padding="same"), L.SeparableConv1D(5, 3, padding="same", depth_multiplier=2),
        L.DepthwiseConv1D(3, padding="same"), L.MaxPooling1D(2), L.BatchNormalization(), L.UpSampling1D(2),
        L.ZeroPadding1D((1, 2)), L.Cropping1D((2, 1)), L.Conv1DTranspose(4, 3, strides=2, padding="same"),
        # With an odd number of padding, Keras's PyTorch backend repeats the edge, where TensorFlow's counts none.
        L.AveragePooling1D(3, strides=1, padding="same"), L.GlobalAveragePooling1D(), L.Dense(4)])


def images():
    i = keras.Input((8, 8, 2))
    x = L.SeparableConv2D(6, 3, padding="same", depth_multiplier=2, activation="relu")(i)
    x = L.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2)(x)
    x = L.Cropping2D(((0, 1), (1, 0)))(L.ZeroPadding2D(2)(x))
    x = L.Resizing(5, 9)(x)
    a = L.RepeatVector(3)(L.GlobalMaxPooling2D()(x))
    b = L.Permute((3, 1, 2))(x)
    return keras.Model(i, [L.Concatenate()([L.Flatten()(a), L.Flatten()(b)])])


def activations():
    i = keras.Input((7,))
    names = ["gelu", "hard_sigmoid", "mish", "softsign", "celu", "hard_swish", "hard_tanh", "log_sigmoid", "relu6", "selu", "silu",
             "softplus", "exponential", "leaky_relu", "elu"]
    parts = [L.Activation(name)(i) for name in names]
    parts += [L.PReLU(alpha_initializer="glorot_normal")(L.Reshape((7, 1))(i)), L.Softmax(axis=1)(L.Reshape((7, 1))(i))]
    parts = [L.Flatten()(part) for part in parts]
    return keras.Model(i, L.Dense(3, activation=L.LeakyReLU(negative_slope=0.1))(L.Concatenate()(parts)))


def normalizations():
    standard = L.Normalization()
    standard.adapt(rng.normal(3, 2, (50, 4, 4, 6)).astype("float32"))
    return keras.Sequential([
        keras.Input((4, 4, 6)), standard, L.GroupNormalization(3), L.LayerNormalization(), L.Rescaling(0.5, [0.1] * 6),
        L.LayerNormalization(axis=[1, 2, 3], center=False), L.UnitNormalization(), L.GroupNormalization(-1, scale=False)])


def augmentations():
    return keras.Sequential([
        keras.Input((6, 6, 3)), L.RandomFlip(), L.RandomRotation(0.1), L.RandomZoom(0.1), L.RandomTranslation(0.1, 0.1),
        L.RandomContrast(0.1), L.RandomBrightness(0.1), L.GaussianNoise(0.1), L.SpatialDropout2D(0.2), L.Conv2D(2, 3)])


def merges():
    i = keras.Input((5, 4, 3))
    gate = L.Dense(3, activation="sigmoid")(L.GlobalAveragePooling2D()(i))
    a, b = L.Multiply()([i, L.Reshape((1, 1, 3))(gate)]), L.Conv2D(3, 1)(i)
    return keras.Model(i, L.Concatenate(axis=2)([
        L.Subtract()([a, b]), L.Average()([a, b, i]), L.Maximum()([a, b]), L.Minimum()([b, i]), L.Multiply()([a, b, i])]))


def nested():
    inner = keras.Sequential([keras.Input((5,)), L.Dense(5, activation="tanh"), L.BatchNormalization(), L.Dense(5)], name="inner")
    j = keras.Input((5,))
    outer = keras.Model(j, L.Add()([inner(j), L.Dense(5)(j)]), name="outer")
    i = keras.Input((5,))
    return keras.Model(i, L.Dense(5, activation="sigmoid")(outer(i)))


def shared():
    same, inner = L.Dense(4, activation="tanh"), keras.Sequential([keras.Input((4,)), L.Dense(4), L.Dense(4)], name="twice")
    i = keras.Input((4,))
    x = same(i)
    y = L.Dense(4)(same(x))
    return keras.Model(i, L.Concatenate()([same(inner(y)), inner(x)]))


def functions():
    i = keras.Input((4, 3))
    x = keras.ops.tanh(L.Dense(3)(i) * 2.0 + 1.0) - i
    return keras.Model(i, keras.ops.maximum(1.0 - x / 3.0, keras.ops.square(x)))


def channels():
    return keras.Sequential([
        keras.Input((3, 6, 7)), L.Conv2D(4, 3, padding="same", data_format="channels_first"),
        L.BatchNormalization(axis=1), L.MaxPooling2D(2, data_format="channels_first"),
        L.Conv2DTranspose(2, 2, strides=2, data_format="channels_first"), L.UpSampling2D(2, data_format="channels_first"),
        L.GroupNormalization(2, axis=1), L.Flatten(data_format="channels_first"), L.Dense(3)])


def recurrent():
    return keras.Sequential([
        keras.Input((5, 3)), L.Bidirectional(L.LSTM(4, return_sequences=True)), L.GRU(4, return_sequences=True),
        L.SimpleRNN(4, return_sequences=True), L.GRU(3, reset_after=False, go_backwards=True), L.RepeatVector(3),
        L.LSTM(4, return_sequences=True, use_bias=False, recurrent_activation="hard_sigmoid"),
        L.Bidirectional(L.GRU(3), merge_mode="sum"), L.Reshape((3, 1)), L.TimeDistributed(L.Dense(2))])


def same_shapes():
    return keras.Sequential([keras.Input((4,))] + [L.Dense(4, activation="tanh") for _ in range(12)])


expected = {}
makers = [sequences, images, activations, normalizations, augmentations, merges, nested, shared, functions, channels, recurrent,
          same_shapes]
for make in makers:
    name, model = make.__name__, make()
    for variable in model.weights:
        if variable.name in ("mean", "variance", "count") and "normalization" in variable.path.split("/")[-2]:
            continue
        if "seed" in variable.name:
            continue
        positive = any(word in variable.name for word in ("variance", "gamma"))
        variable.assign(rng.uniform(0.5, 1.5, variable.shape) if positive else rng.normal(0, 0.4, variable.shape))
    x = torch.tensor(rng.uniform(0, 1, (3,) + model.input_shape[1:]).astype("float32"), requires_grad=True)
    y = model(x, training=False)
    v = torch.tensor(rng.normal(0, 1, tuple(y.shape)).astype("float32"))
    (y * v).sum().backward()
    model.save(f"families/{name}.keras")
    if name != "augmentations":  # Keras cannot write its layers as HDF5
        model.save(f"families/{name}.h5")
    with zipfile.ZipFile(f"families/{name}.keras") as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(f"families/{name}.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in files.items():
            archive.writestr(zipfile.ZipInfo(entry), data, zipfile.ZIP_DEFLATED)
    numbers = {"x": x, "y": y, "v": v, "g": x.grad}
    expected[name] = {"shape": list(x.shape)} | {
        key: [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()] for key, tensor in numbers.items()}
json.dump(expected, open("families/expected.json", "w"))
