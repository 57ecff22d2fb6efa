namespace Assurance.Requests;

/// <summary>Runs numbered requests, some at once, and looks at the servers meanwhile and after.</summary>
internal static class Attack
{
    private const int AtOnce = 8;
    private const int WatchedEvery = 500;
    private const long KeptBytes = 192L << 20;

    /// <param name="request">One request by its number; everything random in it follows from the seed and the number.</param>
    public static async Task RunAsync(
        string part, TestConsortium consortium, Tally tally, int count, int seed, Func<int, Random, Task> request)
    {
        // What a server keeps for good (compiled code, caches, pools of connections) is there after the first.
        var warm = Math.Min(count / 4, 4_000);
        await Parallel.ForEachAsync(Enumerable.Range(0, warm), Options, (number, _) => OneAsync(number));
        var before = Residents(consortium);
        await Parallel.ForEachAsync(Enumerable.Range(warm, count - warm), Options, (number, _) => OneAsync(number));
        Watch(part, consortium, tally, count);
        await MemoryAsync(part, consortium, tally, before);

        async ValueTask OneAsync(int number)
        {
            await request(number, Chance.Of(seed, part, number));
            if (number % WatchedEvery == 0)
            {
                Watch(part, consortium, tally, number);
            }

            if (number > 0 && number % 10_000 == 0)
            {
                Console.WriteLine($"{DateTime.UtcNow:T} {part}: {number:N0} of {count:N0}");
            }
        }
    }

    public static ParallelOptions Options { get; } = new() { MaxDegreeOfParallelism = AtOnce };

    /// <summary>Every process that was started is there still.</summary>
    public static void Watch(string part, TestConsortium consortium, Tally tally, int number)
    {
        foreach (var process in consortium.Processes.Where(process => !File.Exists($"/proc/{process.Pid}/status")))
        {
            tally.Break(Zero.Crash, $"{part}: {process.Name} ended about request {number}");
        }
    }

    /// <summary>The last error in the logs of the processes whose name begins so: what a server kept from its caller.</summary>
    public static string LastError(TestConsortium consortium, string process) => Directory.EnumerateFiles(Path.Combine(consortium.Home, "logs"), process + "*.log")
        .SelectMany(File.ReadLines)
        .LastOrDefault(line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal)) ?? "its log has no error";

    /// <summary>Resident memory by process.</summary>
    public static IReadOnlyDictionary<string, long> Residents(TestConsortium consortium) =>
        consortium.Processes.ToDictionary(process => process.Name, process => Resident(process.Pid));

    /// <summary>After the load memory is as it was, or nearly, within a minute.</summary>
    public static async Task MemoryAsync(string part, TestConsortium consortium, Tally tally, IReadOnlyDictionary<string, long> before)
    {
        var end = DateTime.UtcNow.AddMinutes(1);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var after = Residents(consortium);
        while (after.Any(process => process.Value > before[process.Key] + KeptBytes) && DateTime.UtcNow < end)
        {
            await timer.WaitForNextTickAsync();
            after = Residents(consortium);
        }

        foreach (var (name, bytes) in after)
        {
            tally.Note($"{part}: {name} {before[name] >> 20} MB before, {bytes >> 20} MB after");
            if (bytes > before[name] + KeptBytes)
            {
                tally.Break(Zero.Memory, $"{part}: {name} had {before[name] >> 20} MB and keeps {bytes >> 20} MB");
            }
        }
    }

    private static long Resident(int pid)
    {
        try
        {
            // "VmRSS:     123456 kB"
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
