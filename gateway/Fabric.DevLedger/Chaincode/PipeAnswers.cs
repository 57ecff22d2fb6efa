using System.Collections.Concurrent;

namespace Fabric.DevLedger.Chaincode;

/// <summary>Answers a transaction's reads.</summary>
internal static class PipeAnswers
{
    private const int MaxPooled = 64;

    private static readonly ConcurrentBag<PipeWriter> Pool = [];

    public static PipeWriter Rent() => Pool.TryTake(out var writer) ? writer : new PipeWriter();

    public static void Return(PipeWriter writer)
    {
        writer.Clear();
        if (Pool.Count < MaxPooled)
        {
            Pool.Add(writer);
        }
    }

    public static void Write(PipeKind kind, ref PipeReader body, ILedgerAccess ledger, PipeWriter answer)
    {
        switch (kind)
        {
            case PipeKind.GetState:
                answer.Present(ledger.GetState(body.String(), body.String()));
                break;
            case PipeKind.GetPrivateHash:
                answer.Present(ledger.GetPrivateHash(body.String(), body.String()));
                break;
            case PipeKind.GetValidationParameter:
                answer.Present(ledger.GetValidationParameter(body.String(), body.String()));
                break;
            case PipeKind.Scan:
                WriteScan(ledger.Scan(body.String(), body.String(), body.String(), Limit(body.UInt32())), answer);
                break;
            case PipeKind.GetHistory:
                WriteHistory(ledger.GetHistory(body.String(), Limit(body.UInt32())), answer);
                break;
            case PipeKind.GetStates:
                WriteStates(ref body, ledger, answer);
                break;
            default:
                throw new PipeProtocolException(FormattableString.Invariant($"frame kind {(byte)kind:x2}"));
        }
    }

    private static int Limit(uint limit) => (int)Math.Min(limit, int.MaxValue - 1);

    private static void WriteScan(ScanAnswer scan, PipeWriter answer)
    {
        answer.UInt32((uint)scan.Entries.Count);
        foreach (var entry in scan.Entries)
        {
            answer.String(entry.Key);
            answer.Bytes(entry.Value);
        }

        answer.Bool(scan.More);
    }

    private static void WriteHistory(IReadOnlyList<HistoryEntry> history, PipeWriter answer)
    {
        answer.UInt32((uint)history.Count);
        foreach (var entry in history)
        {
            answer.String(entry.TransactionId);
            answer.Int64(entry.Timestamp.Seconds);
            answer.UInt32((uint)entry.Timestamp.Nanos);
            answer.Bool(entry.IsDelete);
            answer.Bytes(entry.Value);
        }
    }

    private static void WriteStates(ref PipeReader body, ILedgerAccess ledger, PipeWriter answer)
    {
        var collection = body.String();
        var count = body.Count();
        answer.UInt32((uint)count);
        for (var i = 0; i < count; i++)
        {
            answer.Present(ledger.GetState(collection, body.String()));
        }
    }
}
