using Fabric.Protos.Common;
using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Fabric.Protos.Peer;
using Google.Protobuf;
using Version = Fabric.Protos.Ledger.Rwset.Kvrwset.Version;

namespace Handmade;

/// <summary>Generated envelopes: sound ones, and ones with a fault that orderers let pass, so that peers must judge it.</summary>
/// <remarks>Peers of Fabric 2.5.16 judge each of these and go on; two at once are tried on our own ledger alone.</remarks>
internal sealed class HandmadeFaults(int seed, Func<HandmadeTransaction> fresh, HandmadeSigner client, HandmadeSigner peer, bool pairs)
{
    private readonly Random _random = new(seed);
    private readonly HandmadeSigner _client = client;
    private readonly HandmadeSigner _peer = peer;
    private readonly List<ByteString> _nonces = [];

    private static readonly Action<HandmadeFaults, HandmadeTransaction>[] Kinds =
    [
        (_, _) => { },
        (_, t) => t.OnTransaction = whole => whole.Actions.Add(whole.Actions[0].Clone()),
        (f, t) => t.OnTransaction = whole => whole.Actions[0].Header = f.Garbage(),
        (_, t) => t.OnTransaction = whole => whole.Actions[0].Header = ByteString.Empty,
        (_, t) => t.OnTransaction = whole => whole.Actions[0].Header = new SignatureHeader { Nonce = ByteString.CopyFromUtf8("n") }.ToByteString(),
        (_, t) => t.OnPayload = payload => payload.ChaincodeProposalPayload = ByteString.CopyFromUtf8("other"),
        (f, t) => t.OnResponse = response => response.ProposalHash = f.Garbage(),
        (_, t) => t.OnResponse = response => response.ProposalHash = ByteString.Empty,
        (_, t) => t.OnResponse = response => response.Extension = ByteString.Empty,
        (f, t) => t.OnChannel = header => header.Extension = f.Garbage(),
        (_, t) => t.OnChannel = header => header.Extension = ByteString.Empty,
        (_, t) => t.OnChannel = header => header.Extension = new ChaincodeHeaderExtension { ChaincodeId = new ChaincodeID { Name = "other" } }.ToByteString(),
        (_, t) => t.OnChannel = header => header.Extension = new ChaincodeHeaderExtension { ChaincodeId = new ChaincodeID() }.ToByteString(),
        (_, t) => t.OnChannel = header => header.Epoch = 7,
        (_, t) => t.OnChannel = header => header.TlsCertHash = ByteString.CopyFromUtf8("no hash"),
        (f, t) => t.OnChannel = header => header.Version = f._random.Next(),
        (f, t) => t.OnChannel = header => header.TxId = f.AnyId(),
        (_, t) => t.OnChannel = header => header.TxId = "",
        (_, t) => t.OnHeader = header => header.Nonce = ByteString.Empty,
        (_, t) => t.OnResult = result => result.Results = ByteString.Empty,
        (_, t) => t.OnResult = result => result.ChaincodeId = null,
        (_, t) => t.OnResult = result => result.ChaincodeId.Version = "",
        (_, t) => t.OnResult = result => result.ChaincodeId.Name = "other",
        (_, t) => t.OnResult = result => result.Response = null,
        (_, t) => t.OnResult = result => result.Response.Status = 500,
        (f, t) => t.OnResult = result => result.Events = f.Garbage(),
        (_, t) => t.OnResult = result => result.Events = new ChaincodeEvent { ChaincodeId = "other", EventName = "e" }.ToByteString(),
        (_, t) => t.OnSets = sets => sets.NsRwset.Add(sets.NsRwset[0].Clone()),
        (_, t) => t.OnSets = sets => sets.NsRwset.Clear(),
        (_, t) => t.OnSets = sets => sets.NsRwset.Add(Namespace("nobody-defined-it", "k")),
        (_, t) => t.OnSets = sets => sets.NsRwset.Add(new NsReadWriteSet { Namespace = "read-only" }),
        (_, t) => t.OnEndorsed = endorsed => endorsed.Endorsements.Clear(),
        (_, t) => t.OnEndorsed = endorsed => endorsed.Endorsements.RemoveAt(0),
        (_, t) => t.OnEndorsed = endorsed => endorsed.Endorsements[1] = endorsed.Endorsements[0].Clone(),
        (_, t) => t.OnEndorsed = endorsed => endorsed.Endorsements.Add(endorsed.Endorsements[0].Clone()),
        (f, t) => t.OnEndorsed = endorsed => endorsed.Endorsements[0].Signature = f.Garbage(),
        (f, t) => t.OnEndorsed = endorsed => endorsed.Endorsements.Add(new Endorsement { Endorser = endorsed.Endorsements[0].Endorser, Signature = f.Garbage() }),
        (f, t) => t.OnEndorsed = endorsed => endorsed.Endorsements.Insert(0, new Endorsement { Endorser = f.Garbage(), Signature = f.Garbage() }),
        (f, t) => t.OnEndorsed = endorsed => endorsed.Endorsements[0] = HandmadeTransaction.Endorsement(f._client, endorsed.ProposalResponsePayload),
        (f, t) => t.OnEndorsed = endorsed => endorsed.Endorsements.Add(HandmadeTransaction.Endorsement(f._client, endorsed.ProposalResponsePayload)),
        (f, t) => t.OnEndorsed = endorsed => endorsed.Endorsements[0] = HandmadeTransaction.Endorsement(f._peer, endorsed.ProposalResponsePayload),
        (f, t) => t.Public.Reads.Add(new KVRead { Key = f.Key(), Version = new Version { BlockNum = (ulong)f._random.Next(4), TxNum = (ulong)f._random.Next(3) } }),
        (f, t) => t.Public.Reads.Add(new KVRead { Key = f.Key() }),
        (_, t) => t.Public.Reads.Add(new KVRead { Key = "never-written" }),
        (f, t) => t.Public.Reads.Add(new KVRead { Key = "never-written", Version = new Version { BlockNum = ulong.MaxValue, TxNum = ulong.MaxValue } }),
        (f, t) => t.Public.Writes.Add(new KVWrite { Key = f.Key(), IsDelete = true }),
        (f, t) => t.Public.Writes.Add(new KVWrite { Key = f.Key() }),
        (f, t) => t.Nonce = f.AnyNonce(t.Nonce),
        (f, t) => t.Nonce = f.AnyNonce(t.Nonce),
        (_, t) => t.Time = null,
        (_, t) => t.Time = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = long.MaxValue, Nanos = int.MinValue },
        (_, t) => t.Time = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = -1, Nanos = int.MaxValue },
        (_, t) => t.OnWhole = whole => whole.MergeFrom(UnknownField()),
        (_, t) => t.OnResult = result => result.MergeFrom(UnknownField()),
        (_, t) => t.OnChannel = header => header.MergeFrom(UnknownField()),
        (_, t) => t.OnEnvelope = envelope => envelope.MergeFrom(UnknownField()),
        (_, t) => t.OnEndorsed = endorsed => endorsed.Endorsements[1].Signature = endorsed.Endorsements[0].Signature,
    ];

    public int KindCount => Kinds.Length;

    /// <summary>The next transaction: of each kind in turn at first, then of any, or of two kinds at once.</summary>
    public HandmadeTransaction Next(int index)
    {
        var transaction = fresh().Writes(Key(), "v" + index);
        Kinds[index < Kinds.Length ? index : _random.Next(Kinds.Length)](this, transaction);
        if (pairs && index > 2 * Kinds.Length && _random.Next(4) == 0)
        {
            Kinds[_random.Next(Kinds.Length)](this, transaction);
        }

        _nonces.Add(transaction.Nonce);
        return transaction;
    }

    private static NsReadWriteSet Namespace(string name, string key) =>
        new() { Namespace = name, Rwset = new KVRWSet { Writes = { new KVWrite { Key = key, Value = ByteString.CopyFromUtf8("v") } } }.ToByteString() };

    // Field 1999, a number.
    private static ByteString UnknownField() => ByteString.CopyFrom(0xf8, 0x7c, 0x07);

    private string Key() => "k" + _random.Next(5);

    private ByteString AnyNonce(ByteString otherwise) => _nonces.Count == 0 ? otherwise : _nonces[_random.Next(_nonces.Count)];

    private string AnyId()
    {
        var other = fresh();
        other.Nonce = AnyNonce(other.Nonce);
        return other.Id;
    }

    // A field whose declared length is longer than what follows: no message at all.
    private ByteString Garbage()
    {
        var bytes = new byte[_random.Next(3, 20)];
        _random.NextBytes(bytes);
        bytes[0] = 0x0a;
        bytes[1] = 0x7f;
        return ByteString.CopyFrom(bytes);
    }
}
