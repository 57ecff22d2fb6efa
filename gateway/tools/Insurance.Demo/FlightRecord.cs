namespace Insurance.Demo;

/// <summary>One flight of the data: departure as the schedule prints it, arrival delay in minutes (negative is early).</summary>
public sealed record FlightRecord(int Number, DateTime Departure, int DelayMinutes, int DistanceMiles, string Origin, string Destination)
{
    /// <summary>
    /// When its arrival was known. The data has no arrival time: half an hour on the ground and seven miles a minute in the
    /// air stand for the schedule, and the delay comes on top.
    /// </summary>
    public DateTime Arrival => Departure.AddMinutes(30 + (DistanceMiles / 7) + Math.Max(0, DelayMinutes));
}
