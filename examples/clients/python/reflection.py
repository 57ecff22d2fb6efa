"""Messages of an API whose .proto files are not here: asked of the server, which answers by gRPC's reflection service."""
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_SERVICE = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"


def messages(channel, *symbols):
    """A function that gives the class of a message by its full name, of all that the symbols' files define or import."""
    request, response = _own_messages()
    stub = channel.stream_stream(_SERVICE, request.SerializeToString, response.FromString)
    files = {}
    for answer in stub(iter([request(file_containing_symbol=symbol) for symbol in symbols]), timeout=60):
        if answer.error_response.error_code:
            raise LookupError(answer.error_response.error_message)
        for content in answer.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(content)
            files[file.name] = file
    pool = descriptor_pool.DescriptorPool()

    def add(file):
        # What a file imports has to be there before it.
        for name in file.dependency:
            if name in files:
                add(files.pop(name))
        pool.Add(file)

    while files:
        add(files.popitem()[1])
    factory = message_factory.MessageFactory(pool)
    return lambda name: factory.GetPrototype(pool.FindMessageTypeByName(name))


def _own_messages():
    """What is needed of grpc/reflection/v1/reflection.proto; other fields are skipped."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="reflection.proto", package="reflection", syntax="proto3")

    def message(name, *fields):
        described = file.message_type.add(name=name)
        for number, label, kind, field_name, type_name in fields:
            described.field.add(name=field_name, number=number, label=label, type=kind, type_name=type_name)

    one, many = field.LABEL_OPTIONAL, field.LABEL_REPEATED
    message("Request", (4, one, field.TYPE_STRING, "file_containing_symbol", None))
    message("Files", (1, many, field.TYPE_BYTES, "file_descriptor_proto", None))
    message("Error", (1, one, field.TYPE_INT32, "error_code", None), (2, one, field.TYPE_STRING, "error_message", None))
    message("Response", (4, one, field.TYPE_MESSAGE, "file_descriptor_response", ".reflection.Files"),
            (7, one, field.TYPE_MESSAGE, "error_response", ".reflection.Error"))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return tuple(factory.GetPrototype(pool.FindMessageTypeByName("reflection." + name)) for name in ("Request", "Response"))
