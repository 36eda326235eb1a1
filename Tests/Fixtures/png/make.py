#!/usr/bin/env python3
"""Writes the PNG fixtures beside it, with nothing but zlib, and what decoding must give (expected.json).

The pixels come from formulas; the expectation is computed from them, never from a decoder. Where Pillow is installed,
it is asked for a second opinion on the 8-bit files.
"""
import json
import pathlib
import struct
import zlib

HERE = pathlib.Path(__file__).parent
SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind, data, crc=None):
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def pack(row, depth):
    """One scan line of samples as bytes."""
    if depth == 16:
        return b"".join(struct.pack(">H", value) for value in row)
    if depth == 8:
        return bytes(row)
    bits = "".join(format(value, f"0{depth}b") for value in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def scan_lines(rows, depth, channels, filters=(0,)):
    """Filtered lines of a (sub)image: rows of interleaved samples."""
    step = max(1, channels * depth // 8)
    out, above = b"", None
    for y, row in enumerate(rows):
        line = pack(row, depth)
        above = above or bytes(len(line))
        kind = filters[y % len(filters)]
        left = bytes(step) + line[:-step] if len(line) > step else bytes(len(line))
        corner = bytes(step) + above[:-step] if len(line) > step else bytes(len(line))
        guess = {
            0: lambda i: 0, 1: lambda i: left[i], 2: lambda i: above[i], 3: lambda i: (left[i] + above[i]) // 2,
            4: lambda i: paeth(left[i], above[i], corner[i]),
        }[kind]
        out += bytes([kind]) + bytes((line[i] - guess(i)) & 255 for i in range(len(line)))
        above = line
    return out


def adam7(rows, channels):
    """The seven reduced images of an interlaced one."""
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        reduced = []
        for row in rows[y0::dy]:
            pixels = [row[i * channels:(i + 1) * channels] for i in range(len(row) // channels)][x0::dx]
            if pixels:
                reduced.append([value for pixel in pixels for value in pixel])
        if reduced:
            yield reduced


def png(rows, depth, color, extra=(), filters=(0,), interlaced=False, parts=1):
    channels = CHANNELS[color]
    width, height = len(rows[0]) // channels, len(rows)
    images = adam7(rows, channels) if interlaced else [rows]
    data = zlib.compress(b"".join(scan_lines(image, depth, channels, filters) for image in images), 9)
    size = -(-len(data) // parts)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return (SIGNATURE + chunk(b"IHDR", header) + b"".join(chunk(*c) for c in extra)
            + b"".join(chunk(b"IDAT", data[i:i + size]) for i in range(0, len(data), size)) + chunk(b"IEND", b""))


def rows_of(width, height, channels, depth, seed=0):
    top = (1 << depth) - 1
    return [[(seed + 7 * y + 13 * x * (c + 1) + 101 * c + x * y * 3) * (257 if depth == 16 else 1) % (top + 1)
             for x in range(width) for c in range(channels)] for y in range(height)]


expected = {}


def save(name, data, rows=None, channels=None, depth=8):
    (HERE / name).write_bytes(data)
    if rows is not None:
        expected[name] = {"width": len(rows[0]) // channels, "height": len(rows), "channels": channels, "bitDepth": depth,
                          "samples": [value for row in rows for value in row]}


def each(rows, channels, function):
    """Rows with every pixel (a list of samples) mapped to another."""
    return [[value for i in range(0, len(row), channels) for value in function(row[i:i + channels])] for row in rows]


for depth in (1, 2, 4):
    rows = rows_of(11, 7, 1, depth)
    save(f"gray{depth}.png", png(rows, depth, 0), each(rows, 1, lambda p: [p[0] * 255 // ((1 << depth) - 1)]), 1)
for name, color in (("gray", 0), ("rgb", 2), ("graya", 4), ("rgba", 6)):
    for depth in (8, 16):
        rows = rows_of(9, 6, CHANNELS[color], depth, seed=5)
        save(f"{name}{depth}.png", png(rows, depth, color, filters=(0, 1, 2, 3, 4)), rows, CHANNELS[color], depth)

palette = [(0, 0, 0), (255, 0, 0), (10, 200, 30), (77, 88, 99)]
plte = (b"PLTE", bytes(v for entry in palette for v in entry))
rows = rows_of(10, 5, 1, 2)
save("palette.png", png(rows, 2, 3, [plte]), each(rows, 1, lambda p: palette[p[0]]), 3)
alphas = [0, 128, 255, 255]
save("palette_transparent.png", png(rows, 2, 3, [plte, (b"tRNS", bytes(alphas[:2]))]),
     each(rows, 1, lambda p: [*palette[p[0]], alphas[p[0]]]), 4)
grays = [(v, v, v) for v in range(4)]
save("palette_of_grays.png", png(rows, 2, 3, [(b"PLTE", bytes(v for e in grays for v in e))]),
     each(rows, 1, lambda p: grays[p[0]]), 3)

rows = rows_of(8, 8, 1, 8)
save("gray_transparent.png", png(rows, 8, 0, [(b"tRNS", struct.pack(">H", rows[0][0]))]),
     each(rows, 1, lambda p: [p[0], 0 if p[0] == rows[0][0] else 255]), 2)
rows = rows_of(8, 8, 3, 16)
save("rgb16_transparent.png", png(rows, 16, 2, [(b"tRNS", struct.pack(">HHH", *rows[0][:3]))]),
     each(rows, 3, lambda p: [*p, 0 if p == rows[0][:3] else 65535]), 4, 16)
rows = rows_of(13, 11, 3, 8)
save("interlaced_rgb8.png", png(rows, 8, 2, interlaced=True, filters=(0, 4)), rows, 3)
rows = rows_of(13, 11, 1, 16)
save("interlaced_gray16.png", png(rows, 16, 0, interlaced=True), rows, 1, 16)
rows = rows_of(9, 9, 1, 8)
save("gamma.png", png(rows, 8, 0, [(b"gAMA", struct.pack(">I", 100000)), (b"sRGB", b"\x02")]), rows, 1)
save("many_idat.png", png(rows, 8, 0, parts=20), rows, 1)
save("bad_text_crc.png", png(rows, 8, 0, [(b"tEXt", b"Comment\0hello", 1)]), rows, 1)
save("trailing.png", png(rows, 8, 0) + b"after the end", rows, 1)

good = png(rows, 8, 0)
idat = good.index(b"IDAT")
save("truncated_no_iend.png", good[:-12])
save("truncated_in_idat.png", good[:idat + 30])
save("truncated_signature.png", good[:5])
save("empty.png", b"")
save("bad_crc.png", good[:idat + 20] + bytes([good[idat + 20] ^ 1]) + good[idat + 21:])
save("bad_deflate.png", SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0))
     + chunk(b"IDAT", b"\x78\x9c" + b"\xff" * 40) + chunk(b"IEND", b""))
save("short_data.png", SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0))
     + chunk(b"IDAT", zlib.compress(bytes(30))) + chunk(b"IEND", b""))
save("bomb.png", SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
     + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b""))
save("no_idat.png", SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0)) + chunk(b"IEND", b""))
save("bad_type.png", SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 5, 0, 0, 0))
     + chunk(b"IDAT", zlib.compress(bytes(90))) + chunk(b"IEND", b""))
save("jpeg_inside.png", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(100))

(HERE / "expected.json").write_text(json.dumps(expected, sort_keys=True) + "\n")

try:
    from PIL import Image
except ImportError:
    print(f"{len(expected)} sound files (Pillow is not installed: no second opinion)")
else:
    modes = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
    compared = 0
    for name, want in expected.items():
        if want["bitDepth"] == 8 and name not in ("gray_transparent.png", "bad_text_crc.png"):
            image = Image.open(HERE / name).convert(modes[want["channels"]])
            assert image.size == (want["width"], want["height"]), name
            assert list(image.tobytes()) == want["samples"], name
            compared += 1
    print(f"{len(expected)} sound files, {compared} compared with Pillow")
