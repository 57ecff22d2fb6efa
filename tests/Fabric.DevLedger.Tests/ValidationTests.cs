using Fabric.Client;
using Fabric.Protos.Gateway;
using Fabric.Protos.Peer;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

public class ValidationTests
{
    [Fact]
    public async Task Submit_KeyReadHasChangedSince_IsMvccReadConflict()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k", "a");

        var late = await contract.EndorseAsync("append", "k", "-late");
        await contract.SubmitAsync("append", "k", "-first");

        (await late.CommitAsync()).Code.ShouldBe(TxValidationCode.MvccReadConflict);
        (await contract.EvaluateAsync("get", "k")).ShouldBe("a-first");
    }

    [Fact]
    public async Task Submit_SeveralReadersOfOneKeyAtOnce_ExactlyOneIsValid()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k", "a");
        var endorsed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => contract.EndorseAsync("append", "k", $"{i}")));

        var codes = await Task.WhenAll(endorsed.Select(async transaction => (await transaction.CommitAsync()).Code));

        codes.Count(code => code == TxValidationCode.Valid).ShouldBe(1);
        codes.Count(code => code == TxValidationCode.MvccReadConflict).ShouldBe(7);
    }

    [Theory]
    [InlineData("put", "k5", "x")]
    [InlineData("put", "k2", "y")]
    [InlineData("delete", "k2", null)]
    public async Task Submit_ScannedRangeHasChangedSince_IsPhantomReadConflict(string function, string key, string? value)
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k1", "1");
        await contract.SubmitAsync("put", "k2", "2");

        var late = await contract.EndorseAsync("count", "k", "l", "total");
        await contract.SubmitAsync(value is null ? [function, key] : [function, key, value]);

        (await late.CommitAsync()).Code.ShouldBe(TxValidationCode.PhantomReadConflict);
    }

    [Fact]
    public async Task Submit_KeyOutsideTheScannedRangeHasChanged_IsValid()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k1", "1");

        var scan = await contract.EndorseAsync("count", "k", "l", "total");
        await contract.SubmitAsync("put", "l", "at the exclusive end");

        (await scan.CommitAsync()).Code.ShouldBe(TxValidationCode.Valid);
        (await contract.EvaluateAsync("get", "total")).ShouldBe("1");
    }

    [Fact]
    public async Task Submit_SameEnvelopeTwice_IsCommittedOnce()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        var transaction = await contract.EndorseAsync("append", "k", "once");

        (await transaction.CommitAsync()).Code.ShouldBe(TxValidationCode.Valid);
        (await transaction.CommitAsync()).Code.ShouldBe(TxValidationCode.Valid);

        (await contract.EvaluateAsync("get", "k")).ShouldBe("once");
        using var lease = ledger.Node.Context.Readers.Rent();
        var last = lease.Reader.Block(ledger.Node.Context.Notifier.Height - 1)!.Block;
        last.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter][0].ShouldBe((byte)TxValidationCode.DuplicateTxid);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Submit_EndorsementsTakenAway_FailsThePolicy(int kept)
    {
        await using var ledger = await TestLedger.StartAsync();

        var code = await SubmitTamperedAsync(ledger, action =>
        {
            while (action.Endorsements.Count > kept)
            {
                action.Endorsements.RemoveAt(action.Endorsements.Count - 1);
            }
        });

        code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
    }

    [Fact]
    public async Task Submit_EndorsementSignatureChangedInOneBit_FailsThePolicy()
    {
        await using var ledger = await TestLedger.StartAsync();

        var code = await SubmitTamperedAsync(ledger, action =>
        {
            var signature = action.Endorsements[1].Signature.ToByteArray();
            signature[^1] ^= 1;
            action.Endorsements[1].Signature = ByteString.CopyFrom(signature);
        });

        code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
    }

    [Fact]
    public async Task Submit_OneEndorsementTwice_FailsThePolicy()
    {
        await using var ledger = await TestLedger.StartAsync();

        var code = await SubmitTamperedAsync(ledger, action => action.Endorsements[1] = action.Endorsements[0].Clone());

        code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
    }

    [Fact]
    public async Task Submit_KeyWithPolicyOfItsOwn_NeedsTheOrganizationsThatPolicyNames()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k", "a");
        await contract.SubmitAsync("owner", "k", "AND('Org1MSP.peer', 'Org3MSP.peer')");

        var wrong = await contract.NewProposal("put", ProposalOptions.WithArguments("k", "b") with
        {
            EndorsingOrganizations = ["Org1MSP", "Org2MSP"],
        }).EndorseAsync();

        (await wrong.CommitAsync()).Code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
        await contract.SubmitAsync("put", "k", "c");
        (await contract.EvaluateAsync("get", "k")).ShouldBe("c");
    }

    /// <summary>Endorses, changes the endorsed action, signs the result and submits it.</summary>
    private static async Task<TxValidationCode> SubmitTamperedAsync(TestLedger ledger, Action<ChaincodeEndorsedAction> change)
    {
        var certificate = ledger.Consortium.Organizations[0].Issue("tamperer");
        var user = ledger.Consortium.Organizations[0].User(certificate);
        var endorsed = await ledger.Contract(0, user).EndorseAsync("put", "k", "v");
        var prepared = PreparedTransaction.Parser.ParseFrom(endorsed.ToBytes());
        var payload = Payload.Parser.ParseFrom(prepared.Envelope.Payload);
        var transaction = Fabric.Protos.Peer.Transaction.Parser.ParseFrom(payload.Data);
        var action = ChaincodeActionPayload.Parser.ParseFrom(transaction.Actions[0].Payload);
        change(action.Action);
        transaction.Actions[0].Payload = action.ToByteString();
        payload.Data = transaction.ToByteString();
        using var key = Fabric.Msp.EcdsaPrivateKey.FromPem(certificate.PrivateKeyPem);
        var envelope = new Envelope
        {
            Payload = payload.ToByteString(),
            Signature = ByteString.CopyFrom(key.SignDigest(System.Security.Cryptography.SHA256.HashData(payload.ToByteArray()))),
        };
        await new Gateway.GatewayClient(ledger.Channel(0)).SubmitAsync(new SubmitRequest
        {
            ChannelId = TestConsortium.Channel,
            TransactionId = endorsed.TransactionId,
            PreparedTransaction = envelope,
        });
        return (await endorsed.NewCommit().GetStatusAsync()).Code;
    }
}
