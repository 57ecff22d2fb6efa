namespace EndToEnd.Tests.Running;

/// <summary>A clock that certificates of the past are issued by.</summary>
public sealed class YearsAgo(int years) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddYears(-years);
}
