namespace EndToEnd.Tests.Running;

/// <summary>A clock that goes wrong by the same time always.</summary>
public sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
