namespace Insurance.Demo;

/// <summary>Policyholders of one insurer and line; a holder may have several policies. Their data is invented.</summary>
internal sealed class HolderPool
{
    private const int Size = 40;
    private readonly IReadOnlyList<string> _ids;

    private HolderPool(IReadOnlyList<string> ids) => _ids = ids;

    public static string IdOf(InsurerDesk insurer, string line, int number, RunIds ids) => ids.Of("holder", line, number, insurer.Index);

    public string For(int number) => _ids[(number - 1) % _ids.Count];

    public static async Task<HolderPool> RegisterAsync(
        InsurerDesk insurer,
        string caller,
        string line,
        int policies,
        RunIds ids,
        CancellationToken cancellationToken)
    {
        var numbers = Enumerable.Range(1, Math.Min(Size, policies)).ToArray();
        await Parallel.ForEachAsync(numbers, Concurrently(cancellationToken), async (number, token) =>
            await insurer.Parties(caller).RegisterPartyAsync(
                new RegisterPartyRequest
                {
                    RequestId = ids.Of("register", line, number, insurer.Index),
                    PartyId = IdOf(insurer, line, number, ids),
                    PersonalData = new PersonalData
                    {
                        FullName = $"Holder {number} of {line}",
                        DateOfBirth = new DateOnly(1950, 1, 1).AddDays(97 * number).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                        Email = $"holder-{line}-{number}@example.com",
                        Phone = $"+1 555 01{number:00}",
                        Address = $"{number} Example Street",
                    },
                },
                InsurerDesk.Within(token)));
        return new HolderPool([.. numbers.Select(number => IdOf(insurer, line, number, ids))]);
    }

    public static ParallelOptions Concurrently(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = DemoOptions.InFlight, CancellationToken = cancellationToken };
}
