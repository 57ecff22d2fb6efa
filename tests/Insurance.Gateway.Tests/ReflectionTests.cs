using Grpc.Reflection.V1;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Insurance.Gateway.Tests;

public sealed class ReflectionTests
{
    [Fact]
    public async Task ListServices_AnyRole_NamesWhatIsMapped()
    {
        await using var server = await GatewayServer.StartAsync();
        var answer = await AskAsync(server, new ServerReflectionRequest { Host = "h", ListServices = "*" });
        answer.ValidHost.ShouldBe("h");
        answer.OriginalRequest.ListServices.ShouldBe("*");
        answer.ListServicesResponse.Service.Select(service => service.Name).ShouldBe(
        [
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "insurance.v1.Claims", "insurance.v1.Consortium",
            "insurance.v1.Events", "insurance.v1.Holders", "insurance.v1.Jobs", "insurance.v1.Ledger", "insurance.v1.Oracles", "insurance.v1.Parties",
            "insurance.v1.Policies", "insurance.v1.Products", "insurance.v1.Quotes",
        ]);
    }

    [Theory]
    [InlineData("insurance.v1.Claims", "insurance/v1/claims.proto")]
    [InlineData("insurance.v1.Claims.SubmitClaim", "insurance/v1/claims.proto")]
    [InlineData("insurance.v1.Claim", "insurance/v1/claims.proto")]
    [InlineData("insurance.v1.Claim.amount_claimed", "insurance/v1/claims.proto")]
    [InlineData("insurance.v1.ClaimStatus", "insurance/v1/claims.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus", "health.proto")]
    [InlineData("google.protobuf.Timestamp", "google/protobuf/timestamp.proto")]
    [InlineData("google.rpc.ErrorInfo", "google/rpc/error_details.proto")]
    public async Task FileContainingSymbol_Known_CanBeBuiltFromTheAnswerAlone(string symbol, string file)
    {
        await using var server = await GatewayServer.StartAsync();
        var answer = await AskAsync(server, new ServerReflectionRequest { FileContainingSymbol = symbol });

        // Clients take the first file for the answer; the others are what it imports.
        FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto[0]).Name.ShouldBe(file);
        Build(answer.FileDescriptorResponse.FileDescriptorProto).ShouldContain(item => item.Name == file);
    }

    [Fact]
    public async Task Alpha_ListAndSymbol_AreAnsweredToo()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new Alpha.ServerReflection.ServerReflectionClient(server.As("auditor")).ServerReflectionInfo();

        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { Host = "h", ListServices = "*" });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.ValidHost.ShouldBe("h");
        call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ShouldContain("insurance.v1.Claims");

        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { FileContainingSymbol = "insurance.v1.Claim.amount_claimed" });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.OriginalRequest.FileContainingSymbol.ShouldBe("insurance.v1.Claim.amount_claimed");
        FileDescriptorProto.Parser.ParseFrom(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto[0]).Name.ShouldBe("insurance/v1/claims.proto");
    }

    [Fact]
    public async Task Alpha_WithoutCertificate_IsUnauthenticated()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new Alpha.ServerReflection.ServerReflectionClient(server.Channel(null)).ServerReflectionInfo();
        await call.ResponseStream.MoveNext(CancellationToken.None).ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_MISSING");
    }

    [Fact]
    public async Task FileByFilename_Known_IsTheSameFile()
    {
        await using var server = await GatewayServer.StartAsync();
        var answer = await AskAsync(server, new ServerReflectionRequest { FileByFilename = "insurance/v1/ledger.proto" });
        answer.FileDescriptorResponse.FileDescriptorProto[0].ShouldBe(V1.LedgerReflection.Descriptor.SerializedData);
    }

    [Fact]
    public async Task Request_OfNothingKnown_IsAnsweredWithAnErrorAndTheStreamGoesOn()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.As("auditor")).ServerReflectionInfo();

        (await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = "no.Such" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        (await AskAsync(call, new ServerReflectionRequest { FileByFilename = "etc/passwd" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        (await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = "insurance.v1.Claim.no_such_field" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        (await AskAsync(call, new ServerReflectionRequest())).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.Unimplemented);
        (await AskAsync(call, new ServerReflectionRequest { AllExtensionNumbersOfType = "insurance.v1.Claim" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.Unimplemented);
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Request_WithoutCertificate_IsUnauthenticated()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel(null)).ServerReflectionInfo();
        await call.ResponseStream.MoveNext(CancellationToken.None).ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_MISSING");
    }

    [Fact]
    public async Task Stop_StreamOpen_EndsWithGatewayStopping()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.As("auditor")).ServerReflectionInfo();
        await AskAsync(call, new ServerReflectionRequest { ListServices = "" });

        var stopped = server.StopAsync();

        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10))
            .ShouldBeAsync(StatusCode.Unavailable, "GATEWAY_STOPPING");
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<ServerReflectionResponse> AskAsync(GatewayServer server, ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(server.As("no-role-of-ours")).ServerReflectionInfo();
        return await AskAsync(call, request);
    }

    private static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest request)
    {
        await call.RequestStream.WriteAsync(request);
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    // Building needs every import, and each before what imports it.
    private static IReadOnlyList<FileDescriptor> Build(IEnumerable<ByteString> files)
    {
        var open = files.ToDictionary(bytes => FileDescriptorProto.Parser.ParseFrom(bytes).Name);
        var ordered = new List<ByteString>();
        void Add(string name)
        {
            if (open.Remove(name, out var bytes))
            {
                FileDescriptorProto.Parser.ParseFrom(bytes).Dependency.ToList().ForEach(Add);
                ordered.Add(bytes);
            }
        }

        open.Keys.ToList().ForEach(Add);
        return FileDescriptor.BuildFromByteStrings(ordered);
    }
}
