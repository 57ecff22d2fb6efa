using CsCheck;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Fabric.Client.Resilience.Tests;

/// <summary>
/// An envelope is read in parts, without copies. Whatever it is, what is found is what its messages say when they are parsed one by one; only
/// what surrounds the event of a valid transaction is not looked at.
/// </summary>
public sealed class EventEnvelopeTests
{
    private const int Levels = 8;
    private const string Unreadable = "unreadable";

    // A number, bytes, groups with a number and with what does not exist, a type that does not exist, the end of no group.
    private static readonly byte[][] Fields = [[0x78, 0x01], [0x7a, 0x01, 0x00], [0x1b, 0x20, 0x01, 0x1c], [0x1b, 0x26, 0x1c], [0x3e], [0x1c], [0x0a, 0x00], [0x12, 0x00]];

    private static readonly ByteString Usual = Envelope(Payload("tx", Action("Sold", "policy")));

    [Fact]
    public void Read_AsClientsWriteIt_HasTheEvent()
    {
        var envelope = EventEnvelope.ReadParts(Usual, withEvents: true).ShouldNotBeNull();
        envelope.TransactionId.ShouldBe("tx");
        envelope.Events.Select(item => (item.ChaincodeId, item.EventName, item.Payload.ToStringUtf8())).ShouldBe([("insurance", "Sold", "policy")]);
        EventEnvelope.Read(Usual, withEvents: false).ShouldNotBeNull().Events.ShouldBeEmpty();
    }

    [Fact]
    public void Read_WithoutAnEvent_HasNone()
    {
        var silent = Envelope(Payload("tx", new ChaincodeAction { Results = ByteString.CopyFromUtf8("writes") }));
        Named(EventEnvelope.ReadParts(silent, withEvents: true)).ShouldBe("tx:");
    }

    [Fact]
    public void Read_PayloadTwice_TheLastCounts()
    {
        var doubled = Join(Usual, Envelope(Payload("other", Action("Paid", "claim"))));
        Named(EventEnvelope.Read(doubled, withEvents: true)).ShouldBe("other: Paid");
    }

    [Fact]
    public void Read_HeaderTwice_IsMergedAsPeersDo()
    {
        var named = new Payload { Header = new Header { ChannelHeader = Channel("other") } };
        var merged = Envelope(Join(Payload("tx", Action("Sold", "policy")), named.ToByteString()));
        Named(EventEnvelope.Read(merged, withEvents: true)).ShouldBe("other: Sold");
    }

    [Fact]
    public void Read_ActionTwice_IsMergedAsPeersDo()
    {
        var sold = Endorsed(Action("Sold", "policy"));
        var doubled = Join(sold, new ChaincodeActionPayload { Action = new ChaincodeEndorsedAction { ProposalResponsePayload = Response(Action("Paid", "claim")) } }.ToByteString());
        Named(EventEnvelope.Read(Envelope(PayloadOf("tx", Transaction(doubled))), withEvents: true)).ShouldBe("tx: Paid");
    }

    [Fact]
    public void Read_TwoActions_HasTheEventsOfBoth()
    {
        var two = Join(Transaction(Endorsed(Action("Sold", "policy"))), Transaction(Endorsed(Action("Paid", "claim"))));
        Named(EventEnvelope.Read(Envelope(PayloadOf("tx", two)), withEvents: true)).ShouldBe("tx: Sold Paid");
    }

    [Fact]
    public void Read_WhatIsNoTransaction_IsNull()
    {
        EventEnvelope.Read(ByteString.Empty, withEvents: true).ShouldBeNull();
        EventEnvelope.Read(ByteString.CopyFromUtf8("no envelope"), withEvents: true).ShouldBeNull();
        var configuration = new ChannelHeader { Type = (int)HeaderType.Config, TxId = "tx" };
        EventEnvelope.Read(
            Envelope(new Payload { Header = new Header { ChannelHeader = configuration.ToByteString() } }.ToByteString()), withEvents: true).ShouldBeNull();
    }

    [Fact]
    public void Read_DamagedContent_FailsOnlyWhereTheEventsAreWanted()
    {
        var damaged = Envelope(PayloadOf("tx", ByteString.CopyFromUtf8("no transaction")));
        Should.Throw<LedgerException>(() => EventEnvelope.Read(damaged, withEvents: true)).Failure.ShouldBe(LedgerFailure.Rejected);
        Named(EventEnvelope.Read(damaged, withEvents: false)).ShouldBe("tx:");
    }

