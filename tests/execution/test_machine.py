"""A build runs on systems that are not Linux, or that name no processor."""

import os
import platform
import subprocess

import pytest

from _ext import machine


def test_cores_are_those_that_this_process_may_use():
    assert 1 <= machine.cores() <= os.cpu_count()


def test_a_system_without_affinity_counts_all_cores(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert machine.cores() == os.cpu_count()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "processor\t: 0\nmodel name\t: A Chip @ 2 GHz\nflags\t: fpu\nmodel name\t: A Chip @ 2 GHz\n",
            "A Chip @ 2 GHz",
        ),
        ("processor\t: 0\nCPU implementer\t: 0x41\n", platform.machine()),
    ],
)
def test_linux_names_its_processor(text, name, tmp_path, monkeypatch):
    (tmp_path / "cpuinfo").write_text(text)
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "cpuinfo")
    assert machine.processor() == name


def test_macos_names_its_processor_by_sysctl(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "none")
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0, "Apple M1\n"))
    assert machine.processor() == "Apple M1"


def test_a_system_that_names_none_tells_the_kind(tmp_path, monkeypatch):
    def missing(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "none")
    monkeypatch.setattr(subprocess, "run", missing)
    assert machine.processor() == platform.machine()
