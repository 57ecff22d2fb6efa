using System.Security.Cryptography;
using Fabric.Client;
using Fabric.Protos.Common;
using Fabric.Protos.Gateway;
using Fabric.Protos.Orderer;
using Google.Protobuf.WellKnownTypes;
using ChaincodeEventsRequest = Fabric.Protos.Gateway.ChaincodeEventsRequest;
using Transaction = Fabric.Protos.Peer.Transaction;

namespace Assurance.Requests;

/// <summary>
/// Requests to the ledger's peers as a member's own program could send them: proposals, endorsed envelopes, questions for a status
/// and for blocks, changed anywhere within and, for the most part, signed again.
/// </summary>
internal sealed class LedgerAttack : IDisposable
{
    public const string Part = "requests to the ledger";

    private const int Endorsed = 24;

    private static readonly (string Path, MessageDescriptor Type, bool IsStream)[] Methods =
    [
        ("/gateway.Gateway/Evaluate", EvaluateRequest.Descriptor, false),
        ("/gateway.Gateway/Endorse", EndorseRequest.Descriptor, false),
        ("/gateway.Gateway/Submit", SubmitRequest.Descriptor, false),
        ("/gateway.Gateway/Submit", SubmitRequest.Descriptor, false),
        ("/gateway.Gateway/CommitStatus", SignedCommitStatusRequest.Descriptor, true),
        ("/gateway.Gateway/ChaincodeEvents", SignedChaincodeEventsRequest.Descriptor, true),
        ("/protos.Deliver/Deliver", Envelope.Descriptor, true),
        ("/protos.Deliver/DeliverFiltered", Envelope.Descriptor, true),
        ("/protos.Deliver/DeliverWithPrivateData", Envelope.Descriptor, true),
    ];

    private readonly ConsortiumFixture _fixture;
    private readonly Tally _tally;
    private readonly Unfolding _unfolding;
    private readonly WireClient _client;
    private readonly PeerClient _peer;
    private readonly ECDsa _key;
    private readonly string _channel;
    private readonly ConcurrentDictionary<string, bool> _submitted = new();
    private List<(byte[] Prepared, byte[] Proposed)> _endorsed = [];

    public LedgerAttack(ConsortiumFixture fixture, Tally tally)
    {
        (_fixture, _tally) = (fixture, tally);
        var consortium = fixture.Consortium;
        using var settings = JsonDocument.Parse(File.ReadAllText(consortium.GatewayConfiguration(TestConsortium.Aurora)));
        var gateway = settings.RootElement.GetProperty("Gateway");
        _channel = gateway.GetProperty("Channel").GetString()!;
        var endpoint = new Uri(gateway.GetProperty("Peer").GetProperty("Endpoint").GetString()!);
        _client = new WireClient(consortium.Handler(TestConsortium.Aurora, (System.Security.Cryptography.X509Certificates.X509Certificate2?)null), endpoint);
        _peer = PeerClient.Of(consortium, TestConsortium.Aurora, "underwriter");
        _key = ECDsa.Create();
        _key.ImportFromPem(consortium.LedgerIdentity(TestConsortium.Aurora, "underwriter").KeyPem);
        _unfolding = new Unfolding(new MessageGenerator([_channel, PeerClient.Insurance, PeerClient.Conformance, "get", "put", "range", TestConsortium.Aurora, TestConsortium.Meridian, "OrdererMSP", PeerClient.PersonalData, "_lifecycle", "cscc"]));
    }

    public async Task RunAsync(int count, int seed)
    {
        _endorsed = await EndorseAsync();
        var first = await LedgerRecord.HeightAsync(_fixture.Consortium);
        await Attack.RunAsync(Part, _fixture.Consortium, _tally, count, seed, OneAsync);
        var valid = await LedgerRecord.ValidIdsSinceAsync(_fixture.Consortium, first);
        foreach (var id in valid.Where(id => _submitted.TryGetValue(id, out var carried) && !carried))
        {
            _tally.Break(Zero.Changed, $"transaction {id} is VALID, and every submission of it was refused");
        }

        foreach (var twice in valid.GroupBy(id => id).Where(same => same.Count() > 1))
        {
            _tally.Break(Zero.Lost, $"transaction {twice.Key} is VALID {twice.Count()} times");
        }

        _tally.Note($"{Part}: {valid.Count} valid transactions since, each submitted with an answer that said so");
    }

