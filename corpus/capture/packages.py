# SPDX-License-Identifier: MIT
"""Debian packages unpacked into a cache folder: nothing is installed on the host and root is not needed."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DAY = 24 * 3600


class PackageError(Exception):
    """A package could not be fetched or unpacked."""


def run(command, environment=None, cwd=None):
    """Runs a command quietly and returns its output; its error text becomes a PackageError."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd, check=False,
                          env={**(environment or os.environ), "LC_ALL": "C"})
    if done.returncode:
        raise PackageError(f"{command[0]} {command[-1]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def host_codename():
    """The Debian release of this host, such as 'bookworm'."""
    text = pathlib.Path("/etc/os-release").read_text()
    match = re.search(r"^VERSION_CODENAME=\"?(\w+)", text, re.M)
    if not match:
        raise PackageError("/etc/os-release names no Debian release")
    return match.group(1)


class Archive:
    """The Debian archive that apt of this host already uses, plus its backports, with package lists of its own.

    With an architecture it gives packages of that one, and with a release those of another release of the archive."""

    def __init__(self, cache, backports=True, architecture=None, release=None):
        self.cache = pathlib.Path(cache).resolve()
        self.codename = release or host_codename()
        self.architecture = architecture
        self.backports = backports
        self.place = self.cache / (f"apt-{self.codename}-{architecture}" if architecture else "apt")
        self._ready = False

    def _sources(self):
        """Lines for sources.list: the host's own Debian archive, wherever it is mirrored, and its backports."""
        if self.architecture:
            return self._sources_like(Archive(self.cache, self.backports))
        wanted = {self.codename, f"{self.codename}-security", f"{self.codename}-updates"}
        form = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)"
        trust = f"[signed-by={KEYRING}] " if pathlib.Path(KEYRING).exists() else ""
        lines = []
        for line in run(["apt-get", *self._private(), "indextargets", "--format", form,
                         "Created-By: Packages"]).splitlines():
            uri, release, component = line.split("|")
            if release in wanted:
                lines.append(f"deb {trust}{uri} {release} {component}")
            if release == self.codename and self.backports:
                lines.append(f"deb {trust}{uri} {release}-backports {component}")
        if not lines:
            raise PackageError(f"apt of this host reaches no archive of '{self.codename}'")
        return "\n".join(dict.fromkeys(lines)) + "\n"

    def _sources_like(self, native):
        """The release that is wanted and its backports, from where the host's own come."""
        native._prepare()
        lines = [line.replace(native.codename, self.codename)
                 for line in (native.place / "sources.list").read_text().splitlines()
                 if re.search(rf" {native.codename}(-backports)? ", line)]
        return "".join(f"{line}\n" for line in lines if self.backports or "-backports " not in line)

    def _private(self):
        """Options that keep apt away from the lists, caches and locks of the host."""
        options = {"Dir::State::Lists": self.place / "lists", "Dir::Cache": self.place, "Debug::NoLocking": "1"}
        if self.architecture:
            options |= {"APT::Architecture": self.architecture, "APT::Architectures": self.architecture,
                        "Dir::State::Status": "/dev/null"}
        if os.geteuid() == 0:
            options["APT::Sandbox::User"] = "root"
        return [part for name, value in options.items() for part in ("-o", f"{name}={value}")]

    def _options(self):
        sources = self.place / "sources.list"
        options = [*self._private(), "-o", f"Dir::Etc::SourceList={sources}", "-o", "Dir::Etc::SourceParts=-"]
        if self.backports:
            options += ["-o", f"APT::Default-Release={self.codename}-backports"]
        return options

    def _prepare(self):
        if self._ready:
            return
        place = self.place
        fresh = place / ("fresh-backports" if self.backports else "fresh-release")
        if not fresh.exists() or time.time() - fresh.stat().st_mtime > DAY:
            for folder in ("lists", "archives"):
                (place / folder / "partial").mkdir(parents=True, exist_ok=True)
            for stale in place.glob("fresh-*"):
                stale.unlink()
            if not self.architecture:
                subprocess.run(["apt-get", *self._private(), "update"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, check=False)
            (place / "sources.list").write_text(self._sources())
            try:
                self._apt("apt-get", "update")
                self._apt("apt-cache", "policy")
            except PackageError:
                if not self.backports:
                    raise
                self.backports = False
                self._prepare()
                return
            fresh.touch()
        self._ready = True

    def _apt(self, tool, *arguments, cwd=None):
        return run([tool, *self._options(), *arguments], cwd=cwd)

    def depends(self, package):
        """The packages that a package names in its Depends field."""
        self._prepare()
        text = self._apt("apt-cache", "depends", package)
        return re.findall(r"^\s+Depends: ([^<\s]+)", text, re.M)

    def fetch(self, *packages):
        """Unpacks packages into one folder, without what they depend on; returns the folder and the first version."""
        self._prepare()
        text = self._apt("apt-cache", "show", "--no-all-versions", packages[0])
        version = re.search(r"^Version: (.+)$", text, re.M).group(1)
        name = "_".join(filter(None, [packages[0], version.replace(":", "_"), self.architecture]))
        folder = self.cache / "packages" / name
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=self._staging()) as staging:
                self._apt("apt-get", "download", *packages, cwd=staging)
                self._unpack(sorted(pathlib.Path(staging).glob("*.deb")), pathlib.Path(staging) / "root")
                self._keep(pathlib.Path(staging) / "root", folder)
        return folder, version

    def fetch_kernel(self, package):
        """Unpacks the kernel that a package is or names, with its modules; returns package, folder and version."""
        named = [part for part in self.depends(package) if part.startswith("linux-image-")]
        kernel = named[0] if named else package
        parts = [part for part in self.depends(kernel) if re.match(r"linux-(base-\d|binary-|modules-)", part)]
        return kernel, *self.fetch(kernel, *parts)

    def fetch_program(self, package):
        """Unpacks a package with all it depends on that this host lacks, and returns the folder."""
        self._prepare()
        text = self._apt("apt-cache", "show", "--no-all-versions", package)
        version = re.search(r"^Version: (.+)$", text, re.M).group(1)
        folder = self.cache / "programs" / f"{package}_{version.replace(':', '_')}"
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=self._staging()) as staging:
                archives = pathlib.Path(staging) / "archives"
                (archives / "partial").mkdir(parents=True)
                self._apt("apt-get", "-o", f"Dir::Cache::archives={archives}", "install", "--yes", "--download-only",
                          "--reinstall", "--no-install-recommends", package)
                self._unpack(sorted(archives.glob("*.deb")), pathlib.Path(staging) / "root")
                self._keep(pathlib.Path(staging) / "root", folder)
        return folder

    def _staging(self):
        place = self.cache / "staging"
        place.mkdir(parents=True, exist_ok=True)
        return place

    @staticmethod
    def _unpack(archives, root):
        for archive in archives:
            run(["dpkg-deb", "--extract", str(archive), str(root)])

    @staticmethod
    def _keep(root, folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(root, folder)


def program_environment(folder):
    """Environment variables with which a program of an unpacked folder finds its libraries and modules."""
    libraries = [str(path) for path in sorted(pathlib.Path(folder).glob("usr/lib/*-linux-gnu*")) if path.is_dir()]
    libraries += [str(path) for path in sorted(pathlib.Path(folder).glob("lib/*-linux-gnu*")) if path.is_dir()]
    environment = dict(os.environ)
    environment["LD_LIBRARY_PATH"] = ":".join(libraries)
    for path in libraries:
        if (pathlib.Path(path) / "qemu").is_dir():
            environment["QEMU_MODULE_DIR"] = str(pathlib.Path(path) / "qemu")
    return environment
