using System.Security.Authentication;

namespace Fabric.Client.Tests;

public sealed class ErrorTests : IDisposable
{
    private static readonly Protos.Gateway.ErrorDetail Detail = new() { Address = "peer0.org1:7051", MspId = "Org1MSP", Message = "chaincode response 500, no such asset" };

    private readonly TestClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Evaluate_Fails_CarriesCodeDetailsAndTransaction()
    {
        _client.Connection.Fail(Methods.Evaluate, StatusCode.Unknown, "evaluate failed", Detail);
        var exception = await Should.ThrowAsync<GatewayException>(() => _client.Contract.EvaluateTransactionAsync("read"));
        Verify(exception, StatusCode.Unknown);
        exception.TransactionId.ShouldBe(_client.Connection.Single(Methods.Evaluate).Read<EvaluateRequest>().TransactionId);
    }

    [Fact]
    public async Task Endorse_Fails_IsAnEndorseException()
    {
        _client.Connection.Fail(Methods.Endorse, StatusCode.Aborted, "failed to endorse", Detail);
        var exception = await Should.ThrowAsync<EndorseException>(() => _client.Contract.SubmitTransactionAsync("write"));
        Verify(exception, StatusCode.Aborted);
        exception.Message.ShouldBe("The transaction was not endorsed: Aborted, failed to endorse (Org1MSP at peer0.org1:7051: chaincode response 500, no such asset)");
        _client.Connection.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Submit_Fails_IsASubmitException()
    {
        _client.Connection.Fail(Methods.Submit, StatusCode.Unavailable, "no orderers", Detail);
        Verify(await Should.ThrowAsync<SubmitException>(() => _client.Contract.SubmitTransactionAsync("write")), StatusCode.Unavailable);
        _client.Connection.Calls.Count.ShouldBe(2);
    }

    [Theory]
    // As peers of Fabric 3.1.5 answer; the last is a peer that is away.
    [InlineData("proposal client identity expired", CallerFault.IdentityExpired)]
    [InlineData("rpc error: code = Unknown desc = proposal client identity expired", CallerFault.IdentityExpired)]
    [InlineData("request unauthorized due to incorrect timestamp 2026-11-30T20:31:43Z, peer time 2026-11-30T20:11:43Z, peer.authentication.timewindow 15m0s", CallerFault.ClockOff)]
    [InlineData("rpc error: code = Unavailable desc = connection error", CallerFault.None)]
    public async Task Evaluate_RefusedForTheCallersOwnFault_SaysWhichInsteadOfAnOutage(string reason, CallerFault expected)
    {
        _client.Connection.Fail(
            Methods.Evaluate, StatusCode.Unavailable, "failed to evaluate transaction, see attached details for more info",
            new Protos.Gateway.ErrorDetail { Address = "peer0.org1:7051", MspId = "Org1MSP", Message = reason });

        var exception = await Should.ThrowAsync<GatewayException>(() => _client.Contract.EvaluateTransactionAsync("read"));

        (exception.StatusCode, exception.CallerFault).ShouldBe((StatusCode.Unavailable, expected));
    }

    [Fact]
    public async Task Submit_OfAnExpiredIdentity_SaysSo()
    {
        _client.Connection.Fail(Methods.Submit, StatusCode.Aborted, "received unsuccessful response from orderer: status=BAD_REQUEST, info=broadcast client identity expired");

        var exception = await Should.ThrowAsync<SubmitException>(() => _client.Contract.SubmitTransactionAsync("write"));

        exception.CallerFault.ShouldBe(CallerFault.IdentityExpired);
    }

    public static TheoryData<Exception?, StatusCode> Causes() => new()
    {
        { new HttpRequestException("sending", new HttpProtocolException(0, "The server closed the connection.", null)), StatusCode.Unavailable },
        { new HttpRequestException("sending", new HttpProtocolException(7, "The server refused the stream.", null)), StatusCode.Unavailable },
        { new HttpRequestException("sending", new IOException("broken pipe")), StatusCode.Unavailable },
        { new HttpRequestException("connecting", new AuthenticationException("no trust")), StatusCode.Unavailable },
        { new IOException("reset"), StatusCode.Unavailable },
        { new HttpRequestException("sending", new HttpProtocolException(2, "INTERNAL_ERROR", null)), StatusCode.Internal },
        { new HttpRequestException(HttpRequestError.VersionNegotiationError, "HTTP/1.1 only", new IOException("no")), StatusCode.Internal },
        { new InvalidOperationException("a defect"), StatusCode.Internal },
        { null, StatusCode.Internal },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task Submit_StackSaysInternal_IsUnavailableOnlyWhereTheConnectionFailed(Exception? cause, StatusCode expected)
    {
        _client.Connection.Answer(Methods.Submit, _ => throw new RpcException(new Status(StatusCode.Internal, "Error starting gRPC call.", cause)));

        var exception = await Should.ThrowAsync<SubmitException>(() => _client.Contract.SubmitTransactionAsync("write"));

        exception.StatusCode.ShouldBe(expected);
        exception.Message.ShouldContain($": {expected}, ");
    }

    [Theory]
    [InlineData(8, StatusCode.DeadlineExceeded)]
    [InlineData(2, StatusCode.Cancelled)]
    public async Task Evaluate_ServerResetsTheCall_IsItsDeadlineOnlyWhereItSaysCancel(long code, StatusCode expected)
    {
        var reset = new HttpRequestException("The HTTP/2 server reset the stream.", new HttpProtocolException(code, "reset", null));
        _client.Connection.Answer(Methods.Evaluate, _ => throw new RpcException(new Status(StatusCode.Cancelled, "Error starting gRPC call.", reset)));

        (await Should.ThrowAsync<GatewayException>(() => _client.Contract.EvaluateTransactionAsync("read"))).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task CommitStatus_Fails_IsACommitStatusException()
    {
        _client.Connection.Fail(Methods.CommitStatus, StatusCode.DeadlineExceeded, "too late", Detail);
        var exception = await Should.ThrowAsync<CommitStatusException>(() => _client.Contract.SubmitTransactionAsync("write"));
        Verify(exception, StatusCode.DeadlineExceeded);
        exception.TransactionId.ShouldBe(_client.Connection.Single(Methods.Endorse).Read<EndorseRequest>().TransactionId);
    }

    [Fact]
    public async Task Details_ForeignOrDamaged_DoNotHideTheFailure()
    {
        _client.Connection.Answer(Methods.Evaluate, _ => throw new RpcException(
            new Status(StatusCode.Internal, "broken"), new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF, 0xFF] } }));
        var exception = await Should.ThrowAsync<GatewayException>(() => _client.Contract.EvaluateTransactionAsync("read"));
        exception.StatusCode.ShouldBe(StatusCode.Internal);
        exception.Details.ShouldBeEmpty();
        exception.Message.ShouldContain("broken");
    }