    public void Dispose()
    {
        _client.Dispose();
        _peer.Dispose();
        _key.Dispose();
    }

    private async Task OneAsync(int number, Random random)
    {
        var (path, type, isStream) = Methods[random.Next(Methods.Length)];
        var valid = Valid(type, number, random);
        var data = type == SubmitRequest.Descriptor ? Transaction.Descriptor : SeekInfo.Descriptor;
        var body = random.Next(20) == 0 ? valid : _unfolding.Mutate(type, valid, data, random);
        if (random.Next(4) > 0)
        {
            body = SignedAgain(type, body);
        }

        var answer = await _client.GrpcAsync(path, WireClient.Frame(body), isStream);
        _tally.Count(Part, $"{path[1..]} {answer.Status}");
        if (type == SubmitRequest.Descriptor)
        {
            Note(body, answer);
        }

        var what = $"request {number} {path}: {answer} {answer.Message}";
        if (answer == Answer.Late)
        {
            _tally.Break(Zero.Hang, what);
        }
        else if (answer.Status is "UNKNOWN" or "INTERNAL" && (answer.Message.Length == 0 || answer.Message.StartsWith("Exception was thrown", StringComparison.Ordinal)))
        {
            _tally.Break(Zero.Uncoded, what + Attack.LastError(_fixture.Consortium, LedgerUnderTest.DevLedger));
        }
    }

    private byte[] Valid(MessageDescriptor type, int number, Random random)
    {
        var (prepared, proposed) = _endorsed[random.Next(_endorsed.Count)];
        if (type == SubmitRequest.Descriptor)
        {
            var transaction = PreparedTransaction.Parser.ParseFrom(prepared);
            return new SubmitRequest { ChannelId = _channel, TransactionId = transaction.TransactionId, PreparedTransaction = transaction.Envelope }.ToByteArray();
        }

        if (type == EvaluateRequest.Descriptor || type == EndorseRequest.Descriptor)
        {
            var fresh = random.Next(3) == 0 ? ProposedTransaction.Parser.ParseFrom(NewProposal("get", $"asr-{number}").ToBytes()) : ProposedTransaction.Parser.ParseFrom(proposed);
            return type == EvaluateRequest.Descriptor
                ? new EvaluateRequest { ChannelId = _channel, TransactionId = fresh.TransactionId, ProposedTransaction = fresh.Proposal }.ToByteArray()
                : new EndorseRequest { ChannelId = _channel, TransactionId = fresh.TransactionId, ProposedTransaction = fresh.Proposal }.ToByteArray();
        }

        var creator = Creator(proposed);
        if (type == SignedCommitStatusRequest.Descriptor)
        {
            var id = PreparedTransaction.Parser.ParseFrom(prepared).TransactionId;
            return new SignedCommitStatusRequest { Request = new CommitStatusRequest { ChannelId = _channel, TransactionId = id, Identity = creator }.ToByteString() }.ToByteArray();
        }

        if (type == SignedChaincodeEventsRequest.Descriptor)
        {
            return new SignedChaincodeEventsRequest
            {
                Request = new ChaincodeEventsRequest { ChannelId = _channel, ChaincodeId = PeerClient.Insurance, Identity = creator, StartPosition = Position(random) }.ToByteString(),
            }.ToByteArray();
        }

        return new Envelope
        {
            Payload = new Payload
            {
                Header = new Header
                {
                    ChannelHeader = new ChannelHeader { Type = (int)HeaderType.DeliverSeekInfo, ChannelId = _channel, Timestamp = Timestamp.FromDateTime(DateTime.UtcNow) }.ToByteString(),
                    SignatureHeader = new SignatureHeader { Creator = creator, Nonce = ByteString.CopyFrom(1, 2, 3) }.ToByteString(),
                },
                Data = new SeekInfo { Start = Position(random), Stop = Position(random), Behavior = (SeekInfo.Types.SeekBehavior)random.Next(2) }.ToByteString(),
            }.ToByteString(),
        }.ToByteArray();
    }

