"""Calls the .NET server: client.py <host:port> <case>. Exits with 0 when the case went as it should."""
import sys

import grpc

from echo import DETAILS, MANY, SERVICE, UNLIMITED, EchoReply, EchoRequest

address, name = sys.argv[1:]
compression = grpc.Compression.Gzip if name == "gzip" else grpc.Compression.NoCompression
channel = grpc.insecure_channel(address, options=UNLIMITED, compression=compression)


def method(kind, path):
    return getattr(channel, kind)(path, EchoRequest.SerializeToString, EchoReply.FromString)


unary = method("unary_unary", SERVICE + "Unary")
server_stream = method("unary_stream", SERVICE + "ServerStream")
client_stream = method("stream_unary", SERVICE + "ClientStream")
duplex = method("stream_stream", SERVICE + "Duplex")


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def requests():
    return (EchoRequest(payload=b"m%d" % i) for i in range(MANY))


def empty():
    reply = unary(EchoRequest(), timeout=60)
    assert (reply.payload, reply.index) == (b"", 1)


def large():
    payload = bytes(range(256)) * 32768
    assert unary(EchoRequest(payload=payload), timeout=60).payload == payload


def gzip():
    payload = b"\x07" * 100_000
    assert unary(EchoRequest(payload=payload), timeout=60).payload == payload


def server_stream_case():
    replies = [reply.index for reply in server_stream(EchoRequest(count=MANY), timeout=60)]
    assert replies == list(range(MANY))


def client_stream_case():
    reply = client_stream(requests(), timeout=60)
    assert (reply.index, reply.payload) == (MANY, b"m9999")


def duplex_case():
    replies = [(reply.index, reply.payload) for reply in duplex(requests(), timeout=60)]
    assert replies == [(i, b"m%d" % i) for i in range(MANY)]


def cancel():
    call = server_stream(EchoRequest(count=1, action="wait"), metadata=[("call-id", "python-cancel")])
    next(call)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED


def deadline():
    error = failure(lambda: unary(EchoRequest(action="wait"), timeout=0.5, metadata=[("call-id", "python-deadline")]))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED


def unimplemented():
    error = failure(lambda: method("unary_unary", SERVICE + "Missing")(EchoRequest(), timeout=60))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED


def unknown_service():
    error = failure(lambda: method("unary_unary", "/grpctests.v1.Nowhere/Unary")(EchoRequest(), timeout=60))
    assert (error.code(), error.details()) == (grpc.StatusCode.UNIMPLEMENTED, "Service is unimplemented.")


def metadata():
    everything = bytes(range(256))
    reply, call = unary.with_call(
        EchoRequest(action="headers"), timeout=60, metadata=[("x-text", "some text"), ("x-data-bin", everything)])
    assert reply.index == 1
    headers = dict(call.initial_metadata())
    trailers = dict(call.trailing_metadata())
    assert (headers["early"], headers["early-bin"]) == ("yes", b"\x00\xff\x01")
    assert (trailers["x-text"], trailers["x-data-bin"]) == ("some text", everything)


def status_details():
    error = failure(lambda: unary(EchoRequest(action="fail", code=9, detail="größer als 100%", payload=DETAILS), timeout=60))
    trailers = dict(error.trailing_metadata())
    assert (error.code(), error.details()) == (grpc.StatusCode.FAILED_PRECONDITION, "größer als 100%")
    assert (trailers["grpc-status-details-bin"], trailers["reason"]) == (DETAILS, "asked for")


{
    "empty": empty, "large": large, "gzip": gzip, "server-stream": server_stream_case, "client-stream": client_stream_case,
    "duplex": duplex_case, "cancel": cancel, "deadline": deadline, "unimplemented": unimplemented,
    "unknown-service": unknown_service, "metadata": metadata, "status-details": status_details,
}[name]()
channel.close()
