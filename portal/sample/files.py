"""Small files that people attach, made without any library so that their bytes are the same on every machine."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

# Code lengths of the luminance DC table in the JPEG standard (ITU-T T.81, table K.3) and the canonical codes that follow from them.
DC_COUNTS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def stored(data: bytes) -> bytes:
    """A zlib stream of stored blocks (RFC 1950, 1951): no compressor, so no difference between compressors."""
    out = b"\x78\x01"
    for start in range(0, len(data), 65535):
        block = data[start : start + 65535]
        last = start + 65535 >= len(data)
        out += struct.pack("<BHH", int(last), len(block), len(block) ^ 0xFFFF) + block
    return out + struct.pack(">I", zlib.adler32(data))


def png(width: int, height: int, colour: Callable[[int, int], tuple[int, int, int]]) -> bytes:
    rows = b"".join(b"\x00" + b"".join(bytes(colour(x, y)) for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", stored(rows)) + chunk(b"IEND", b"")


def dc_codes() -> list[str]:
    codes, code = [], 0
    for length, count in enumerate(DC_COUNTS, start=1):
        for _ in range(count):
            codes.append(format(code, f"0{length}b"))
            code += 1
        code <<= 1
    return codes


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(columns: int, rows: int, grey: Callable[[int, int], int]) -> bytes:
    """A baseline greyscale JPEG of flat 8x8 blocks: only the DC value of each block is coded, then end-of-block."""
    codes, bits, before = dc_codes(), "", 0
    for y in range(rows):
        for x in range(columns):
            value = grey(x, y) - 128  # quantiser 8 and block mean 8: the DC level equals the shifted grey value
            bits += dc_bits(value - before, codes) + "0"
            before = value
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    return jpeg_head(columns * 8, rows * 8) + data + b"\xff\xd9"


def dc_bits(difference: int, codes: list[str]) -> str:
    size = abs(difference).bit_length()
    if not size:
        return codes[0]
    value = difference if difference > 0 else difference + (1 << size) - 1
    return codes[size] + format(value, f"0{size}b")


def jpeg_head(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + segment(0xDB, b"\x00" + b"\x08" * 64)
        + segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0))
        + segment(0xC4, b"\x00" + bytes(DC_COUNTS) + bytes(range(12)))
        + segment(0xC4, b"\x10" + bytes((1,)) + bytes(15) + b"\x00")
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    )


def pdf(*lines: str) -> bytes:
    """One A4 page of plain lines in Helvetica (Latin-1 only), with a correct cross-reference table."""
    shown = "".join(f"({escaped(line)}) Tj 0 -18 Td " for line in lines)
    stream = f"BT /F1 12 Tf 56 780 Td {shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return with_table(objects)


def with_table(objects: list[bytes]) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def broken_shade() -> bytes:
    """A dark lamp foot with a pale shade from which a corner is missing."""
    return jpeg(
        24,
        24,
        lambda x, y: 235 if 4 < y < 14 and abs(x - 12) < 3 + y // 2 and not x > y + 4 else 60 if abs(x - 12) < 2 and y >= 14 else 160,
    )


def scorched_socket() -> bytes:
    return jpeg(20, 16, lambda x, y: max(15, min(225, 25 + 18 * (abs(x - 10) + abs(y - 8)))))


def cracked_mirror() -> bytes:
    """A pale round glass with a zigzag crack from the upper left to the lower right."""
    return png(64, 64, lambda x, y: mirror_colour(x, y, abs(y - x - abs(x % 16 - 8) + 4)))


def mirror_colour(x: int, y: int, off_crack: int) -> tuple[int, int, int]:
    if (x - 32) ** 2 + (y - 32) ** 2 > 900:
        return (240, 236, 228)
    return (40, 42, 48) if off_crack < 2 else (186 + x // 4, 196 + y // 4, 214)


def bent_bracket() -> bytes:
    return png(32, 32, lambda x, y: (120, 84, 52) if x < 6 or (y > 24 and x < 26 - (y % 3)) else (238, 236, 230))


def logo() -> bytes:
    return png(16, 16, lambda x, y: (52, 92, 70) if (x - 8) ** 2 + (y - 8) ** 2 < 50 else (255, 255, 255))