    [Fact]
    public void Read_DamagedOrAddedToAtAnyDepth_FindsWhatTheMessagesSay() => Gen.Int[0, int.MaxValue - 1].Sample(seed =>
    {
        var random = new Random(seed);
        var (level, others) = (random.Next(Levels), new ByteString[Levels]);
        Built("other", "Paid", (at, message) => others[at] = message);
        var envelope = Built("tx", "Sold", (at, message) => at == level ? Changed(message, others[at], random) : message);

        Outcome(() => EventEnvelope.Read(envelope, withEvents: false)).ShouldBe(Outcome(() => EventEnvelope.ReadWhole(envelope, withEvents: false)));
        var whole = Outcome(() => EventEnvelope.ReadWhole(envelope, withEvents: true));
        // What surrounds the event is not looked at: peers have called the transaction valid.
        if (whole != Unreadable)
        {
            Outcome(() => EventEnvelope.Read(envelope, withEvents: true)).ShouldBe(whole);
        }
    }, iter: 20_000);

    private static ByteString Changed(ByteString message, ByteString other, Random random)
    {
        var field = ByteString.CopyFrom(Fields[random.Next(Fields.Length)]);
        return random.Next(5) switch
        {
            0 => Join(message, field),
            1 => Join(field, message),
            2 => Join(message, other),
            3 => Join(other, message),
            _ => WireMutations.Of(message, random),
        };
    }

    private static ByteString Built(string id, string name, Func<int, ByteString, ByteString> at)
    {
        var item = at(0, new ChaincodeEvent { ChaincodeId = "insurance", TxId = id, EventName = name, Payload = ByteString.CopyFromUtf8(name) }.ToByteString());
        var action = at(1, new ChaincodeAction { Results = ByteString.CopyFromUtf8("writes"), Events = item }.ToByteString());
        var response = at(2, new ProposalResponsePayload { Extension = action }.ToByteString());
        var endorsed = at(3, new ChaincodeActionPayload { Action = new ChaincodeEndorsedAction { ProposalResponsePayload = response } }.ToByteString());
        var transaction = at(4, Transaction(endorsed));
        var channel = at(5, Channel(id));
        var payload = at(6, new Payload { Header = new Header { ChannelHeader = channel }, Data = transaction }.ToByteString());
        return at(7, Envelope(payload));
    }

    private static string Outcome(Func<EventEnvelope?> read)
    {
        try
        {
            return read() is { } envelope
                ? string.Join(' ', envelope.Events.Where(item => item.EventName.Length > 0).Select(item => $"{item}").Prepend(envelope.TransactionId + ":"))
                : "no transaction";
        }
        catch (LedgerException)
        {
            return Unreadable;
        }
    }

    private static string Named(EventEnvelope? envelope) => envelope is null
        ? "no transaction"
        : string.Join(' ', envelope.Events.Select(item => item.EventName).Where(name => name.Length > 0).Prepend(envelope.TransactionId + ":"));

    private static ByteString Envelope(ByteString payload) => new Envelope { Payload = payload, Signature = ByteString.CopyFromUtf8("signature") }.ToByteString();

    private static ByteString Payload(string id, ChaincodeAction action) => PayloadOf(id, Transaction(Endorsed(action)));

    private static ByteString PayloadOf(string id, ByteString content) => new Payload
    {
        Header = new Header { ChannelHeader = Channel(id), SignatureHeader = ByteString.CopyFromUtf8("creator") },
        Data = content,
    }.ToByteString();

    private static ByteString Channel(string id) =>
        new ChannelHeader { Type = (int)HeaderType.EndorserTransaction, ChannelId = "channel", TxId = id }.ToByteString();

    private static ByteString Transaction(ByteString action) => new Protos.Peer.Transaction
    {
        Actions = { new TransactionAction { Header = ByteString.CopyFromUtf8("creator"), Payload = action } },
    }.ToByteString();

    private static ByteString Endorsed(ChaincodeAction action) => new ChaincodeActionPayload
    {
        ChaincodeProposalPayload = ByteString.CopyFromUtf8("proposal"),
        Action = new ChaincodeEndorsedAction
        {
            ProposalResponsePayload = Response(action),
            Endorsements = { new Endorsement { Endorser = ByteString.CopyFromUtf8("peer"), Signature = ByteString.CopyFromUtf8("signature") } },
        },
    }.ToByteString();

    private static ByteString Response(ChaincodeAction action) => new ProposalResponsePayload
    {
        ProposalHash = ByteString.CopyFromUtf8("hash"),
        Extension = action.ToByteString(),
    }.ToByteString();

    private static ChaincodeAction Action(string name, string payload) => new()
    {
        Results = ByteString.CopyFromUtf8("writes"),
        Events = new ChaincodeEvent { ChaincodeId = "insurance", TxId = "tx", EventName = name, Payload = ByteString.CopyFromUtf8(payload) }.ToByteString(),
        Response = new Response { Status = 200, Message = "OK" },
    };

    private static ByteString Join(ByteString first, ByteString second) => ByteString.CopyFrom([.. first.Span, .. second.Span]);
}