    [Fact]
    public async Task Details_DamagedOnTheWire_AreTheSameFailureWithFewerOrOtherDetails()
    {
        var status = new Google.Rpc.Status { Code = (int)StatusCode.Aborted, Details = { Google.Protobuf.WellKnownTypes.Any.Pack(Detail) } };
        var whole = Google.Protobuf.ByteString.CopyFrom(Google.Protobuf.MessageExtensions.ToByteArray(status));
        var random = new Random(20260304);
        foreach (var bytes in Enumerable.Range(0, 500).Select(_ => WireMutations.Of(whole, random))
            .Concat(WireMutations.AllLengths(1)).Concat(WireMutations.AllLengths(2)).Concat(WireMutations.AllLengths(3)))
        {
            _client.Connection.Answer(Methods.Evaluate, _ => throw new RpcException(
                new Status(StatusCode.Aborted, "broken"), new Metadata { { "grpc-status-details-bin", bytes.ToByteArray() } }));
            var exception = await Should.ThrowAsync<GatewayException>(() => _client.Contract.EvaluateTransactionAsync("read"));
            exception.StatusCode.ShouldBe(StatusCode.Aborted);
        }
    }

    [Fact]
    public async Task Cancellation_ByTheCaller_IsNotAGatewayException()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var exception = await Should.ThrowAsync<OperationCanceledException>(() => _client.Contract.EvaluateTransactionAsync("read", null, cancelled.Token));
        exception.CancellationToken.ShouldBe(cancelled.Token);
    }

    [Fact]
    public async Task Cancellation_ByTheServer_IsAGatewayException()
    {
        _client.Connection.Fail(Methods.Evaluate, StatusCode.Cancelled, "shutting down");
        (await Should.ThrowAsync<GatewayException>(() => _client.Contract.EvaluateTransactionAsync("read"))).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Deadlines_PerStep_AreTheConfiguredOnes()
    {
        using var client = new TestClient(o => o with
        {
            EvaluateTimeout = TimeSpan.FromSeconds(1),
            EndorseTimeout = TimeSpan.FromSeconds(2),
            SubmitTimeout = TimeSpan.FromSeconds(3),
            CommitStatusTimeout = Timeout.InfiniteTimeSpan,
        });
        await client.Contract.EvaluateTransactionAsync("read");
        await client.Contract.SubmitTransactionAsync("write");
        client.Connection.Calls.Select(c => c.Options.Deadline).ShouldBe(
            [TestClient.Now.UtcDateTime.AddSeconds(1), TestClient.Now.UtcDateTime.AddSeconds(2), TestClient.Now.UtcDateTime.AddSeconds(3), null]);
    }

    [Fact]
    public void Deadlines_ByDefault_AreTheDocumentedOnes()
    {
        var options = new GatewayOptions { Identity = new X509Identity("Org1MSP", _client.Certificate.CertificatePem) };
        options.EvaluateTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.EndorseTimeout.ShouldBe(TimeSpan.FromSeconds(15));
        options.SubmitTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.CommitStatusTimeout.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Options_Invalid_AreReportedAllAtOnce()
    {
        var exception = Should.Throw<ArgumentException>(() => new TestClient(o => o with
        {
            EvaluateTimeout = TimeSpan.Zero,
            SubmitTimeout = TimeSpan.FromSeconds(-5),
            TlsClientCertificateHash = new byte[5],
        }));
        exception.Message.ShouldContain("EvaluateTimeout");
        exception.Message.ShouldContain("SubmitTimeout");
        exception.Message.ShouldContain("TlsClientCertificateHash");
    }

    [Fact]
    public async Task Gateway_Disposed_MakesNoMoreCalls()
    {
        _client.Gateway.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(() => _client.Contract.EvaluateTransactionAsync("read"));
        _client.Connection.Calls.ShouldBeEmpty();
    }

    private static void Verify(GatewayException exception, StatusCode code)
    {
        exception.StatusCode.ShouldBe(code);
        exception.Details.ShouldHaveSingleItem().ShouldBe(new ErrorDetail("peer0.org1:7051", "Org1MSP", "chaincode response 500, no such asset"));
        exception.InnerException.ShouldBeOfType<RpcException>();
    }
}
