using Fabric.Protos.Common;
using Fabric.Protos.Peer;

namespace Insurance.Gateway.Tests.Support;

/// <summary>A transaction as client and peer sign it; what a test sets here is signed too.</summary>
public sealed class TransactionDraft
{
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(24);

    public TransactionDraft(SigningIdentity creator, SigningIdentity? endorser)
    {
        Creator = creator;
        Endorser = endorser;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. _nonce, .. creator.Serialized]));
    }

    public SigningIdentity Creator { get; }

    public SigningIdentity? Endorser { get; }

    public string Id { get; init; }

    /// <summary>What the caller asked for.</summary>
    public ByteString Arguments { get; set; } = ByteString.CopyFromUtf8("PayClaim c1 100 USD");

    /// <summary>When its creator says it was.</summary>
    public DateTimeOffset Time { get; init; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What it read and wrote.</summary>
    public ByteString Results { get; set; } = ByteString.Empty;

    /// <summary>Its event.</summary>
    public (string Name, string Payload)? Event { get; init; }

    /// <summary>Changes the endorsements before the creator signs them.</summary>
    public Action<ChaincodeEndorsedAction> Endorsed { get; init; } = _ => { };

    public Envelope Sign()
    {
        var payload = Payload().ToByteString();
        return new Envelope { Payload = payload, Signature = Creator.Sign(payload.Span) };
    }

    /// <summary>What the peer signs, and its signature.</summary>
    public ChaincodeEndorsedAction Endorse()
    {
        var response = new ProposalResponsePayload
        {
            ProposalHash = ByteString.CopyFrom(SHA256.HashData(
                [.. ChannelHeader().Span, .. SignatureHeader().Span, .. ProposalPayload().Span])),
            Extension = new ChaincodeAction
            {
                Response = new Response { Status = 200 },
                ChaincodeId = new ChaincodeID { Name = "insurance", Version = "1" },
                Results = Results,
                Events = Event is { } raised
                    ? new ChaincodeEvent { ChaincodeId = "insurance", TxId = Id, EventName = raised.Name, Payload = ByteString.CopyFromUtf8(raised.Payload) }.ToByteString()
                    : ByteString.Empty,
            }.ToByteString(),
        }.ToByteString();
        var action = new ChaincodeEndorsedAction { ProposalResponsePayload = response };
        if (Endorser is not null)
        {
            action.Endorsements.Add(new Endorsement
            {
                Endorser = Endorser.Serialized,
                Signature = Endorser.Sign([.. response.Span, .. Endorser.Serialized.Span]),
            });
        }

        return action;
    }

    private Payload Payload()
    {
        var endorsed = Endorse();
        Endorsed(endorsed);
        var action = new ChaincodeActionPayload { ChaincodeProposalPayload = ProposalPayload(), Action = endorsed };
        return new Payload
        {
            Header = new Header { ChannelHeader = ChannelHeader(), SignatureHeader = SignatureHeader() },
            Data = new Transaction
            {
                Actions = { new TransactionAction { Header = SignatureHeader(), Payload = action.ToByteString() } },
            }.ToByteString(),
        };
    }

    private ByteString ChannelHeader() => new ChannelHeader
    {
        Type = (int)HeaderType.EndorserTransaction,
        ChannelId = "insurance",
        TxId = Id,
        Timestamp = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Time),
        Extension = new ChaincodeHeaderExtension { ChaincodeId = new ChaincodeID { Name = "insurance" } }.ToByteString(),
    }.ToByteString();

    private ByteString SignatureHeader() => new SignatureHeader
    {
        Creator = Creator.Serialized,
        Nonce = ByteString.CopyFrom(_nonce),
    }.ToByteString();

    private ByteString ProposalPayload() => new ChaincodeProposalPayload
    {
        Input = new ChaincodeInvocationSpec
        {
            ChaincodeSpec = new ChaincodeSpec
            {
                ChaincodeId = new ChaincodeID { Name = "insurance" },
                Input = new ChaincodeInput { Args = { ByteString.CopyFromUtf8("PayClaim"), Arguments } },
            },
        }.ToByteString(),
    }.ToByteString();
}
