namespace Insurance.Demo;

/// <summary>How much of the data to replay.</summary>
public sealed record DemoOptions(int Flights, int Losses)
{
    /// <summary>Records worked on at one time.</summary>
    public const int InFlight = 64;
}
