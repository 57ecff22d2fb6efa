namespace Fabric.DevLedger.Chaincode;

/// <summary>Buffers for answers, used again.</summary>
internal static class PipeWriters
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
}
