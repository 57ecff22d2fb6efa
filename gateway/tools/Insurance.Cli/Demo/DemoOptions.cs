namespace Insurance.Cli.Demo;

/// <summary>How much of the data to replay.</summary>
internal sealed record DemoOptions(int Flights, int Losses)
{
    /// <summary>Records worked on at one time.</summary>
    public const int InFlight = 64;
}
