using System.Runtime.CompilerServices;

namespace Insurance.Cli.Methods;

/// <summary>Calls any method, with messages of the types that its descriptor names.</summary>
/// <param name="invoker">The connection.</param>
/// <param name="headers">What goes along; null: nothing.</param>
internal sealed class MethodInvoker(CallInvoker invoker, Metadata? headers)
{
    /// <summary>The answer of a method that gives one.</summary>
    public async Task<IMessage> CallAsync(CallableMethod method, IMessage request, CancellationToken cancellationToken)
    {
        using var call = invoker.AsyncUnaryCall(Grpc(method, MethodType.Unary), null, Options(cancellationToken), request);
        return await call;
    }

    /// <summary>The answers of a method that gives many, as they come.</summary>
    public async IAsyncEnumerable<IMessage> StreamAsync(CallableMethod method, IMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = invoker.AsyncServerStreamingCall(Grpc(method, MethodType.ServerStreaming), null, Options(cancellationToken), request);
        await foreach (var answer in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            yield return answer;
        }
    }

    private CallOptions Options(CancellationToken cancellationToken) => new(headers, cancellationToken: cancellationToken);

    private static Method<IMessage, IMessage> Grpc(CallableMethod method, MethodType type) => new(
        type,
        method.Descriptor.Service.FullName,
        method.Descriptor.Name,
        Marshallers.Create<IMessage>(message => message.ToByteArray(), method.Descriptor.InputType.Parser.ParseFrom),
        Marshallers.Create<IMessage>(message => message.ToByteArray(), method.Descriptor.OutputType.Parser.ParseFrom));
}
