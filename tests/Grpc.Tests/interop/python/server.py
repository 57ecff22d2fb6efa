"""Serves .NET clients: prints its port, and stops when its input ends."""
import sys
import threading
from concurrent import futures

import grpc

from echo import UNLIMITED, EchoReply, EchoRequest

cancelled = set()
changed = threading.Condition()


def watch(context):
    call_id = dict(context.invocation_metadata()).get("call-id")
    completed = threading.Event()

    def ended():
        with changed:
            if not completed.is_set():
                cancelled.add(call_id)
                changed.notify_all()

    context.add_callback(ended)
    return completed


def fail(request, context):
    context.set_trailing_metadata([("reason", "asked for"), ("grpc-status-details-bin", request.payload)])
    code = next(code for code in grpc.StatusCode if code.value[0] == request.code)
    context.abort(code, request.detail)


def unary(request, context):
    completed = watch(context)
    if request.action == "wait":
        gone = threading.Event()
        context.add_callback(gone.set)
        gone.wait()
        return EchoReply()
    if request.action == "fail":
        fail(request, context)
    if request.action == "was-cancelled":
        with changed:
            changed.wait_for(lambda: request.detail in cancelled, timeout=30)
            if request.detail not in cancelled:
                context.abort(grpc.StatusCode.NOT_FOUND, "not cancelled")
    if request.action == "headers":
        context.send_initial_metadata([("early", "yes"), ("early-bin", b"\x00\xff\x01")])
    context.set_trailing_metadata([pair for pair in context.invocation_metadata() if pair[0].startswith("x-")])
    completed.set()
    return EchoReply(payload=request.payload, index=1)


def server_stream(request, context):
    for index in range(request.count):
        yield EchoReply(payload=request.payload, index=index)
    if request.action == "fail":
        fail(request, context)


def client_stream(requests, context):
    count, last = 0, b""
    for request in requests:
        count, last = count + 1, request.payload
        if request.action == "fail":
            fail(request, context)
    return EchoReply(payload=last, index=count)


def duplex(requests, context):
    completed = watch(context)
    for index, request in enumerate(requests):
        yield EchoReply(payload=request.payload, index=index)
    # grpcio may end the requests of a cancelled call before it reports the cancellation: a call that will be asked
    # about gets time for the report.
    ended = threading.Event()
    if "call-id" in dict(context.invocation_metadata()) and (not context.add_callback(ended.set) or ended.wait(5)):
        return
    completed.set()


def handler(kind, function):
    return getattr(grpc, kind + "_rpc_method_handler")(function, EchoRequest.FromString, EchoReply.SerializeToString)


compression = grpc.Compression.Gzip if sys.argv[1:] == ["gzip"] else None
server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), options=UNLIMITED, compression=compression)
server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("grpctests.v1.Echo", {
    "Unary": handler("unary_unary", unary),
    "ServerStream": handler("unary_stream", server_stream),
    "ClientStream": handler("stream_unary", client_stream),
    "Duplex": handler("stream_stream", duplex),
})])
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
sys.stdin.read()
server.stop(0)
