using System.Security.Cryptography;
using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Version = Fabric.Protos.Ledger.Rwset.Kvrwset.Version;

namespace Fabric.Audit.Tests.Support;

/// <summary>A transaction as its creator and its endorsers sign it.</summary>
public sealed class Draft(Member.Key creator, params Member.Key[] endorsers)
{
    private byte[] _nonce = RandomNumberGenerator.GetBytes(24);
    private readonly KVRWSet _changes = new();
    private readonly HashedRWSet _hashed = new();
    private ByteString _raised = ByteString.Empty;

    public TxValidationCode Code { get; set; } = TxValidationCode.Valid;

    public DateTimeOffset Time { get; set; } = TestChain.Begin;

    public string Chaincode { get; set; } = TestChain.Chaincode;

    public string Channel { get; set; } = TestChain.Channel;

    public string? Id { get; set; }

    /// <summary>The time as written, where no calendar has it; <c>null</c>: <see cref="Time"/>.</summary>
    public Timestamp? Stamp { get; set; }

    /// <summary>Changes the transaction before its creator signs it.</summary>
    public Action<Transaction> Changed { get; set; } = _ => { };

    /// <summary>Changes the endorsements before the creator signs them.</summary>
    public Action<ChaincodeEndorsedAction> Endorsed { get; set; } = _ => { };

    public IReadOnlyList<ByteString> Arguments { get; set; } = [ByteString.CopyFromUtf8("Pay"), ByteString.CopyFromUtf8("{}")];

    /// <summary>The id that nonce and creator give it.</summary>
    public string OwnId => Convert.ToHexStringLower(SHA256.HashData([.. _nonce, .. creator.Serialized.Span]));

    public void SameIdAs(Draft other) => _nonce = other._nonce;

    public Draft Reads(string key, ulong block, ulong transaction)
    {
        _changes.Reads.Add(new KVRead { Key = key, Version = new Version { BlockNum = block, TxNum = transaction } });
        return this;
    }

    public Draft ReadsNothingAt(string key)
    {
        _changes.Reads.Add(new KVRead { Key = key });
        return this;
    }

    public Draft Scans(string start, string end)
    {
        _changes.RangeQueriesInfo.Add(new RangeQueryInfo { StartKey = start, EndKey = end, ItrExhausted = true, RawReads = new QueryReads() });
        return this;
    }

    public Draft Writes(string key, string value = "v")
    {
        _changes.Writes.Add(new KVWrite { Key = key, Value = ByteString.CopyFromUtf8(value) });
        return this;
    }

    public Draft Deletes(string key)
    {
        _changes.Writes.Add(new KVWrite { Key = key, IsDelete = true });
        return this;
    }

    public Draft WritesPrivate(string key)
    {
        _hashed.HashedWrites.Add(new KVWriteHash { KeyHash = Hash(key), ValueHash = Hash("value") });
        return this;
    }

    public Draft Protects(string key, string policy)
    {
        _changes.MetadataWrites.Add(new KVMetadataWrite
        {
            Key = key,
            Entries = { new KVMetadataEntry { Name = "VALIDATION_PARAMETER", Value = SignaturePolicies.Parse(policy).ToByteString() } },
        });
        return this;
    }

    public Draft Raises(string name)
    {
        _raised = new ChaincodeEvent { ChaincodeId = Chaincode, TxId = Id ?? OwnId, EventName = name }.ToByteString();
        return this;
    }

    public Draft As(TxValidationCode code)
    {
        Code = code;
        return this;
    }

    public Draft At(DateTimeOffset time)
    {
        Time = time;
        return this;
    }

    public ByteString Sign()
    {
        var signatureHeader = new SignatureHeader { Creator = creator.Serialized, Nonce = ByteString.CopyFrom(_nonce) }.ToByteString();
        var channelHeader = new ChannelHeader
        {
            Type = (int)HeaderType.EndorserTransaction,
            ChannelId = Channel,
            TxId = Id ?? OwnId,
            Timestamp = Stamp ?? Timestamp.FromDateTimeOffset(Time),
            Extension = new ChaincodeHeaderExtension { ChaincodeId = new ChaincodeID { Name = Chaincode } }.ToByteString(),
        }.ToByteString();
        var specification = new ChaincodeInvocationSpec
        {
            ChaincodeSpec = new ChaincodeSpec
            {
                ChaincodeId = new ChaincodeID { Name = Chaincode },
                Input = new ChaincodeInput { Args = { Arguments } },
            },
        };
        var proposal = new ChaincodeProposalPayload { Input = specification.ToByteString() }.ToByteString();
        var result = new ProposalResponsePayload
        {
            ProposalHash = ByteString.CopyFrom(SHA256.HashData([.. channelHeader.Span, .. signatureHeader.Span, .. proposal.Span])),
            Extension = new ChaincodeAction
            {
                ChaincodeId = new ChaincodeID { Name = Chaincode, Version = "1" },
                Response = new Response { Status = 200 },
                Results = Results(),
                Events = _raised,
            }.ToByteString(),
        }.ToByteString();
        var endorsed = new ChaincodeEndorsedAction { ProposalResponsePayload = result };
        foreach (var endorser in endorsers)
        {
            endorsed.Endorsements.Add(new Endorsement
            {
                Endorser = endorser.Serialized,
                Signature = endorser.Sign([.. result.Span, .. endorser.Serialized.Span]),
            });
        }

        Endorsed(endorsed);
        var action = new ChaincodeActionPayload { ChaincodeProposalPayload = proposal, Action = endorsed };
        var transaction = new Transaction { Actions = { new TransactionAction { Header = signatureHeader, Payload = action.ToByteString() } } };
        Changed(transaction);
        var payload = new Payload
        {
            Header = new Header { ChannelHeader = channelHeader, SignatureHeader = signatureHeader },
            Data = transaction.ToByteString(),
        }.ToByteString();
        return new Envelope { Payload = payload, Signature = creator.Sign(payload.Span) }.ToByteString();
    }

    private static ByteString Hash(string text) => ByteString.CopyFrom(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private ByteString Results()
    {
        var set = new NsReadWriteSet { Namespace = Chaincode, Rwset = _changes.ToByteString() };
        if (_hashed.HashedWrites.Count > 0)
        {
            set.CollectionHashedRwset.Add(new CollectionHashedReadWriteSet { CollectionName = TestChain.Collection, HashedRwset = _hashed.ToByteString() });
        }

        return new TxReadWriteSet { NsRwset = { set } }.ToByteString();
    }
}
