using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Messages in and out.</summary>
internal sealed partial class HttpServerCallContext
{
    private PayloadReader? _payload;
    private string? _encoding;

    /// <summary>Reads the only request of a call.</summary>
    public async ValueTask<T> ReadOneAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        var message = await ReadAsync(marshaller).ConfigureAwait(false)
            ?? throw Error("Incomplete message.");
        return await ReadAsync(marshaller).ConfigureAwait(false) is null
            ? message
            : throw Error("Additional data after the message received.");
    }

    /// <summary>Reads the next request.</summary>
    /// <returns>Null after the last one.</returns>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        var reader = HttpContext.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(CancellationTokenCore).ConfigureAwait(false);
            if (result.IsCanceled)
            {
                reader.AdvanceTo(result.Buffer.Start);
                throw new OperationCanceledException("Reading the request was cancelled.");
            }

            var buffer = result.Buffer;
            if (TryTake(buffer, out var flag, out var payload))
            {
                return DeserializeAndAdvance(marshaller, reader, flag, payload);
            }

            if (result.IsCompleted)
            {
                var isEmpty = buffer.IsEmpty;
                reader.AdvanceTo(buffer.End);
                if (isEmpty && IsCancelled)
                {
                    // Some clients end their stream in the moment in which they reset it.
                    throw new OperationCanceledException("The call was cancelled.", CancellationTokenCore);
                }

                return isEmpty ? null : throw Error("Incomplete message.");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Writes the only response of a call; it leaves together with the status.</summary>
    public void WriteOne<T>(Marshaller<T> marshaller, T? message)
        where T : class
    {
        if (message is null)
        {
            throw Error("No message returned from method.");
        }

        if (_status.StatusCode != StatusCode.OK)
        {
            // The method chose to fail by its context rather than by an exception.
            return;
        }

        using var buffer = new MessageBuffer(_options.MaxSendMessageSize);
        buffer.Serialize(marshaller, message);
        BeginWrite();
        HttpContext.Response.BodyWriter.Write(buffer.Frame.Span);
        EndWrite();
    }

    private bool TryTake(in ReadOnlySequence<byte> buffer, out byte flag, out ReadOnlySequence<byte> payload)
    {
        flag = 0;
        payload = default;
        if (buffer.Length < MessageBuffer.PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[MessageBuffer.PrefixLength];
        buffer.Slice(0, MessageBuffer.PrefixLength).CopyTo(prefix);
        flag = prefix[0];
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        IncomingMessages.CheckLength(length, _options.MaxReceiveMessageSize);
        if (buffer.Length - MessageBuffer.PrefixLength < length)
        {
            return false;
        }

        payload = buffer.Slice(MessageBuffer.PrefixLength, length);
        return true;
    }

    private T DeserializeAndAdvance<T>(Marshaller<T> marshaller, PipeReader reader, byte flag, in ReadOnlySequence<byte> payload)
    {
        try
        {
            _payload ??= new PayloadReader();
            _payload.Payload = IncomingMessages.Open(flag, payload, _encoding, _options.MaxReceiveMessageSize);
            return marshaller.ContextualDeserializer(_payload);
        }
        catch (Exception e) when (e is not RpcException and not OperationCanceledException)
        {
            // The request is at fault, not the method; worded as gRPC for Go words it.
            throw Error("grpc: error unmarshalling request: proto: cannot parse invalid wire-format data");
        }
        finally
        {
            _payload?.Payload = default;
            reader.AdvanceTo(payload.End);
        }
    }

    private static RpcException Error(string detail) => new(new Status(StatusCode.Internal, detail));
}
