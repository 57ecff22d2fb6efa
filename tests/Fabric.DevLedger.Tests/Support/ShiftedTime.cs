namespace Fabric.DevLedger.Tests.Support;

/// <summary>A clock that is off by a fixed amount.</summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
}
