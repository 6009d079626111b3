# SPDX-License-Identifier: MIT
"""The guest's user space as one cpio archive: a static busybox, the drivers a profile names and guest/init."""

import gzip
import lzma
import pathlib
import re


class ModuleError(Exception):
    """A driver that a profile names is not in the kernel package."""


def module_name(path):
    """The name the kernel gives the module of a file."""
    return re.sub(r"\.ko(\.\w+)?$", "", pathlib.Path(path).name).replace("-", "_")


class Modules:
    """The modules of one unpacked kernel package; dependencies are read from the modules themselves."""

    def __init__(self, folder):
        roots = [path for pattern in ("lib/modules/*", "usr/lib/modules/*")
                 for path in sorted(pathlib.Path(folder).glob(pattern))]
        if len(roots) != 1:
            raise ModuleError(f"{len(roots)} kernels in the package, wanted one")
        self.files = {module_name(path): path for path in sorted(roots[0].rglob("*.ko*"))}
        builtin = roots[0] / "modules.builtin"
        self.builtin = {module_name(line) for line in builtin.read_text().splitlines()}

    def content(self, name):
        """The module as insmod wants it, not compressed."""
        path = self.files[name]
        data = path.read_bytes()
        if path.suffix == ".xz":
            return lzma.decompress(data)
        if path.suffix == ".gz":
            return gzip.decompress(data)
        return data

    def load_order(self, names):
        """The modules to load for the given names, each after those it needs."""
        order = []

        def visit(name, wanted):
            name = name.replace("-", "_")
            if name in self.builtin or name in order:
                return
            if name not in self.files:
                if wanted:
                    raise ModuleError(f"the kernel package has no module '{name}'")
                return
            data = self.content(name)
            for need in self._information(data, b"depends"):
                for one in filter(None, need.split(",")):
                    visit(one, True)
            for soft in self._information(data, b"softdep"):
                match = re.search(r"pre: ([^:]*?)(?:\s+post:|$)", soft)
                for one in match.group(1).split() if match else []:
                    visit(one, False)
            order.append(name)

        for name in names:
            visit(name, True)
        return order

    @staticmethod
    def _information(data, key):
        return [text.decode() for text in re.findall(rb"\0" + key + rb"=([^\0]*)\0", b"\0" + data)]


class Cpio:
    """A cpio archive in the 'newc' format that the kernel unpacks as its root."""

    def __init__(self):
        self.parts = []
        self.count = 0

    def add(self, name, mode, content=b""):
        """Adds one entry; `mode` holds the file type too."""
        self.count += 1
        path = name.encode() + b"\0"
        fields = (self.count, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(path), 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields) + path
        self.parts += [self._padded(header), self._padded(content)]

    def folder(self, name):
        """Adds an empty folder."""
        self.add(name, 0o040755)

    def file(self, name, content, mode=0o100644):
        """Adds a regular file."""
        self.add(name, mode, content)

    def compressed(self):
        """The finished archive."""
        self.add("TRAILER!!!", 0)
        return gzip.compress(b"".join(self.parts), 6)

    @staticmethod
    def _padded(data):
        return data + b"\0" * (-len(data) % 4)


def build(busybox, init, modules, names, settings):
    """The initramfs: busybox, init, the named modules with what they need, and shell settings for init."""
    archive = Cpio()
    for name in ("bin", "dev", "modules", "out", "proc", "sys", "tmp"):
        archive.folder(name)
    archive.file("init", init, 0o100755)
    archive.file("bin/busybox", busybox, 0o100755)
    archive.file("settings", "".join(f"{key}='{value}'\n" for key, value in settings.items()).encode())
    for number, name in enumerate(modules.load_order(names)):
        archive.file(f"modules/{number:03}-{name}.ko", modules.content(name))
    return archive.compressed()


def kernel_image(folder):
    """The bootable image of an unpacked kernel package."""
    images = [path for pattern in ("boot/vmlinu*", "usr/lib/modules/*/vmlinu*")
              for path in sorted(pathlib.Path(folder).glob(pattern))]
    if len(images) != 1:
        raise ModuleError(f"{len(images)} kernel images in the package, wanted one")
    return images[0]
