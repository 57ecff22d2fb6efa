namespace Fabric.DevLedger.Configuration;

/// <summary>The ranges of <see cref="LimitOptions"/>.</summary>
internal static class LimitChecks
{
    private const int Mebibyte = 1024 * 1024;

    public static void Check(LimitOptions limits, List<string> problems)
    {
        void Between(string name, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                problems.Add(FormattableString.Invariant($"limits.{name}: must be from {least} to {most}"));
            }
        }

        void Seconds(string name, TimeSpan value, int most)
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromSeconds(most))
            {
                problems.Add(FormattableString.Invariant($"limits.{name}: must be from a second to {most} seconds"));
            }
        }

        Between("requestBytes", limits.RequestBytes, Mebibyte, 100 * Mebibyte);
        Between("unknownRequestBytes", limits.UnknownRequestBytes, 64 * 1024, 1024 * Mebibyte);
        Between("requestBytesInFlight", limits.RequestBytesInFlight, Mebibyte, 2047L * Mebibyte);
        Between("connections", limits.Connections, 16, 65_536);
        Between("unknownConnections", limits.UnknownConnections, 1, limits.Connections);
        Between("callsPerOrganization", limits.CallsPerOrganization, 1, 65_536);
        Between("streamsPerOrganization", limits.StreamsPerOrganization, 1, 65_536);
        Between("simulationsPerOrganization", limits.SimulationsPerOrganization, 1, 256);
        Between("transactionReadBytes", limits.TransactionReadBytes, Mebibyte, 1024L * Mebibyte);
        Seconds("unknownTimeout", limits.UnknownTimeout, 600);
        Seconds("executionTimeout", limits.ExecutionTimeout, 600);
        Seconds("slowReader", limits.SlowReader, 3600);
    }
}
