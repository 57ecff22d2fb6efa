using System.Security.Cryptography;
using Fabric.Protos.Common;
using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Fabric.Protos.Peer;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Handmade;

/// <summary>A transaction put together by hand as client and peers put one together; whatever a test changes is signed with it.</summary>
internal sealed class HandmadeTransaction(string channel, string chaincode, HandmadeSigner creator, params HandmadeSigner[] endorsers)
{
    /// <summary>Decides the id; two transactions with one nonce and one creator have the same.</summary>
    public ByteString Nonce { get; set; } = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(24));

    public Timestamp? Time { get; set; } = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    /// <summary>What it reads and writes in the chaincode's namespace.</summary>
    public KVRWSet Public { get; } = new();

    /// <summary>The collection whose hashed keys it writes.</summary>
    public string Collection { get; set; } = "";

    public HashedRWSet Hashed { get; } = new();

    public Action<ChannelHeader> OnChannel { get; set; } = _ => { };

    public Action<SignatureHeader> OnHeader { get; set; } = _ => { };

    public Action<TxReadWriteSet> OnSets { get; set; } = _ => { };

    public Action<ChaincodeAction> OnResult { get; set; } = _ => { };

    public Action<ProposalResponsePayload> OnResponse { get; set; } = _ => { };

    public Action<ChaincodeEndorsedAction> OnEndorsed { get; set; } = _ => { };

    public Action<ChaincodeActionPayload> OnPayload { get; set; } = _ => { };

    public Action<Transaction> OnTransaction { get; set; } = _ => { };

    public Action<Payload> OnWhole { get; set; } = _ => { };

    /// <summary>What stands around the bytes that the creator signs.</summary>
    public Action<Envelope> OnEnvelope { get; set; } = _ => { };

    public string Id => Convert.ToHexStringLower(SHA256.HashData([.. Nonce.Span, .. creator.Serialized.Span]));

    public static ByteString Hash(string text) => ByteString.CopyFrom(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    public HandmadeTransaction Writes(string key, string value = "v")
    {
        Public.Writes.Add(new KVWrite { Key = key, Value = ByteString.CopyFromUtf8(value) });
        return this;
    }

    /// <summary>A private value of which only the hash is reported.</summary>
    public HandmadeTransaction WritesPrivate(string collection, string key)
    {
        Collection = collection;
        Hashed.HashedWrites.Add(new KVWriteHash { KeyHash = Hash(key), ValueHash = Hash("value of " + key) });
        return this;
    }

    public Envelope Sign()
    {
        var signature = Changed(new SignatureHeader { Creator = creator.Serialized, Nonce = Nonce }, OnHeader).ToByteString();
        var header = Changed(
            new ChannelHeader
            {
                Type = (int)HeaderType.EndorserTransaction,
                ChannelId = channel,
                TxId = Id,
                Timestamp = Time,
                Extension = new ChaincodeHeaderExtension { ChaincodeId = new ChaincodeID { Name = chaincode } }.ToByteString(),
            },
            OnChannel).ToByteString();
        var proposal = new ChaincodeProposalPayload
        {
            Input = new ChaincodeInvocationSpec
            {
                ChaincodeSpec = new ChaincodeSpec
                {
                    ChaincodeId = new ChaincodeID { Name = chaincode },
                    Input = new ChaincodeInput { Args = { ByteString.CopyFromUtf8("handmade") } },
                },
            }.ToByteString(),
        }.ToByteString();
        var action = new ChaincodeActionPayload { ChaincodeProposalPayload = proposal, Action = Endorse(header, signature, proposal) };
        OnPayload(action);
        var transaction = new Transaction { Actions = { new TransactionAction { Header = signature, Payload = action.ToByteString() } } };
        OnTransaction(transaction);
        var payload = Changed(
            new Payload
            {
                Header = new Header { ChannelHeader = header, SignatureHeader = signature },
                Data = transaction.ToByteString(),
            },
            OnWhole).ToByteString();
        return Changed(new Envelope { Payload = payload, Signature = creator.Sign(payload.Span) }, OnEnvelope);
    }

    private static T Changed<T>(T message, Action<T> change)
    {
        change(message);
        return message;
    }

    private ChaincodeEndorsedAction Endorse(ByteString header, ByteString signature, ByteString proposal)
    {
        var set = new NsReadWriteSet { Namespace = chaincode, Rwset = Public.ToByteString() };
        if (Collection.Length > 0)
        {
            set.CollectionHashedRwset.Add(new CollectionHashedReadWriteSet { CollectionName = Collection, HashedRwset = Hashed.ToByteString() });
        }

        var result = Changed(
            new ChaincodeAction
            {
                ChaincodeId = new ChaincodeID { Name = chaincode, Version = "1" },
                Response = new Response { Status = 200 },
                Results = Changed(new TxReadWriteSet { NsRwset = { set } }, OnSets).ToByteString(),
            },
            OnResult);
        var response = Changed(
            new ProposalResponsePayload
            {
                ProposalHash = ByteString.CopyFrom(SHA256.HashData([.. header.Span, .. signature.Span, .. proposal.Span])),
                Extension = result.ToByteString(),
            },
            OnResponse).ToByteString();
        var endorsed = new ChaincodeEndorsedAction { ProposalResponsePayload = response };
        endorsed.Endorsements.Add(endorsers.Select(endorser => Endorsement(endorser, response)));
        OnEndorsed(endorsed);
        return endorsed;
    }

    public static Endorsement Endorsement(HandmadeSigner endorser, ByteString response) => new()
    {
        Endorser = endorser.Serialized,
        Signature = endorser.Sign([.. response.Span, .. endorser.Serialized.Span]),
    };
}
