using Google.Protobuf;
using Grpc.Core.Interceptors;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests;

public sealed class InterceptorTests
{
    [Fact]
    public async Task Server_Interceptors_SeeEveryKindInOrder()
    {
        var journal = new List<string>();
        await using var server = await EchoServer.StartAsync(
            grpc: options =>
            {
                options.Interceptors.Add<Recorder>("outer");
                options.Interceptors.Add<Recorder>("inner");
            },
            services: services => services.AddSingleton(journal));
        using var channel = server.Channel();
        var client = new Echo.EchoClient(channel);

        await client.UnaryAsync(new EchoRequest());
        using (var call = client.ServerStream(new EchoRequest { Count = 1 }))
        {
            while (await call.ResponseStream.MoveNext())
            {
            }
        }

        using (var call = client.ClientStream())
        {
            await call.RequestStream.CompleteAsync();
            await call;
        }

        using (var call = client.Duplex())
        {
            await call.RequestStream.CompleteAsync();
            (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        }

        journal.ShouldBe([
            "outer Unary", "inner Unary", "outer ServerStream", "inner ServerStream",
            "outer ClientStream", "inner ClientStream", "outer Duplex", "inner Duplex"]);
    }

    [Fact]
    public async Task Server_InterceptorThrows_DecidesTheAnswer()
    {
        await using var server = await EchoServer.StartAsync(options => options.Interceptors.Add<Refuser>());
        using var channel = server.Channel();

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.Status.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        error.Trailers.GetValue("why").ShouldBe("policy");
    }

    [Fact]
    public async Task Server_RegisteredInterceptor_IsTakenFromTheServices()
    {
        var journal = new List<string>();
        await using var server = await EchoServer.StartAsync(
            grpc: options => options.Interceptors.Add<Recorder>(),
            services: services => services.AddSingleton(new Recorder(journal, "registered")));
        using var channel = server.Channel();

        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest());

        journal.ShouldBe(["registered Unary"]);
    }

    [Fact]
    public async Task Client_Interceptors_SeeEveryKindInOrder()
    {
        var journal = new List<string>();
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel();
        var client = new Echo.EchoClient(channel.Intercept(new ClientRecorder(journal, "outer"), new ClientRecorder(journal, "inner")));

        await client.UnaryAsync(new EchoRequest());
        using (client.ServerStream(new EchoRequest()))
        using (var upload = client.ClientStream())
        using (client.Duplex())
        {
            await upload.RequestStream.CompleteAsync();
            await upload;
        }

        journal.ShouldBe([
            "outer Unary", "inner Unary", "outer ServerStream", "inner ServerStream",
            "outer ClientStream", "inner ClientStream", "outer Duplex", "inner Duplex"]);
    }

    [Fact]
    public async Task Client_MetadataInterceptor_AddsHeaders()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel();
        var client = new Echo.EchoClient(channel.Intercept(headers =>
        {
            headers.Add("x-added", "yes");
            return headers;
        }));
        using var call = client.UnaryAsync(new EchoRequest { Payload = ByteString.Empty });
        await call;

        call.GetTrailers().GetValue("x-added").ShouldBe("yes");
    }

    [Fact]
    public async Task Client_CallCredentials_AreSentWhenAllowed()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel(options => options.UnsafeUseInsecureChannelCallCredentials = true);
        var credentials = CallCredentials.FromInterceptor((context, metadata) =>
        {
            metadata.Add("x-token", context.MethodName);
            return Task.CompletedTask;
        });
        using var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), new CallOptions(credentials: credentials));
        await call;

        call.GetTrailers().GetValue("x-token").ShouldBe("Unary");
    }

    [Fact]
    public async Task Client_CallCredentials_AreNotSentInClearText()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel();
        var asked = false;
        var credentials = CallCredentials.FromInterceptor((_, _) =>
        {
            asked = true;
            return Task.CompletedTask;
        });

        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), new CallOptions(credentials: credentials));

        asked.ShouldBeFalse();
    }

    private static string Name(string fullName) => fullName[(fullName.LastIndexOf('/') + 1)..];

    public sealed class Refuser : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no"), new Metadata { { "why", "policy" } });
    }

    public sealed class Recorder(List<string> journal, string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {Name(context.Method)}");
            return continuation(request, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {Name(context.Method)}");
            return continuation(request, responseStream, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {Name(context.Method)}");
            return continuation(requestStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {Name(context.Method)}");
            return continuation(requestStream, responseStream, context);
        }
    }

    private sealed class ClientRecorder(List<string> journal, string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {context.Method.Name}");
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {context.Method.Name}");
            return continuation(request, context);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {context.Method.Name}");
            return continuation(context);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            journal.Add($"{name} {context.Method.Name}");
            return continuation(context);
        }
    }
}
