using Insurance.Demo.Seed;

namespace Insurance.Cli.Commands;

/// <summary><c>insure seed</c>.</summary>
internal static class SeedCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var command = new Command("seed", "Puts products, oracles, holders and policies to try things with on the ledger of a consortium that runs; again it changes nothing.") { home };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, token) => RunAsync(CommonOptions.HomeOf(result, home), output, token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, CommandOutput output, CancellationToken cancellationToken)
    {
        var data = ExampleData.Find(ProgramLocator.ForThisProcess);
        var state = await LedgerNetworks.LoadStateAsync(home, cancellationToken);
        if (state is null || state.Processes.Count == 0)
        {
            throw new ConsortiumException(ExitCodes.NotRunning, $"nothing runs from {home.Path}; start it with `{Invocation.Of(home, "up")}`");
        }

        using var homeLock = HomeLock.Take(home);
        using var callers = new CallerDirectory(home, GatewayAddress.AllOf(state.Consortium));
        var result = await new SeedRun(home, state.Consortium, callers, data, TimeProvider.System).RunAsync(cancellationToken);
        output.Write(result, text => Write(home, result, text));
        return ExitCodes.Success;
    }

    private static void Write(HomeDirectory home, SeedResult result, TextPage text)
    {
        text.WriteLine(result.Made == 0 ? "Everything was there already." : FormattableString.Invariant($"{result.Made} records are new."));
        foreach (var products in result.Products.GroupBy(product => product.InsurerMspId))
        {
            text.WriteLine($"Products of {products.Key}: {string.Join(", ", products.Select(product => FormattableString.Invariant($"{product.ProductId} {product.Version}")))}");
        }

        text.WriteLine($"Oracles, with their keys in {home.Path}: {string.Join(", ", result.Oracles)}");
        foreach (var (insurer, holders) in result.Holders)
        {
            text.WriteLine($"Holders of {insurer}: {string.Join(", ", holders)}");
        }

        foreach (var policy in result.Policies)
        {
            text.WriteLine($"{policy.PolicyId} of {policy.InsurerMspId}, {policy.Status}{(policy.Subject.Length > 0 ? $", about \"{policy.Subject}\"" : "")}: {policy.Try}");
        }
    }
}
