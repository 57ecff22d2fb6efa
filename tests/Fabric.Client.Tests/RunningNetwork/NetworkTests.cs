namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>The client against a running network: the same expectations hold for Fabric and for DevLedger.</summary>
[Collection(NetworkCollection.Name)]
public sealed class NetworkTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly NetworkProfile _profile = null!;
    private readonly GrpcChannel _channel = null!;
    private readonly EcdsaPrivateKey _key = null!;
    private readonly FabricGateway _gateway = null!;
    private readonly FabricGateway _offline = null!;

    public NetworkTests()
    {
        if (NetworkProfile.Path is null)
        {
            return;
        }

        _profile = NetworkProfile.Load();
        _channel = _profile.Connect(0);
        var (identity, key) = _profile.User(0);
        _key = EcdsaPrivateKey.FromPem(key);
        _gateway = FabricGateway.Connect(_channel, new GatewayOptions { Identity = identity, Signer = EcdsaSigner.FromPem(key) });
        _offline = FabricGateway.Connect(_channel, new GatewayOptions { Identity = identity });
    }

    private Network Network => _gateway.GetNetwork(_profile.Channel);

    private Contract Contract => Network.GetContract(_profile.Chaincode);

    public void Dispose()
    {
        _offline?.Dispose();
        _gateway?.Dispose();
        _channel?.Dispose();
        _key?.Dispose();
        _patience.Dispose();
    }

    [NetworkFact]
    public async Task Evaluate_TextBytesAndTransientData_ComeBack()
    {
        Text(await Contract.EvaluateTransactionAsync("echo", ProposalOptions.WithArguments("a", "ü"))).ShouldBe("a,ü");
        (await Contract.EvaluateTransactionAsync("binary")).ToArray().ShouldBe(Enumerable.Range(0, 256).Select(i => (byte)i).ToArray());
        (await Contract.EvaluateTransactionAsync("large", ProposalOptions.WithArguments("3000000"))).Length.ShouldBe(3_000_000);
        Text(await Contract.EvaluateTransactionAsync("transient", new ProposalOptions
        {
            Arguments = ["secret"],
            TransientData = new Dictionary<string, ProposalValue> { ["secret"] = "value" },
        })).ShouldBe("value");
    }

    [NetworkFact]
    public async Task Submit_Valid_IsCommittedAndReadBack()
    {
        Text(await Contract.SubmitTransactionAsync("put", ProposalOptions.WithArguments($"{_run}-k", "v"))).ShouldBe("v");
        Text(await Contract.EvaluateTransactionAsync("get", ProposalOptions.WithArguments($"{_run}-k"))).ShouldBe("v");
        var submitted = await Contract.SubmitAsync("put", ProposalOptions.WithArguments($"{_run}-k", "w"));
        var status = await submitted.GetStatusAsync(_patience.Token);
        status.IsSuccessful.ShouldBeTrue();
        status.BlockNumber.ShouldBeGreaterThan(0UL);
    }

    [NetworkFact]
    public async Task Evaluate_ChaincodeFails_SaysWhoSaidWhat()
    {
        var exception = await Should.ThrowAsync<GatewayException>(() => Contract.EvaluateTransactionAsync("fail", ProposalOptions.WithArguments("oops")));
        exception.StatusCode.ShouldBe(StatusCode.Unknown);
        exception.Details.ShouldHaveSingleItem().Message.ShouldBe("chaincode response 500, oops");
        _profile.MspIds.ShouldContain(exception.Details[0].MspId);
    }

    [NetworkFact]
    public async Task Endorse_ChaincodeFailsOrDiffers_SaysWhoSaidWhat()
    {
        var failed = await Should.ThrowAsync<EndorseException>(() => Contract.SubmitAsync("fail", ProposalOptions.WithArguments("oops")));
        failed.StatusCode.ShouldBe(StatusCode.Aborted);
        failed.Details.ShouldContain(d => d.Message == "chaincode response 500, oops");

        var differing = await Should.ThrowAsync<EndorseException>(() => Contract.SubmitAsync("putRandom", ProposalOptions.WithArguments($"{_run}-r")));
        differing.StatusCode.ShouldBe(StatusCode.Aborted);
        differing.Details.ShouldContain(d => d.Message == "ProposalResponsePayloads do not match");

        var absent = await Should.ThrowAsync<EndorseException>(() => Network.GetContract("nosuchchaincode").SubmitAsync("put"));
        absent.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [NetworkFact]
    public async Task Submit_Conflicting_OneIsNotValid()
    {
        var options = ProposalOptions.WithArguments($"{_run}-n");
        await Contract.SubmitTransactionAsync("put", ProposalOptions.WithArguments($"{_run}-n", "0"));
        var transactions = await Task.WhenAll(Contract.NewProposal("increment", options).EndorseAsync(), Contract.NewProposal("increment", options).EndorseAsync());
        var submitted = await Task.WhenAll(transactions.Select(t => t.SubmitAsync()));
        var codes = (await Task.WhenAll(submitted.Select(s => s.GetStatusAsync()))).Select(s => s.Code).Order();
        codes.ShouldBe([TxValidationCode.Valid, TxValidationCode.MvccReadConflict]);
    }

    [NetworkFact]
    public async Task Submit_TooFewEndorsements_IsNotValid()
    {
        var exception = await Should.ThrowAsync<CommitException>(() => Contract.SubmitTransactionAsync(
            "put", ProposalOptions.WithArguments($"{_run}-o", "1") with { EndorsingOrganizations = [_profile.MspIds[0]] }));
        exception.Code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
        await Contract.SubmitTransactionAsync(
            "put", ProposalOptions.WithArguments($"{_run}-o", "1") with { EndorsingOrganizations = [_profile.MspIds[1], _profile.MspIds[2]] });
    }

    [NetworkFact]
    public async Task OfflineSigning_EveryStep_IsAccepted()
    {
        var proposal = _offline.GetNetwork(_profile.Channel).GetContract(_profile.Chaincode).NewProposal("put", ProposalOptions.WithArguments($"{_run}-f", "1"));
        var endorsed = await _offline.NewSignedProposal(proposal.ToBytes(), Sign(proposal)).EndorseAsync();
        var submitted = await _offline.NewSignedTransaction(endorsed.ToBytes(), Sign(endorsed)).SubmitAsync();
        var status = await _offline.NewSignedCommit(submitted.ToBytes(), Sign(submitted)).GetStatusAsync();
        status.ShouldSatisfyAllConditions(s => s.IsSuccessful.ShouldBeTrue(), s => s.TransactionId.ShouldBe(proposal.TransactionId));

        var events = _offline.GetNetwork(_profile.Channel).NewBlockEventsRequest(new EventOptions { StartBlock = status.BlockNumber });
        await using var blocks = await _offline.NewSignedBlockEventsRequest(events.ToBytes(), Sign(events)).OpenAsync(_patience.Token);
        await foreach (var block in blocks)
        {
            block.Header.Number.ShouldBe(status.BlockNumber);
            break;
        }
    }

    [NetworkFact]
    public async Task Signature_OfAnotherMessage_IsRefused()
    {
        var network = _offline.GetNetwork(_profile.Channel);
        var one = network.GetContract(_profile.Chaincode).NewProposal("echo", ProposalOptions.WithArguments("a"));
        var other = network.GetContract(_profile.Chaincode).NewProposal("echo", ProposalOptions.WithArguments("b"));
        var exception = await Should.ThrowAsync<GatewayException>(() => _offline.NewSignedProposal(one.ToBytes(), Sign(other)).EvaluateAsync());
        exception.StatusCode.ShouldBe(StatusCode.FailedPrecondition);

        var request = network.NewBlockEventsRequest(new EventOptions { StartBlock = 0 });
        await using var stream = await _offline.NewSignedBlockEventsRequest(request.ToBytes(), Sign(other)).OpenAsync(_patience.Token);
        (await Should.ThrowAsync<GatewayException>(async () => await stream.GetAsyncEnumerator().MoveNextAsync())).StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    [NetworkFact]
    public async Task ChaincodeEvents_ReplayAndCheckpoint_ContinueWithoutGapOrRepetition()
    {
        var ids = new List<string>();
        ulong first = 0;
        for (var i = 0; i < 3; i++)
        {
            var submitted = await Contract.SubmitAsync("event", ProposalOptions.WithArguments($"{_run}-{i}", $"payload {i}"));
            var status = await submitted.GetStatusAsync(_patience.Token);
            first = i == 0 ? status.BlockNumber : first;
            ids.Add(submitted.TransactionId);
        }

        var replayed = await TakeAsync(3, new EventOptions { StartBlock = first });
        replayed.Select(e => e.TransactionId).ShouldBe(ids);
        replayed.Select(e => Text(e.Payload)).ShouldBe(["payload 0", "payload 1", "payload 2"]);
        replayed[0].BlockNumber.ShouldBe(first);

        (await TakeAsync(2, new EventOptions { StartBlock = first, AfterTransactionId = ids[0] })).Select(e => e.TransactionId).ShouldBe(ids.Skip(1));

        ICheckpointer checkpointer = new InMemoryCheckpointer();
        await checkpointer.CheckpointChaincodeEventAsync(replayed[1]);
        (await TakeAsync(1, new EventOptions { StartBlock = 0, Checkpoint = checkpointer })).Single().TransactionId.ShouldBe(ids[2]);
    }

    [NetworkFact]
    public async Task BlockEventsOfEachKind_FromABlock_StartWithIt()
    {
        var submitted = await Contract.SubmitAsync("putPrivate", new ProposalOptions
        {
            Arguments = ["org1AndOrg2", _run],
            TransientData = new Dictionary<string, ProposalValue> { ["value"] = "private" },
        });
        var number = (await submitted.GetStatusAsync(_patience.Token)).BlockNumber;
        var options = new EventOptions { StartBlock = number };

        (await FirstAsync(Network.GetBlockEventsAsync(options, _patience.Token))).Header.Number.ShouldBe(number);
        var filtered = await FirstAsync(Network.GetFilteredBlockEventsAsync(options, _patience.Token));
        filtered.Number.ShouldBe(number);
        filtered.FilteredTransactions.ShouldContain(t => t.Txid == submitted.TransactionId && t.TxValidationCode == TxValidationCode.Valid);
        var withPrivateData = await FirstAsync(Network.GetBlockAndPrivateDataEventsAsync(options, _patience.Token));
        withPrivateData.Block.Header.Number.ShouldBe(number);
        withPrivateData.PrivateDataMap.Values
            .SelectMany(p => p.NsPvtRwset).SelectMany(n => n.CollectionPvtRwset)
            .ShouldContain(c => c.CollectionName == "org1AndOrg2");
    }

    [NetworkFact]
    public async Task BlockEvents_UnknownChannel_AreNotFound()
    {
        var exception = await Should.ThrowAsync<GatewayException>(() => FirstAsync(_gateway.GetNetwork("nosuchchannel").GetBlockEventsAsync(null, _patience.Token)));
        exception.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [NetworkFact]
    public async Task Identity_IssuedByOurAuthority_IsAcceptedAndWithoutRoleIsNot()
    {
        using var authority = _profile.Authority(0);
        if (authority is null)
        {
            return;
        }

        Text(await CallerAsync(authority, "client")).ShouldContain("newcomer");
        (await Should.ThrowAsync<GatewayException>(() => CallerAsync(authority, "sales"))).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [NetworkFact]
    public async Task Evaluate_PastItsDeadline_Fails()
    {
        var (identity, key) = _profile.User(0);
        using var impatient = FabricGateway.Connect(_channel, new GatewayOptions
        {
            Identity = identity,
            Signer = EcdsaSigner.FromPem(key),
            EvaluateTimeout = TimeSpan.FromMilliseconds(200),
        });
        var exception = await Should.ThrowAsync<GatewayException>(() =>
            impatient.GetNetwork(_profile.Channel).GetContract(_profile.Chaincode).EvaluateTransactionAsync("sleep", ProposalOptions.WithArguments("2000")));
        exception.StatusCode.ShouldBe(StatusCode.DeadlineExceeded, exception.ToString());
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static async Task<T> FirstAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
        {
            return item;
        }

        throw new InvalidOperationException("The stream ended without an item.");
    }

    private byte[] Sign(Signable message) => _key.SignDigest(message.Digest.Span);

    private async Task<List<CommittedChaincodeEvent>> TakeAsync(int count, EventOptions options)
    {
        var events = new List<CommittedChaincodeEvent>();
        await foreach (var item in Network.GetChaincodeEventsAsync(_profile.Chaincode, options, _patience.Token))
        {
            // Others may use the network at the same time.
            if (item.EventName.StartsWith(_run, StringComparison.Ordinal))
            {
                events.Add(item);
            }

            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    private async Task<ReadOnlyMemory<byte>> CallerAsync(CertificateAuthority authority, string unit)
    {
        var issued = authority.Issue(new CertificateOptions { CommonName = "newcomer", OrganizationalUnits = [unit] });
        using var signer = EcdsaSigner.FromPem(issued.PrivateKeyPem);
        using var gateway = FabricGateway.Connect(_channel, new GatewayOptions
        {
            Identity = new X509Identity(_profile.MspIds[0], issued.CertificatePem),
            Signer = signer,
        });
        return await gateway.GetNetwork(_profile.Channel).GetContract(_profile.Chaincode).EvaluateTransactionAsync("caller");
    }
}
