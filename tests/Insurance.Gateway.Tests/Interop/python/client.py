"""Calls a gateway: client.py <host:port> <folder of certificates and descriptors> <case>. Exits with 0 when the case went as it should."""
import os
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

address, folder, name = sys.argv[1:]
MANY = 500


def file(part):
    with open(os.path.join(folder, part), "rb") as opened:
        return opened.read()


pool = descriptor_pool.DescriptorPool()
for proto in descriptor_pb2.FileDescriptorSet.FromString(file("insurance.v1.binpb")).file:
    pool.Add(proto)
messages = message_factory.MessageFactory(pool)


def message(kind):
    return messages.GetPrototype(pool.FindMessageTypeByName("insurance.v1." + kind))


credentials = grpc.ssl_channel_credentials(file("ca.pem")) if name == "unauthenticated" else grpc.ssl_channel_credentials(
    file("ca.pem"), file("caller.key"), file("caller.pem"))
channel = grpc.secure_channel(
    address, credentials, options=[("grpc.max_send_message_length", -1)],
    compression=grpc.Compression.Gzip if name == "gzip" else grpc.Compression.NoCompression)


def call(service, method, request, answer, **how):
    stub = channel.unary_unary(f"/insurance.v1.{service}/{method}", request.SerializeToString, message(answer).FromString)
    return stub(request, **{"timeout": 60, **how})


def policy(policy_id, **how):
    return call("Policies", "GetPolicy", message("GetPolicyRequest")(policy_id=policy_id), "Policy", **how)


def quote(request_id):
    return call("Quotes", "RequestQuote", message("RequestQuoteRequest")(request_id=request_id), "Quote")


def raw(path):
    return channel.unary_unary(path, bytes, bytes)(b"", timeout=60)


def subscribe():
    request = message("SubscribeRequest")(start_block=0)
    return channel.unary_stream("/insurance.v1.Events/Subscribe", request.SerializeToString, message("BusinessEvent").FromString)(request, timeout=60)


def failure(run):
    try:
        run()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def details(error):
    # google.rpc.Status: texts are in it as they are, whatever decodes it.
    return dict(error.trailing_metadata())["grpc-status-details-bin"].decode("utf-8", "replace")


def answer():
    got = policy("p-1")
    assert (got.policy_id, got.holder_id) == ("p-1", "größer 保险")
    assert (got.premium.gross.minor_units, got.premium.gross.currency) == (9007199254740993, "DKK")


def gzip():
    assert policy("p" * 100).policy_id == "p" * 100


def refusal():
    error = failure(lambda: quote("r"))
    assert "größer als 100%" in error.details(), error.details()
    for part in ("LIMIT_EXCEEDED", "insurance.v1", "coverages[1].sumInsured", "REQUIRED"):
        assert part in details(error), part


def too_large():
    error = failure(lambda: quote("r" * 1_000_000))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "INPUT_TOO_LARGE" in details(error)


def unauthenticated():
    error = failure(lambda: policy("p-1"))
    assert error.code() == grpc.StatusCode.UNAUTHENTICATED
    assert "CERTIFICATE_MISSING" in details(error)


def metadata():
    assert policy("p-2", metadata=[("x-text", "some text"), ("x-data-bin", bytes(range(256)))]).policy_id == "p-2"


def deadline():
    error = failure(lambda: call("Claims", "ListClaims", message("ListClaimsRequest")(), "ListClaimsResponse", timeout=1))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED


def stream():
    events = subscribe()
    got = [next(events) for _ in range(MANY)]
    assert [(event.transaction_id, event.block_number) for event in got] == [(f"t{i}", i) for i in range(MANY)]
    events.cancel()
    assert events.code() == grpc.StatusCode.CANCELLED


def cancel():
    events = subscribe()
    next(events)
    events.cancel()
    assert events.code() == grpc.StatusCode.CANCELLED
    assert policy("p-3").policy_id == "p-3"


def unimplemented():
    error = failure(lambda: raw("/insurance.v1.Policies/Burn"))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED
    assert "METHOD_UNKNOWN" in details(error)


def unknown_service():
    assert failure(lambda: raw("/other.v1.Nowhere/Unary")).code() == grpc.StatusCode.UNIMPLEMENTED


def health():
    # HealthCheckResponse { status: SERVING }
    assert raw("/grpc.health.v1.Health/Check") == bytes([8, 1])


globals()[name.replace("-", "_")]()
channel.close()
