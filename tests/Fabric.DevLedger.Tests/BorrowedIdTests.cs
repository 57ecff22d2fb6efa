using Fabric.Client;
using Fabric.Protos.Gateway;
using Fabric.Protos.Peer;

namespace Fabric.DevLedger.Tests;

/// <summary>Another member's envelope that bears the id of one's transaction changes no answer about it.</summary>
public class BorrowedIdTests
{
    private const int Org2 = 1;

    public enum Envelopes
    {
        /// <summary>Signed by the other member; the id does not follow from its creator: BAD_PROPOSAL_TXID.</summary>
        OfAnother,

        /// <summary>The same with a header that is refused before the id is looked at: BAD_COMMON_HEADER.</summary>
        OfAnotherWithABadHeader,

        /// <summary>The very same envelope: DUPLICATE_TXID.</summary>
        Same,
    }

    [Theory]
    [InlineData(Envelopes.OfAnother, true)]
    [InlineData(Envelopes.OfAnother, false)]
    [InlineData(Envelopes.OfAnotherWithABadHeader, true)]
    [InlineData(Envelopes.OfAnotherWithABadHeader, false)]
    [InlineData(Envelopes.Same, true)]
    [InlineData(Envelopes.Same, false)]
    public async Task Id_BorrowedLater_StandsForTheValidTransaction(Envelopes kind, bool restarted)
    {
        await using var ledger = await TestLedger.StartAsync();
        var transaction = await ledger.Contract().EndorseAsync("put", "k", "mine");
        var status = await transaction.CommitAsync();
        status.Code.ShouldBe(TxValidationCode.Valid);
        var prepared = PreparedTransaction.Parser.ParseFrom(transaction.ToBytes());
        if (restarted)
        {
            await ledger.StopServerAsync();
            await ledger.StartServerAsync();
        }

        await SubmitAsync(ledger, kind == Envelopes.Same
            ? prepared.Envelope
            : Borrow(ledger, transaction.TransactionId, kind == Envelopes.OfAnotherWithABadHeader));

        await ShouldStandForAsync(ledger, transaction.TransactionId, TxValidationCode.Valid, status.BlockNumber);
        await ledger.StopServerAsync();
        await ledger.StartServerAsync();
        await ShouldStandForAsync(ledger, transaction.TransactionId, TxValidationCode.Valid, status.BlockNumber);
    }

    [Fact]
    public async Task Id_BorrowedBefore_StandsForTheValidTransactionOnceItIsRecorded()
    {
        await using var ledger = await TestLedger.StartAsync();
        var transaction = await ledger.Contract().EndorseAsync("put", "k", "mine");
        await SubmitAsync(ledger, Borrow(ledger, transaction.TransactionId, badHeader: false));
        (await AskAsync(ledger, transaction.TransactionId)).Result.ShouldBe(TxValidationCode.BadProposalTxid);

        await transaction.SubmitAsync();

        var recorded = ledger.Node.Context.Notifier.Height - 1;
        await ShouldStandForAsync(ledger, transaction.TransactionId, TxValidationCode.Valid, recorded);
        await SubmitAsync(ledger, Borrow(ledger, transaction.TransactionId, badHeader: false));
        await ShouldStandForAsync(ledger, transaction.TransactionId, TxValidationCode.Valid, recorded);
        await ledger.StopServerAsync();
        await ledger.StartServerAsync();
        await ShouldStandForAsync(ledger, transaction.TransactionId, TxValidationCode.Valid, recorded);
    }

