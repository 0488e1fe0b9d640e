"""Checksums as audio containers want them: cyclic, most significant bit first, beginning at nothing."""

from __future__ import annotations


class Checksum:
    """A cyclic redundancy check of so many bits."""

    def __init__(self, bits: int, polynomial: int) -> None:
        self._bits = bits
        self._mask = (1 << bits) - 1
        self._table = [self._remainder(byte, polynomial) for byte in range(256)]

    def of(self, data: bytes, order: str = "big") -> bytes:
        """The checksum of some bytes, as bytes in that order."""
        rest, table, mask, shift = 0, self._table, self._mask, self._bits - 8
        for byte in data:
            rest = (rest << 8 & mask) ^ table[rest >> shift ^ byte]
        return rest.to_bytes(self._bits // 8, "little" if order == "little" else "big")

    def _remainder(self, byte: int, polynomial: int) -> int:
        rest = byte << self._bits - 8
        for _ in range(8):
            rest = rest << 1 ^ (polynomial if rest >> self._bits - 1 & 1 else 0)
        return rest & self._mask
