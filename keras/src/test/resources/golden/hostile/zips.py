"""Writes archives in the ways that Python's zipfile has besides that of Keras. Run with Keras 3 on JAX."""

import io
import zipfile
from pathlib import Path

import keras

HERE = Path(__file__).parent


class Pipe(io.RawIOBase):
    """Takes bytes and cannot go back, so that sizes and sums stand behind the entries."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, data):
        self.bytes += bytes(data)
        return len(data)


model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
keras.utils.set_random_seed(1)
sound = HERE / "comment.keras"
model.save(sound)
with zipfile.ZipFile(sound) as archive:
    entries = {name: archive.read(name) for name in archive.namelist()}
with zipfile.ZipFile(sound, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in entries.items():
        archive.writestr(name, content)
    archive.comment = b"PK\x05\x06 is how a directory ends"
for pipe in (False, True):
    for zip64 in (False, True):
        out = Pipe() if pipe else io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                with archive.open(name, "w", force_zip64=zip64) as entry:
                    entry.write(content)
        name = "_".join(["zip64"] * zip64 + ["pipe"] * pipe)
        if name:
            (HERE / f"{name}.keras").write_bytes(out.bytes if pipe else out.getvalue())
