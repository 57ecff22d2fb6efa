namespace Fabric.DevLedger.Chaincode;

/// <summary>The answer to one request, which may come in parts.</summary>
internal abstract class PipeAnswer
{
    // What a part holds at least before the next one begins; one value more may be in it.
    private const int PartBytes = 1024 * 1024;

    /// <summary>Writes the answer or its next part; true when nothing follows.</summary>
    /// <exception cref="LedgerAccessException">The ledger refuses the request.</exception>
    public abstract bool Write(PipeWriter writer);

    public static PipeAnswer To(PipeKind kind, ref PipeReader body, ILedgerAccess ledger)
    {
        switch (kind)
        {
            case PipeKind.GetState:
                return new One(ledger.GetState(body.String(), body.String()));
            case PipeKind.GetPrivateHash:
                return new One(ledger.GetPrivateHash(body.String(), body.String()));
            case PipeKind.GetValidationParameter:
                return new One(ledger.GetValidationParameter(body.String(), body.String()));
            case PipeKind.Scan:
                return new Range(ledger.Scan(body.String(), body.String(), body.String(), Limit(body.UInt32())).GetEnumerator());
            case PipeKind.GetHistory:
                return new History(ledger.GetHistory(body.String(), Limit(body.UInt32())).GetEnumerator());
            case PipeKind.GetStates:
                return States.Read(ref body, ledger);
            case PipeKind.InvokeChaincode:
                throw ledger.RefusesInvocation(body.String());
            default:
                throw new PipeProtocolException(FormattableString.Invariant($"frame kind {(byte)kind:x2}"));
        }
    }

    private static int Limit(uint limit) => (int)Math.Min(limit, int.MaxValue - 1);

    private sealed class One(byte[]? value) : PipeAnswer
    {
        public override bool Write(PipeWriter writer)
        {
            writer.Present(value);
            return true;
        }
    }

    private sealed class Range(IEnumerator<ScanAnswer> parts) : PipeAnswer
    {
        public override bool Write(PipeWriter writer)
        {
            parts.MoveNext();
            var part = parts.Current;
            writer.UInt32((uint)part.Entries.Count);
            foreach (var entry in part.Entries)
            {
                writer.String(entry.Key);
                writer.Bytes(entry.Value);
            }

            if (!part.Continues)
            {
                writer.Bool(part.More);
            }

            return !part.Continues;
        }
    }

    private sealed class History(IEnumerator<HistoryAnswer> parts) : PipeAnswer
    {
        public override bool Write(PipeWriter writer)
        {
            parts.MoveNext();
            var part = parts.Current;
            writer.UInt32((uint)part.Entries.Count);
            foreach (var entry in part.Entries)
            {
                writer.String(entry.TransactionId);
                writer.Int64(entry.Timestamp.Seconds);
                writer.UInt32((uint)entry.Timestamp.Nanos);
                writer.Bool(entry.IsDelete);
                writer.Bytes(entry.Value);
            }

            return !part.Continues;
        }
    }

    private sealed class States(ILedgerAccess ledger, string collection, string[] keys) : PipeAnswer
    {
        private int _next;

        public static States Read(ref PipeReader body, ILedgerAccess ledger)
        {
            var collection = body.String();
            var keys = new string[body.Count()];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = body.String();
            }

            return new States(ledger, collection, keys);
        }

        public override bool Write(PipeWriter writer)
        {
            var values = new List<byte[]?>(keys.Length - _next);
            for (var bytes = 0; _next < keys.Length && bytes < PartBytes; _next++)
            {
                var value = ledger.GetState(collection, keys[_next]);
                values.Add(value);
                bytes += value?.Length ?? 0;
            }

            writer.UInt32((uint)values.Count);
            values.ForEach(writer.Present);
            return _next == keys.Length;
        }
    }
}
