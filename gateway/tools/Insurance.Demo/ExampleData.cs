using System.Text.Json;
using Insurance.Consortium.Processes;

namespace Insurance.Demo;

/// <summary>Reads the real data under <c>examples/</c>.</summary>
public sealed class ExampleData(string directory)
{
    public static ExampleData Find(ProgramLocator locator) => locator.FindFile("examples") is { } directory
        ? new ExampleData(directory)
        : throw new ConsortiumException(ExitCodes.Environment, "the folder examples/ is missing; run insure from a build of the repository");

    /// <summary>The first flights of the file, numbered from 1.</summary>
    public IReadOnlyList<FlightRecord> Flights(int count)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "flights", "flights.json")));
        var total = document.RootElement.GetArrayLength();
        Require(count, total, "--flights");
        return [.. document.RootElement.EnumerateArray().Take(count).Select((flight, index) => new FlightRecord(
            index + 1,
            DateTime.ParseExact(flight.GetProperty("date").GetString()!, "yyyy/MM/dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            flight.GetProperty("delay").GetInt32(),
            flight.GetProperty("distance").GetInt32(),
            flight.GetProperty("origin").GetString()!,
            flight.GetProperty("destination").GetString()!))];
    }

    /// <summary>The first losses of the file, numbered from 1.</summary>
    public IReadOnlyList<FireRecord> Fires(int count)
    {
        var lines = File.ReadAllLines(Path.Combine(directory, "fire", "danish-fire.csv"));
        var columns = lines[0].Split(',');
        var (building, contents, profits) = (Array.IndexOf(columns, "building"), Array.IndexOf(columns, "contents"), Array.IndexOf(columns, "profits"));
        Require(count, lines.Length - 1, "--losses");
        return [.. lines.Skip(1).Take(count).Select((line, index) =>
        {
            var fields = line.Split(',');
            return new FireRecord(
                index + 1,
                DateOnly.ParseExact(fields[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                MillionKroner.ToOere(fields[building]),
                MillionKroner.ToOere(fields[contents]),
                MillionKroner.ToOere(fields[profits]));
        })];
    }

    /// <summary>The days of a year, with the rain of each in tenths of a millimetre.</summary>
    public IReadOnlyList<WeatherRecord> Weather(int year)
    {
        var lines = File.ReadAllLines(Path.Combine(directory, "weather", "seattle-weather.csv"));
        var columns = lines[0].Split(',');
        var (date, precipitation) = (Array.IndexOf(columns, "date"), Array.IndexOf(columns, "precipitation"));
        return [.. lines.Skip(1)
            .Select(line => line.Split(','))
            .Select(fields => new WeatherRecord(
                DateOnly.ParseExact(fields[date], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                (long)(decimal.Parse(fields[precipitation], CultureInfo.InvariantCulture) * 10)))
            .Where(day => day.Date.Year == year)];
    }

    public string ReadText(params string[] parts) => File.ReadAllText(Path.Combine([directory, .. parts]));

    public byte[] ReadBytes(params string[] parts) => File.ReadAllBytes(Path.Combine([directory, .. parts]));

    private static void Require(int count, int available, string option)
    {
        if (count > available)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"{option} {count} is more than the {available} records of the data; ask for at most that");
        }
    }
}