    [Fact]
    public async Task Id_BorrowedBefore_CostsNoPrivateData()
    {
        await using var ledger = await TestLedger.StartAsync();
        var transaction = await ledger.Contract().NewProposal("putPrivate", ProposalOptions.WithArguments(TestConsortium.Secret, "k") with
        {
            TransientData = new Dictionary<string, ProposalValue> { ["value"] = "v" },
            EndorsingOrganizations = ["Org1MSP", "Org2MSP"],
        }).EndorseAsync();
        await SubmitAsync(ledger, Borrow(ledger, transaction.TransactionId, badHeader: false));

        (await transaction.CommitAsync()).Code.ShouldBe(TxValidationCode.Valid);

        (await ledger.Contract().EvaluateAsync("getPrivate", TestConsortium.Secret, "k")).ShouldBe("v");
    }

    [Fact]
    public void TextsAsIds_HaveNoKeyOfAnId()
    {
        var id = Convert.ToHexStringLower("an id whose bytes are also text!"u8);
        Storage.TransactionKey.Of(id).ShouldNotBe(Storage.TransactionKey.Of("an id whose bytes are also text!"));
    }

    private static async Task ShouldStandForAsync(TestLedger ledger, string id, TxValidationCode code, ulong block)
    {
        var status = await AskAsync(ledger, id);
        (status.Result, status.BlockNumber).ShouldBe((code, block));
        var system = ledger.Network().GetContract("qscc");
        var found = ProcessedTransaction.Parser.ParseFrom(
            (await system.EvaluateTransactionAsync("GetTransactionByID", ProposalOptions.WithArguments(TestConsortium.Channel, id))).Span);
        found.ValidationCode.ShouldBe((int)code);
        Block.Parser.ParseFrom(
            (await system.EvaluateTransactionAsync("GetBlockByTxID", ProposalOptions.WithArguments(TestConsortium.Channel, id))).Span)
            .Header.Number.ShouldBe(block);
    }

    private static async Task<CommitStatusResponse> AskAsync(TestLedger ledger, string id)
    {
        var certificate = ledger.Consortium.Organizations[0].Issue("asker");
        var request = new CommitStatusRequest
        {
            TransactionId = id,
            ChannelId = TestConsortium.Channel,
            Identity = ByteString.CopyFrom(SerializedIdentities.Serialize("Org1MSP", certificate.CertificatePem)),
        }.ToByteString();
        return await new Gateway.GatewayClient(ledger.Channel(0)).CommitStatusAsync(
            new SignedCommitStatusRequest { Request = request, Signature = Sign(certificate, request) },
            deadline: DateTime.UtcNow.AddSeconds(30));
    }

    private static async Task SubmitAsync(TestLedger ledger, Envelope envelope) =>
        await new Gateway.GatewayClient(ledger.Channel(Org2)).SubmitAsync(new SubmitRequest
        {
            ChannelId = TestConsortium.Channel,
            PreparedTransaction = envelope,
        });

    private static Envelope Borrow(TestLedger ledger, string id, bool badHeader)
    {
        var certificate = ledger.Consortium.Organizations[Org2].Issue("borrower");
        var payload = new Payload
        {
            Header = new Header
            {
                ChannelHeader = new ChannelHeader
                {
                    Type = (int)HeaderType.EndorserTransaction,
                    ChannelId = TestConsortium.Channel,
                    TxId = id,
                    Timestamp = Timestamp.FromDateTime(DateTime.UtcNow),
                    Epoch = badHeader ? 1ul : 0,
                }.ToByteString(),
                SignatureHeader = new SignatureHeader
                {
                    Creator = ByteString.CopyFrom(SerializedIdentities.Serialize("Org2MSP", certificate.CertificatePem)),
                    Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(24)),
                }.ToByteString(),
            },
            Data = ByteString.CopyFrom(Encoding.UTF8.GetBytes("nothing")),
        }.ToByteString();
        return new Envelope { Payload = payload, Signature = Sign(certificate, payload) };
    }

    private static ByteString Sign(IssuedCertificate certificate, ByteString bytes)
    {
        using var key = EcdsaPrivateKey.FromPem(certificate.PrivateKeyPem);
        return ByteString.CopyFrom(key.SignDigest(SHA256.HashData(bytes.Span)));
    }
}
