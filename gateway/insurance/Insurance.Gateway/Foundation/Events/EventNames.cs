namespace Insurance.Gateway.Foundation.Events;

/// <summary>The events that the gateway itself acts on. What no method emits stops the start.</summary>
internal static class EventNames
{
    public const string ClaimApproved = nameof(ClaimApproved);
    public const string EventSettled = nameof(EventSettled);
    public const string IndexDetermined = nameof(IndexDetermined);
    public const string PartyErased = nameof(PartyErased);
    public const string ReadingPublished = nameof(ReadingPublished);
    public const string ReadingsPublished = nameof(ReadingsPublished);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(EventNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!),
    ];
}
