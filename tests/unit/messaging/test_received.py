"""Messages as the client libraries hand them over."""

from amqp import Message

from messaging.received import body_bytes, id_of


def test_a_body_is_bytes_however_it_is_handed_over() -> None:
    assert {body_bytes(body) for body in ("Ố", "Ố".encode(), memoryview("Ố".encode()))} == {"Ố".encode()}


def test_a_message_keeps_the_id_it_was_given() -> None:
    assert id_of(Message(b"{", message_id="m-1")) == "m-1"


def test_a_message_without_an_id_is_named_after_its_body_each_time_the_same() -> None:
    assert id_of(Message(b"{")) == id_of(Message("{")) != id_of(Message(b"["))
    assert id_of(Message(b"{", message_id="")).startswith("unnamed-")
