"""Starting the server: the port is free or the person is told."""

from __future__ import annotations

import socket

import pytest

from saolang.config.serving import refuse_taken_port


def test_a_taken_port_is_refused_with_another_to_try(capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as stopped:
            refuse_taken_port("127.0.0.1", port)
    assert stopped.value.code == 1
    assert f"make run PORT={port + 1}" in capsys.readouterr().err


def test_a_free_port_is_taken_in_silence(capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    refuse_taken_port("127.0.0.1", port)
    assert capsys.readouterr().err == ""
