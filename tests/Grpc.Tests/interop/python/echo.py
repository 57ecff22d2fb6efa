"""What client and server share: the messages of echo.proto, described without generated code."""
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "/grpctests.v1.Echo/"
DETAILS = bytes([8, 9, 18, 3, 255, 0, 1])
MANY = 10_000

_Field = descriptor_pb2.FieldDescriptorProto
_file = descriptor_pb2.FileDescriptorProto(name="echo.proto", package="grpctests.v1", syntax="proto3")
for _name, _fields in {
    "EchoRequest": [("action", _Field.TYPE_STRING), ("payload", _Field.TYPE_BYTES), ("count", _Field.TYPE_INT32),
                    ("code", _Field.TYPE_INT32), ("detail", _Field.TYPE_STRING)],
    "EchoReply": [("payload", _Field.TYPE_BYTES), ("index", _Field.TYPE_INT32)],
}.items():
    _message = _file.message_type.add(name=_name)
    for _number, (_field, _type) in enumerate(_fields, start=1):
        _message.field.add(name=_field, number=_number, type=_type, label=_Field.LABEL_OPTIONAL)

_pool = descriptor_pool.DescriptorPool()
_pool.Add(_file)


def _message_class(name):
    descriptor = _pool.FindMessageTypeByName("grpctests.v1." + name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(_pool).GetPrototype(descriptor)


EchoRequest = _message_class("EchoRequest")
EchoReply = _message_class("EchoReply")
UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
