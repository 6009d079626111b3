# SPDX-License-Identifier: MIT
"""One QEMU process: started from a profile, driven over QMP, never left behind."""

import ctypes
import json
import pathlib
import re
import signal
import socket
import subprocess
import time


class MachineError(Exception):
    """The guest or QEMU did not do what was asked."""


def die_with_parent():
    """Run in the child: the kernel kills it should this script be killed without warning."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Machine:
    """A running guest; leaving the `with` block ends it."""

    def __init__(self, command, environment, folder, timeout):
        self.folder = pathlib.Path(folder)
        self.deadline = time.monotonic() + timeout
        self.console = self.folder / "console.log"
        self.transfer = self.folder / "transfer.log"
        self._errors = open(self.folder / "qemu.log", "w+", encoding="utf-8")
        command = [*command, "-qmp", f"unix:{self.folder / 'qmp'},server=on,wait=off",
                   "-qtest", f"unix:{self.folder / 'qtest'},server=on,wait=off", "-qtest-log", "/dev/null"]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=self._errors,
                                        stderr=self._errors, preexec_fn=die_with_parent)
        self._socket = None
        self._lines = None
        self._test = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._test:
            self._test.close()
        if self._socket:
            self._lines.close()
            self._socket.close()
        self.process.kill()
        self.process.wait()
        self._errors.close()

    def _check(self):
        if self.process.poll() is not None:
            self._errors.seek(0)
            raise MachineError(f"QEMU ended with status {self.process.returncode}: {self._errors.read().strip()}\n"
                               + self.last_console_lines())
        if time.monotonic() > self.deadline:
            raise MachineError("the guest took too long; its last words were\n" + self.last_console_lines())

    def _ended(self):
        """Explains why the connection closed."""
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired as error:
            raise MachineError("QEMU closed the connection") from error
        self._check()

    def last_console_lines(self):
        """The end of the guest's console, for error messages."""
        if not self.console.exists():
            return ""
        return "\n".join(self.console.read_text(errors="replace").splitlines()[-15:])

    def wait_for_transfer(self, progress):
        """Waits until the guest has sent everything and returns the bytes of its archive, still in base64."""
        reported = 0
        while True:
            self._check()
            words = re.findall(r"capture: (.+?)\r?$", self._read(self.console), re.M)
            for word in words[reported:]:
                progress(word)
            reported = len(words)
            match = re.search(r"capture-begin\s(.*)capture-end", self._read(self.transfer), re.S)
            if match and "ready" in words:
                return match.group(1)
            time.sleep(0.2)

    @staticmethod
    def _read(path):
        return path.read_text(errors="replace") if path.exists() else ""

    def connect(self):
        """Opens the QMP connection."""
        while not self._socket:
            self._check()
            try:
                link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                link.connect(str(self.folder / "qmp"))
                self._socket = link
            except OSError:
                link.close()
                time.sleep(0.1)
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self.command("qmp_capabilities")

    def command(self, name, **arguments):
        """Runs one QMP command and returns its answer."""
        request = json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n"
        while True:
            try:
                self._socket.sendall(request)
                line, request = self._lines.readline(), b""
            except OSError:
                line = ""
            if not line:
                self._ended()
            answer = json.loads(line)
            if "error" in answer:
                raise MachineError(f"{name}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def monitor(self, line):
        """Runs one command of the human monitor."""
        return self.command("human-monitor-command", **{"command-line": line}).replace("\r", "")

    def words(self, address, count, width):
        """Reads `count` device registers of `width` bytes from a physical address."""
        text = self.monitor(f"xp /{count}{ {1: 'b', 2: 'h', 4: 'w', 8: 'g'}[width]}x {address:#x}")
        values = [int(value, 16) for line in text.splitlines() for value in line.partition(":")[2].split()]
        if len(values) != count:
            raise MachineError(f"cannot read {address:#x}: {text.strip()}")
        return values

    def access(self, command):
        """One access to device registers through the protocol of QEMU's tests, which can also write them."""
        if not self._test:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
                link.connect(str(self.folder / "qtest"))
                self._test = link.makefile("rw", encoding="utf-8")
        self._test.write(command + "\n")
        self._test.flush()
        words = self._test.readline().split()
        if not words or words[0] != "OK":
            raise MachineError(f"{command}: {' '.join(words)}")
        return int(words[1], 16) if len(words) > 1 else None