    private static SeekPosition Position(Random random) => random.Next(4) switch
    {
        0 => new SeekPosition { Newest = new SeekNewest() },
        1 => new SeekPosition { Oldest = new SeekOldest() },
        2 => new SeekPosition { NextCommit = new SeekNextCommit() },
        _ => new SeekPosition { Specified = new SeekSpecified { Number = random.Next(2) == 0 ? (ulong)random.Next(20) : 1UL << random.Next(64) } },
    };

    /// <summary>With the member's signature over what the request says now.</summary>
    private byte[] SignedAgain(MessageDescriptor type, byte[] body)
    {
        IMessage message;
        try
        {
            message = type.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            return body;
        }

        switch (message)
        {
            case EvaluateRequest { ProposedTransaction: { } proposal }:
                proposal.Signature = Sign(proposal.ProposalBytes);
                break;
            case EndorseRequest { ProposedTransaction: { } proposal }:
                proposal.Signature = Sign(proposal.ProposalBytes);
                break;
            case SubmitRequest { PreparedTransaction: { } envelope }:
                envelope.Signature = Sign(envelope.Payload);
                break;
            case SignedCommitStatusRequest request:
                request.Signature = Sign(request.Request);
                break;
            case SignedChaincodeEventsRequest request:
                request.Signature = Sign(request.Request);
                break;
            case Envelope envelope:
                envelope.Signature = Sign(envelope.Payload);
                break;
            default:
                break;
        }

        return message.ToByteArray();
    }

    private ByteString Sign(ByteString bytes)
    {
        using var signer = EcdsaSigner.FromKey(_key);
        return ByteString.CopyFrom(signer.SignAsync(SHA256.HashData(bytes.Span)).AsTask().GetAwaiter().GetResult().Span);
    }

    private void Note(byte[] body, Answer answer)
    {
        try
        {
            var payload = Payload.Parser.ParseFrom(SubmitRequest.Parser.ParseFrom(body).PreparedTransaction?.Payload ?? ByteString.Empty);
            var id = ChannelHeader.Parser.ParseFrom(payload.Header?.ChannelHeader ?? ByteString.Empty).TxId;
            _submitted.AddOrUpdate(id, answer.IsOk || answer.IsUnknown, (_, before) => before || answer.IsOk || answer.IsUnknown);
        }
        catch (InvalidProtocolBufferException)
        {
            // Whatever it was, it has no transaction id.
        }
    }

    private Fabric.Client.Proposal NewProposal(string function, params string[] arguments) =>
        _peer.Contract(PeerClient.Conformance).NewProposal(function, ProposalOptions.WithArguments(arguments));

    /// <summary>Transactions that are endorsed and not yet submitted.</summary>
    private async Task<List<(byte[] Prepared, byte[] Proposed)>> EndorseAsync()
    {
        var list = new List<(byte[], byte[])>();
        for (var number = 0; number < Endorsed; number++)
        {
            var proposal = NewProposal("put", _fixture.NewId("asr"), $"value {number}");
            list.Add(((await proposal.EndorseAsync()).ToBytes(), proposal.ToBytes()));
        }

        return list;
    }

    private static ByteString Creator(byte[] proposed)
    {
        var proposal = Fabric.Protos.Peer.Proposal.Parser.ParseFrom(ProposedTransaction.Parser.ParseFrom(proposed).Proposal.ProposalBytes);
        return SignatureHeader.Parser.ParseFrom(Header.Parser.ParseFrom(proposal.Header).SignatureHeader).Creator;
    }
}
