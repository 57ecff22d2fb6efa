namespace Insurance.Gateway.Transport.Api;

/// <summary>What the log says of a call beside its method: never a value of the request that is not an identifier.</summary>
/// <param name="Caller">Who called.</param>
/// <param name="Records">What about.</param>
internal sealed record CallNote(string Caller, string Records)
{
    private static readonly object Key = new();

    /// <summary>Of a call that nothing is known of.</summary>
    public static CallNote Unknown { get; } = new("unknown", RecordNames.None);

    /// <summary>The note of a call.</summary>
    public static CallNote Of(Caller caller, IMessage request, IMessage? answer = null) => new(
        caller switch
        {
            { Grant: { } grant } => $"holder with token {grant.TokenId}",
            { BrokerId: { } broker } => $"{caller.Name} of {broker}",
            _ => caller.Name,
        },
        RecordNames.Of(request, answer));

    /// <summary>The note that an error carries from the place that knew the call.</summary>
    public static CallNote Of(Exception error) => error.Data[Key] as CallNote ?? Unknown;

    /// <summary>Gives an error a note on its way to where it is logged.</summary>
    public void AttachTo(Exception error) => error.Data[Key] = this;
}
