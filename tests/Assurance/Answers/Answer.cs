namespace Assurance.Answers;

/// <summary>How a server answered one request.</summary>
/// <param name="Status">gRPC's name, or HTTP and its number.</param>
/// <param name="Code">The stable code of the error, where it has one.</param>
/// <param name="Message">The sentence.</param>
public sealed record Answer(string Status, string? Code, string Message)
{
    public static Answer Late { get; } = new("LATE", null, "no answer within the limit");

    /// <summary>A stream that was still open when it was left.</summary>
    public static Answer Open { get; } = new("STREAM", null, "");

    public bool IsOk => Status is "OK" or "STREAM";

    /// <summary>It may have been carried out all the same: nobody was informed.</summary>
    public bool IsUnknown => Status is "LATE" or "CLOSED" or "CANCELLED" or "UNAVAILABLE" or "DEADLINE_EXCEEDED";

    public override string ToString() => Code is null ? Status : $"{Status} {Code}";
}
