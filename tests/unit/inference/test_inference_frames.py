import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.inference import frames


@given(st.lists(st.text(), max_size=5))
def test_frames_come_out_as_they_went_in(texts):
    stream = io.BytesIO()
    for text in texts:
        frames.write(stream, frames.Piece(text))
    stream.seek(0)
    decode = msgspec.json.Decoder(frames.FromWorker).decode
    heard = []
    while (body := frames.read(stream)) is not None:
        heard.append(decode(body).text)
    assert heard == texts


def test_a_frame_over_the_cap_is_not_sent():
    stream = io.BytesIO()
    with pytest.raises(frames.BrokenFrame):
        frames.write(stream, frames.Piece("x" * frames.MAX_FRAME_BYTES))
    assert stream.getvalue() == b""


def test_a_frame_that_announces_too_much_is_not_read():
    stream = io.BytesIO(b"\xff\xff\xff\xff" + b"{}")
    with pytest.raises(frames.BrokenFrame):
        frames.read(stream)
    assert stream.tell() == 4


@pytest.mark.parametrize("data", [b"\0", b"\0\0\0", b"\0\0\0\x05abc"])
def test_a_stream_that_ends_inside_a_frame_is_broken(data):
    with pytest.raises(frames.BrokenFrame):
        frames.read(io.BytesIO(data))
