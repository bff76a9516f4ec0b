"""Writes kinds.h5: a dataset of each kind that h5py can write and Keras does not (h5py 3, HDF5 1.14)."""

import h5py
import numpy as np

with h5py.File("kinds.h5", "w") as f:
    numbers = np.array([[1.5, -2.0, 3.25]])
    for name in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "<i4", "<i8", ">i4", ">i8", "<u4", "<u8", "<i1", "<i2"]:
        order = "big_" if name[0] == ">" else ""
        f.create_dataset(order + name[1:], data=numbers.astype(name))
    f.create_dataset("bool", data=np.array([True, False]))  # an enum in HDF5
    f.create_dataset("complex", data=np.array([1 + 2j]))  # a compound
    f.create_dataset("compound", data=np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]))
    f.create_dataset("enum", data=np.array([0, 1], dtype=h5py.enum_dtype({"a": 0, "b": 1}, basetype="i4")))
    f.create_dataset("text", data="text")
    f.create_dataset("texts", data=np.array([b"fixed", b"texts"]))
    array = h5py.h5t.array_create(h5py.h5t.IEEE_F32LE, (3,))
    h5py.h5d.create(f.id, b"array", array, h5py.h5s.create_simple((2,)))
    f.create_dataset("vlen", (1,), dtype=h5py.vlen_dtype("<f4"))[0] = np.array([1.0, 2.0], "<f4")
    f.create_dataset("reference", data=f.ref, dtype=h5py.ref_dtype)
    f.create_dataset("empty", data=h5py.Empty("<f4"))
    f.create_dataset("no_elements", shape=(0, 3), dtype="<f4")
    f.create_dataset("never_written", shape=(2, 3), dtype="<f4")
    f.create_dataset("chunked", data=np.zeros((4, 4), "<f4"), chunks=(2, 2))
    f.create_dataset("gzip", data=np.zeros((4, 4), "<f4"), compression="gzip", shuffle=True)
    f.create_dataset("lzf", data=np.zeros((4, 4), "<f4"), compression="lzf")
    odd = h5py.h5t.IEEE_F32LE.copy()
    odd.set_ebias(100)
    h5py.h5d.create(f.id, b"odd_bias", odd, h5py.h5s.create_simple((3,))).write(
        h5py.h5s.ALL, h5py.h5s.ALL, np.array([1.5, -2.0, 3.25], "<f4")
    )
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((3,))
    h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, dcpl=compact).write(
        space, space, np.array([1.5, -2.0, 3.25], "<f4")
    )
    f["type"] = np.dtype("<f4")  # a committed type
    f.create_group("group")

# One file for each of those that make the whole file unreadable for jhdf, or that are refused as a whole.
with h5py.File("opaque.h5", "w") as f:
    f.create_dataset("x", data=np.array([b"ab"], dtype="V2"))
with h5py.File("external.h5", "w") as f:
    f.create_dataset("x", (3,), "<f4", external=[("/etc/hostname", 0, 12)])
with h5py.File("virtual.h5", "w") as f:
    layout = h5py.VirtualLayout((3,), "<f4")
    layout[:] = h5py.VirtualSource("kinds.h5", "f4", (1, 3))[0, :]
    f.create_virtual_dataset("x", layout)
with h5py.File("hard_links.h5", "w") as f:
    f.create_dataset("a", data=np.zeros(3, "<f4"))
    f["b"] = f["a"]
with h5py.File("cycle.h5", "w") as f:
    a = f.create_group("a")
    a.create_group("b")["back"] = a
with h5py.File("dense.h5", "w", libver="latest") as f:
    many = f.create_group("many")
    for i in range(40):
        many.create_dataset(f"x{i}", data=np.full(2, i, "<f4"))
        f.attrs[f"a{i}"] = "text" * i
with h5py.File("userblock.h5", "w", userblock_size=512) as f:
    f.create_dataset("x", data=np.array([1.5, -2.0, 3.25], "<f4"))
