#!/usr/bin/env python3
"""Writes arrays as NumPy and pandas do.  pip install numpy==2.4.6 pandas==3.1.1; python3 make.py

Every element is a formula of its sample n and of its place i in the sample (rows, columns, channels), so that the tests
compute what reading must give, and nothing is expected because some reader gave it.
"""
import pathlib

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent


def whole(shape, most):
    """(31n + 7i) mod (most + 1)"""
    n = np.arange(shape[0]).reshape([-1] + [1] * (len(shape) - 1))
    i = np.arange(np.prod(shape[1:])).reshape([1] + list(shape[1:]))
    return (31 * n + 7 * i) % (most + 1)


def unit(shape, type):
    """((31n + 7i) mod 256) / 256, which float16 holds exactly"""
    return (whole(shape, 255) / 256).astype(type)


def save(name, array):
    np.save(HERE / name, array)


gray = whole((6, 5, 4), 255).astype(np.uint8)
rgb = whole((4, 5, 6, 3), 255).astype(np.uint8)
labels = np.array([2, 0, 1, 2], dtype=np.int64)
save("gray-uint8.npy", gray)
save("gray-uint16-big.npy", (whole((6, 5, 4), 255) * 257).astype(">u2"))
save("rgb-last.npy", rgb)
save("rgb-first.npy", np.ascontiguousarray(rgb.transpose(0, 3, 1, 2)))
save("rows-uint8.npy", whole((7, 9), 255).astype(np.uint8))
save("rows-float16.npy", unit((7, 9), np.float16))
save("rows-float32.npy", unit((7, 9), np.float32))
save("rows-float32-big.npy", unit((7, 9), ">f4"))
save("rows-float64.npy", unit((7, 9), np.float64))
# pandas hands out the columns of a frame of one type in Fortran's order.
frame = pd.DataFrame(unit((7, 9), np.float64) * 40 - 20)
save("frame-fortran.npy", frame.to_numpy())
save("images-fortran.npy", np.asfortranarray(rgb))
save("truth.npy", whole((6, 5, 4), 1).astype(bool))
with open(HERE / "version-2.npy", "wb") as file:
    np.lib.format.write_array(file, gray, version=(2, 0))
np.savez(HERE / "stored.npz", x=rgb, y=labels, ids=np.arange(4.0), names=np.array(["no", "yes", "so"]))
np.savez_compressed(HERE / "deflated.npz", images=unit((4, 5, 6, 3), np.float32), labels=labels.astype(np.int32))
np.savez(HERE / "mnist.npz", x_train=gray, y_train=gray[:, 0, 0] % 3, x_test=gray[:2], y_test=gray[:2, 0, 0] % 3)
