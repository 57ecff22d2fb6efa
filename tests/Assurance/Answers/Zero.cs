namespace Assurance.Answers;

/// <summary>What must not happen once.</summary>
public sealed record Zero(string Name)
{
    public static Zero Crash { get; } = new("crashes: a process of ours ended that nobody killed");

    public static Zero Hang { get; } = new("hangs: no answer within 5 s");

    public static Zero Uncoded { get; } = new("INTERNAL or UNKNOWN without a code");

    public static Zero Memory { get; } = new("memory kept after the load had gone");

    public static Zero Lost { get; } = new("acknowledged and missing, or there twice");

    public static Zero Changed { get; } = new("refused calls that changed state");

    public static Zero Altered { get; } = new("altered or shortened data served without a word");

    public static Zero ShutOut { get; } = new("callers shut out by another's flood");

    public static Zero Unverified { get; } = new("exports of an honest ledger that are not VERIFIED");

    public static Zero Unfinished { get; } = new("parts that could not be finished");

    public static IReadOnlyList<Zero> All { get; } = [Crash, Hang, Uncoded, Memory, Lost, Changed, Altered, ShutOut, Unverified, Unfinished];
}
