namespace Insurance.Consortium.Calls;

/// <summary>When a call's patience ends. gRPC holds it against the machine's own clock, never against a moved one.</summary>
public static class Deadline
{
    public static DateTime In(TimeSpan patience) => TimeProvider.System.GetUtcNow().UtcDateTime + patience;
}
